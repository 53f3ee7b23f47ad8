"""Applications in a real database, the worker's own parts, and a mail server and gateway on real ports."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import aiohttp
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr

from hub import services
from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.delivery import DeliveryState
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.notices import OUTLET, TARGET
from hub.core.office_hours import PLAIN_WEEK
from hub.exchange.webhooks import new_secret
from hub.notices.content import Office
from hub.notices.texts import LANGUAGES, Texts
from hub.store import Database, PgApplications, PgDeliveries, PgNotices, PgTargets, PgWrites
from hub.web.notice_settings import NoticeSettings
from hub.worker.deliver import Deliver, Patience
from hub.worker.notice_senders import senders
from hub.worker.notices import NoticeChannel, NoticeRounds
from tests.store.samples import NOW, TENANT, VILLAGE, request
from tests.worker.receiver import Receiver

PHONE, MAIL = "0812-7100-9001", "warga.contoh@example.org"
REPORTER = {"fullName": "Ahmad Contoh", "nik": "1901011501859001", "phone": PHONE, "email": MAIL}
SECRET = new_secret()
QUICK = Patience(first_pause=0.01, longest_pause=0.02, most_attempts=3, attempt_seconds=5.0, lease_seconds=8.0)


@dataclass
class MailBox:
    """A mail server on a real port. `answers` are taken one after the other, then everything is taken."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    got: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        self.got.append(envelope)
        return self.answers.pop(0) if self.answers else "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived, parsed."""
        contents = [each.content for each in self.got]
        return [
            email.message_from_bytes(content, policy=email.policy.default)
            for content in contents
            if isinstance(content, bytes)
        ]


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailBox]:
    box, loop = MailBox(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="mail.test", loop=loop), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class Counter:
    """An office with applications; `notices` are the worker's rounds."""

    database: Database
    channel: NoticeChannel
    rounds: NoticeRounds

    async def submit(
        self, reporter: Mapping[str, Any] | None = None, service: str = "birthCertificate", **about: Any
    ) -> Application:
        header = ApplicationHeader(TENANT, new_id(), new_tracking_number("AL"), service, VILLAGE, "frontend", NOW)
        form = {"reporter": REPORTER if reporter is None else reporter, "child": {"fullName": "Anak Contoh"}}
        form |= about.get("form", {})
        chosen = {"notice_language": about["language"]} if "language" in about else {}
        first = _action(1, ActionKind.SUBMIT, {"form": form, "documents": [], "channel": "ONLINE", **chosen})
        async with PgWrites(self.database, _now).begin(request(str(header.id))) as work:
            application = await work.insert_application(header, first, about.get("persons", ()))
            await work.reply({})
        return application

    async def step(self, application: Application, kind: ActionKind, **data: Any) -> Application:
        async with PgWrites(self.database, _now).begin(request(str(new_id()))) as work:
            after = await work.append(application, _action(application.version + 1, kind, data))
            await work.reply({})
        return after

    async def tell(self, *, rounds: int = 1) -> Sequence[Any]:
        """So many rounds of the worker; every notice as it is afterwards."""
        for _ in range(rounds):
            await self.rounds.look()
        return await self.rows()

    async def rows(self) -> Sequence[Any]:
        return await self.database.fetch("select * from delivery where target = 'notices' order by position")

    async def states(self) -> list[DeliveryState]:
        return [DeliveryState(row["state"]) for row in await self.rows()]


@asynccontextmanager
async def counter(
    database: Database,
    *,
    order: Sequence[str] = ("sms", "whatsapp", "mail"),
    clock: Callable[[], dt.datetime] | None = None,
    **settings: Any,
) -> AsyncIterator[Counter]:
    """An office with these settings of notices; `clock` in place of the right time."""
    clock = clock or _now
    await PgTargets(database, TENANT).declare({TARGET: OUTLET}, _now())
    async with aiohttp.ClientSession() as http:
        given = NoticeSettings(notice_order=list(order), **settings)
        channel = NoticeChannel(
            office=Office(
                tenant=TENANT, region="19.01", name="Dinas Contoh (DATA CONTOH)", link="https://satu.test/track"
            ),
            senders=tuple(senders(given, http, "satu.test")),
            applications=PgApplications(database),
            notices=PgNotices(database),
            services={service.name: service for service in services.discover()},
            texts={language: Texts.load(language) for language in LANGUAGES},
            hours=PLAIN_WEEK,
            clock=clock,
        )
        deliver = Deliver(
            deliveries=PgDeliveries(database, TENANT),
            channels=_Only(channel),
            clock=clock,
            patience=QUICK,
            jitter=lambda: 0.0,
        )
        yield Counter(database, channel, NoticeRounds(TENANT, PgNotices(database), deliver, clock))


def sms_at(receiver: Receiver) -> dict[str, Any]:
    return {"sms_url": receiver.url, "sms_secret": SecretStr(SECRET)}


def whatsapp_at(receiver: Receiver) -> dict[str, Any]:
    return {"whatsapp_url": receiver.url, "whatsapp_secret": SecretStr(SECRET)}


def mail_at(box: MailBox) -> dict[str, Any]:
    return {"smtp_url": SecretStr(f"smtp://127.0.0.1:{box.port}"), "mail_from": "satu@dinas.test"}


@dataclass(frozen=True)
class _Only:
    channel: NoticeChannel

    async def of(self, target: str) -> NoticeChannel | None:
        return self.channel if target == TARGET else None


def _action(seq: int, kind: ActionKind, data: Mapping[str, Any]) -> Action:
    return Action(seq, kind, "user-1", "Petugas Contoh", NOW, data)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
