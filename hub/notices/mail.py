"""E-mail over SMTP (RFC 5321), always encrypted but on the machine itself.

SMTP cannot promise that a mail arrives once: when the server's answer is lost, the mail is sent again. It then has the
same Message-ID (RFC 5322 section 3.6.4), by which mail programs show it once.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from hub.core.contact import mail_address
from hub.core.errors import BadInput
from hub.core.notices import Medium
from hub.notices.sending import NotTaken, Outgoing

_PORTS: Final[Mapping[str, int]] = {"smtp": 587, "smtps": 465}
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in. `tls` from the first byte; otherwise STARTTLS, but on the machine itself."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None = field(repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """From smtp[s]://[user:password@]host[:port]. Raises BadInput without repeating it."""
        try:
            given = urlsplit(url)
            port = given.port
        except ValueError:
            raise BadInput("HUB_SMTP_URL is smtp[s]://[user:password@]host[:port].") from None
        if given.scheme not in _PORTS or not given.hostname or given.path not in {"", "/"}:
            raise BadInput("HUB_SMTP_URL is smtp[s]://[user:password@]host[:port].")
        user, password = (unquote(each) if each else None for each in (given.username, given.password))
        return cls(
            host=given.hostname,
            port=port or _PORTS[given.scheme],
            tls=given.scheme == "smtps",
            user=user,
            password=password,
        )

    @property
    def how(self) -> dict[str, Any]:
        """What aiosmtplib is told of the connection."""
        is_near = self.host in _LOOPBACK
        return {
            "hostname": self.host,
            "port": self.port,
            "username": self.user,
            "password": self.password,
            "use_tls": self.tls,
            "start_tls": not (self.tls or is_near),
            "tls_context": ssl.create_default_context() if self.tls or not is_near else None,
            "timeout": _SECONDS,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """A mail server. Implements `hub.notices.sending.Sender`. `domain` is the right side of each Message-ID."""

    server: MailServer
    sender: str
    domain: str
    medium: Medium = Medium.MAIL

    async def send(self, message: Outgoing) -> None:
        import aiosmtplib  # noqa: PLC0415  only a worker that has a mail server loads it

        mail = written(message, self.sender, self.domain)
        try:
            await aiosmtplib.send(mail, sender=self.sender, recipients=[message.to], **self.server.how)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [each.code for each in refused.recipients]
            raise _refused(codes[0] if codes else 450) from None
        except aiosmtplib.SMTPAuthenticationError as error:
            # Wrongly set up, which somebody corrects; the mail is not at fault.
            raise NotTaken(f"SMTP_{error.code}", for_good=False) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error.code) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            problem = "TIMEOUT" if isinstance(error, TimeoutError) else "UNREACHABLE"
            raise NotTaken(problem, for_good=False) from None


def written(message: Outgoing, sender: str, domain: str) -> EmailMessage:
    """The mail: plain text, nothing attached. Raises NotTaken for an address that cannot stand in a header."""
    if mail_address(message.to) != message.to:
        raise NotTaken("BAD_ADDRESS", for_good=True)
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
    except ValueError:
        # A line break, by which a further header could be smuggled in.
        raise NotTaken("BAD_HEADER", for_good=True) from None
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    # No answer by machines (RFC 3834), such as of somebody on holiday.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="quoted-printable")
    return mail


def _refused(code: int) -> NotTaken:
    """By RFC 5321 section 4.2.1: 5yz is for good, 4yz is not."""
    return NotTaken(f"SMTP_{code}", for_good=code >= 500)
