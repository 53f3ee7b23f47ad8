"""Receivers of deliveries on real ports, and an outbox over a real database with the real loop of jobs."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from hub.audit.quotas import DailyQuotas
from hub.audit.stops import StoppedProcessing
from hub.core.accounts import CLIENT_CREDENTIALS, AuthMethod, Client
from hub.core.citizen import Citizen
from hub.core.delivery import Delivery, Notice
from hub.core.outbox import Settlement, settled
from hub.core.purpose import Purpose
from hub.core.webhook import PREFIX, Webhook
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.exchange.public_address import open_public_session
from hub.exchange.sealing import SealingKey
from hub.exchange.webhooks import new_secret
from hub.store import Database, PgAgreements, PgDeliveries, PgIdentity, PgPeople, PgQuotas, PgStops, PgTargets, PgWrites
from hub.store.jobs import run_jobs
from hub.store.publishing import JOB, publish
from hub.worker.channels import AllChannels
from hub.worker.deliver import Channel, Deliver, Patience
from hub.worker.webhooks import Webhooks, decider
from tests.fakes.agreements import WIDE
from tests.fakes.declared import FACETS
from tests.fakes.world import ROOT
from tests.store.samples import CLERK, TENANT

KIND = "citizen.changed"
SCOPES = frozenset({"citizen:read", "licence:read"})
QUICK = Patience(first_pause=0.02, longest_pause=0.05, most_attempts=4, attempt_seconds=5.0, lease_seconds=8.0)


@dataclass
class Got:
    """One request that arrived."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.body)
        return found


@dataclass
class Receiver:
    """A subscriber's endpoint. `answers` are taken one after the other, then `status` stands."""

    url: str = ""
    status: int = 204
    answers: list[int] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    before: Callable[[], Any] | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.got.append(Got(dict(request.headers), await request.read()))
        if self.before is not None:
            await self.before()
        status = self.answers.pop(0) if self.answers else self.status
        if status == 0:
            # It did the work, and drops the reply.
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=status or 204, headers={"Location": "http://127.0.0.1:1/"})

    @property
    def events(self) -> list[dict[str, Any]]:
        return [each.event for each in self.got]


@asynccontextmanager
async def receiving(port: int = 0) -> AsyncIterator[Receiver]:
    """On this port, or any that is free."""
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@dataclass
class Post:
    """An outbox over a real database, and the parts that a worker would have."""

    database: Database
    url: str
    folder: Path
    webhooks: Webhooks
    ahead: dt.timedelta = dt.timedelta(0)
    agencies: dict[str, Channel] = field(default_factory=dict)
    patience: Patience = QUICK

    def clock(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def deliver(self, stop: asyncio.Event) -> Deliver:
        return Deliver(
            deliveries=PgDeliveries(self.database, TENANT),
            channels=AllChannels(self.agencies, self.webhooks),
            clock=self.clock,
            patience=self.patience,
            jitter=lambda: 1.0,
            stop=stop,
        )

    @property
    def targets(self) -> PgTargets:
        return PgTargets(self.database, TENANT)

    async def subscribe(
        self, receiver: Receiver, *kinds: str, scopes: frozenset[str] = SCOPES, region: str = "19.01"
    ) -> tuple[str, str]:
        """Registers a client and its address; the target's name and the secret."""
        client_id = f"client-{uuid.uuid4()}"
        await PgAgreements(self.database, TENANT).put(WIDE)
        await PgIdentity(self.database, TENANT).put_client(
            Client(
                tenant=TENANT,
                client_id=client_id,
                name="Pelanggan Contoh",
                auth_method=AuthMethod.SECRET_BASIC,
                secret_hash="x",
                jwks=None,
                grant_types=frozenset({CLIENT_CREDENTIALS}),
                redirect_uris=(),
                scopes=scopes,
                purposes=frozenset({Purpose.PUBLIC_SERVICE}),
                region=region,
                agreement=WIDE.id,
            )
        )
        name, secret = f"{PREFIX}{uuid.uuid4()}", new_secret()
        sealed = self.webhooks.key().seal(name, secret)
        whose = (client_id, Purpose.PUBLIC_SERVICE)
        made = Webhook.new(name, whose, receiver.url, kinds or (KIND,), self.clock())
        await self.targets.subscribe(made, sealed)
        return name, secret

    async def publish(self, person: Citizen, *versions: int, kind: str = KIND, changed: Sequence[str] = ()) -> None:
        notices = [
            Notice(
                tenant=TENANT, kind=kind, person_id=person.id, at=self.clock(), version=version,
                changed=changed or ("full_name",),
            )
            for version in versions
        ]  # fmt: skip
        async with self.database.transaction() as connection:
            await publish(connection, notices)

    async def rows(self) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.database.fetch("select * from delivery order by position")]

    async def states(self) -> list[str]:
        return [row["state"] for row in await self.rows()]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """The worker's own loop, with the handler of deliveries alone."""
        stop = asyncio.Event()
        loop = asyncio.create_task(run_jobs(self.url, {JOB: self.deliver(stop)}, stop))
        try:
            yield
        finally:
            stop.set()
            with suppress(asyncio.CancelledError):
                await asyncio.wait_for(loop, 15)

    async def until(self, holds: Callable[[], Any], seconds: float = 15.0) -> None:
        """Waits until something holds; what it gives may be awaited."""
        async with asyncio.timeout(seconds):
            while True:
                found = holds()
                if await found if asyncio.iscoroutine(found) else found:
                    return
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def writing(self, delivery_id: uuid.UUID) -> AsyncIterator[tuple[WriteTransaction, Delivery]]:
        """A clerk's transaction, and a delivery that she looked at."""
        request = WriteRequest(CLERK, Purpose.CIVIL_REGISTRATION, "decide", str(uuid.uuid4()), b"")
        async with PgWrites(self.database, self.clock).begin(request) as write:
            delivery = await write.delivery(delivery_id)
            assert delivery is not None
            yield write, delivery

    async def decide(self, delivery_id: uuid.UUID, settlement: Settlement) -> None:
        """What a clerk found out about it."""
        async with self.writing(delivery_id) as (write, delivery):
            await write.move_delivery(delivery, settled(delivery, settlement), "Ditanyakan lewat telepon")
            await write.reply({})

    async def settled(self) -> bool:
        return not await self.database.fetchval("select count(*) from delivery where settled_at is null")


@asynccontextmanager
async def posting(database: Database, url: str, folder: Path) -> AsyncIterator[Post]:
    async with open_public_session(sandbox=True) as session:
        webhooks = Webhooks(
            tenant=TENANT,
            source="http://hub.test",
            targets=PgTargets(database, TENANT),
            clients=PgIdentity(database, TENANT),
            people=PgPeople(database),
            facets=FACETS,
            decide=decider(ROOT / "policies"),
            key=cache(lambda: SealingKey.load(folder)),
            session=session,
            clock=lambda: dt.datetime.now(dt.UTC),
            quotas=DailyQuotas(PgQuotas(database, TENANT), lambda: dt.datetime.now(dt.UTC)),
            stops=StoppedProcessing(PgStops(database, TENANT), lambda: dt.datetime.now(dt.UTC)),
        )
        yield Post(database, url, folder, webhooks)
