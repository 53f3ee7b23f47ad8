"""The ways to applicants that this hub's settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from hub import store
from hub.core.calendar import now
from hub.core.notices import Medium
from hub.notices.content import Office
from hub.notices.gateway import Gateway
from hub.notices.mail import Mailer, MailServer
from hub.notices.sending import Sender
from hub.notices.texts import LANGUAGES, Texts
from hub.parts import Common
from hub.web.notice_settings import NoticeSettings
from hub.web.settings import Settings
from hub.worker.notices import NoticeChannel


def notice_channel(settings: Settings, made: Common) -> NoticeChannel:
    """The channel of all notices."""
    return NoticeChannel(
        office=office_of(settings),
        senders=tuple(senders(settings, made.http, urlsplit(settings.public_url).hostname or "localhost")),
        applications=store.PgApplications(made.database),
        notices=store.PgNotices(made.database),
        services=made.services,
        texts={language: Texts.load(language) for language in LANGUAGES},
        hours=made.promises.hours,
        clock=now,
    )


def office_of(settings: Settings) -> Office:
    """Who tells. An application's number is typed into the page, and stands in no address."""
    return Office(
        tenant=settings.tenant,
        region=settings.region,
        name=settings.office_name,
        link=f"{settings.public_url.rstrip('/')}/track",
    )


def senders(settings: NoticeSettings, session: aiohttp.ClientSession, domain: str) -> Iterator[Sender]:
    """In the order in which they are tried. Raises BadInput for an address that cannot be used."""
    for name in dict.fromkeys(settings.notice_order):
        sender = _MADE[Medium[name.upper()]](settings, session, domain)
        if sender is not None:
            yield sender


def _sms(settings: NoticeSettings, session: aiohttp.ClientSession, _domain: str) -> Sender | None:
    if settings.sms_url is None or settings.sms_secret is None:
        return None
    secret = settings.sms_secret.get_secret_value()
    return Gateway(medium=Medium.SMS, url=settings.sms_url, secret=secret, session=session, clock=now)


def _whatsapp(settings: NoticeSettings, session: aiohttp.ClientSession, _domain: str) -> Sender | None:
    if settings.whatsapp_url is None or settings.whatsapp_secret is None:
        return None
    secret = settings.whatsapp_secret.get_secret_value()
    return Gateway(medium=Medium.WHATSAPP, url=settings.whatsapp_url, secret=secret, session=session, clock=now)


def _mail(settings: NoticeSettings, _session: aiohttp.ClientSession, domain: str) -> Sender | None:
    if settings.smtp_url is None:
        return None
    server = MailServer.at(settings.smtp_url.get_secret_value())
    return Mailer(server=server, sender=settings.mail_from, domain=domain)


_MADE: Final[Mapping[Medium, Callable[[NoticeSettings, aiohttp.ClientSession, str], Sender | None]]] = {
    Medium.SMS: _sms,
    Medium.WHATSAPP: _whatsapp,
    Medium.MAIL: _mail,
}
