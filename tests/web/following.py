"""A hub over a real record, whose persons and applications change while somebody waits."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import orjson

from hub.audit.quotas import DailyQuotas
from hub.audit.stops import StoppedProcessing
from hub.core.application import Action, ActionKind, ApplicationHeader
from hub.core.calendar import now
from hub.core.citizen import Citizen
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.purpose import Purpose
from hub.core.receipt import Receipt
from hub.core.receipt_heading import Headed
from hub.core.writing_ports import WriteRequest
from hub.engine import Engine, Register
from hub.engine.uses import Uses
from hub.store import (
    Database,
    PgApplications,
    PgFacetCopies,
    PgHeld,
    PgPast,
    PgPeople,
    PgQuotas,
    PgReceipts,
    PgStops,
    PgTrusted,
    PgVersions,
    PgWrites,
)
from hub.store.bulk import copy_citizens
from hub.store.events import Event, update_person
from hub.store.failures import RecordUnavailable
from hub.web.following import FOLLOWING, Following
from hub.web.socket import SocketLimits
from tests.fakes.actors import EVERYTHING, READER
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import TENANT, VILLAGE, person
from tests.fakes.service import SERVICE
from tests.fakes.world import World, schema, world
from tests.web.rig import EVENTS, JSON, Rig, rig

CITIZEN: Final = "subscription Waiting($nik: NIK!) { citizenChanged(nik: $nik) { fullName version } }"
APPLICATION: Final = """
subscription Case($number: String!) { applicationChanged(trackingNumber: $number) { state version } }
"""
SOON: Final = 5.0
QUIET: Final = 0.7
"""Seconds in which a change would have been told three times over."""


def asked(nik: str | None, query: str = CITIZEN, **more: Any) -> dict[str, Any]:
    return {"query": query, "variables": {"nik": nik, **more}}


@dataclass
class Office:
    """One hub and the database behind it."""

    hub: Rig
    database: Database
    token: str

    async def enter(self, **given: Any) -> Citizen:
        """Somebody new of the record."""
        somebody = person(id=new_id(), **given)
        await copy_citizens(self.database, [somebody])
        return somebody

    async def rename(self, somebody: Citizen, name: str, **more: Any) -> Citizen:
        """She as she is after a change."""
        after = dataclasses.replace(somebody, full_name=name, version=somebody.version + 1, **more)
        event = Event("corrected", now(), "clerk", "Petugas Contoh", "console", Purpose.CIVIL_REGISTRATION.value)
        async with self.database.transaction() as connection:
            await update_person(connection, somebody, after, event)
        return after

    async def submitted(self) -> str:
        number = new_tracking_number("AL")
        header = ApplicationHeader(TENANT, new_id(), number, SERVICE.name, VILLAGE, "frontend", now())
        data: dict[str, Any] = {
            "form": {"childName": "Anak", "motherNik": "1901014505959001"},
            "documents": [],
            "channel": "ONLINE",
            "mandate": "SELF",
            "on_behalf_of": None,
        }
        asked = WriteRequest(EVERYTHING, Purpose.CIVIL_REGISTRATION, "submit", number, b"x")
        async with PgWrites(self.database, now).begin(asked) as work:
            await work.insert_application(header, Action(1, ActionKind.SUBMIT, "helper", "Kader", now(), data), [])
            await work.reply({})
        return number

    def keep_receipts_in(self, other: Any) -> None:
        """From now on; a hub's ports are for good otherwise."""
        object.__setattr__(self.hub.world.hub, "receipts", other)

    async def claim(self, number: str) -> None:
        """Somebody of the office takes it on."""
        found = await PgApplications(self.database).by_tracking_number(TENANT, number)
        assert found is not None
        asked = WriteRequest(EVERYTHING, Purpose.CIVIL_REGISTRATION, "claim", number, b"x")
        async with PgWrites(self.database, now).begin(asked) as work:
            await work.append(found, Action(2, ActionKind.CLAIM, "clerk", "Petugas", now(), {}))
            await work.reply({})

    async def receipts(self, somebody: Citizen) -> list[Mapping[str, Any]]:
        """Those that name her, in order."""
        found = await self.database.fetch(
            "select r.operation, r.fields, r.client_id from receipt r"
            " cross join lateral persons_in(r.subjects) s(person_id)"
            " where r.tenant = $1 and s.person_id = $2 order by r.id",
            TENANT, somebody.id,
        )  # fmt: skip
        return [dict(row) for row in found]

    @property
    def open(self) -> int:
        return self.following.open

    @property
    def following(self) -> Following:
        return self.hub.application[FOLLOWING]

    async def until(self, open_: int) -> None:
        async with asyncio.timeout(SOON):
            while self.open != open_:
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def stream(self, parameters: Mapping[str, Any], token: str | None = None) -> AsyncIterator[Stream]:
        """Server-sent events that have begun."""
        headers = {"Accept": EVENTS, "Content-Type": JSON, "Authorization": token or self.token}
        async with self.hub.http.post(self.hub.url, data=orjson.dumps(parameters), headers=headers) as response:
            assert (response.status, response.content_type) == (200, EVENTS), await response.text()
            yield Stream(response)


@dataclass
class Stream:
    response: aiohttp.ClientResponse

    async def next(self, seconds: float = SOON) -> tuple[str, Any]:
        """(event, data) of the next event; comments are left out. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                block = (await self.response.content.readuntil(b"\n\n")).decode()
                fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] not in ("", ":"))
                if fields:
                    return fields["event"], orjson.loads(fields["data"]) if fields["data"] else None

    async def name(self) -> str:
        event, payload = await self.next()
        assert event == "next"
        return str(payload["data"]["citizenChanged"]["fullName"])

    async def is_quiet(self) -> bool:
        try:
            await self.next(QUIET)
        except TimeoutError:
            return True
        return False


class Broken:
    """Receipts that cannot be written for a while."""

    def __init__(self, real: Any) -> None:
        self.real, self.is_broken, self.tried = real, True, 0

    keeps = True

    async def write(self, receipt: Receipt) -> None:
        self.tried += 1
        if self.is_broken:
            raise RecordUnavailable("away")
        await self.real.write(receipt)

    async def leave(self, receipt: Headed) -> None:
        await self.write(receipt.receipt(new_id()))


def _world(database: Database) -> World:
    w = world()
    hub = dataclasses.replace(
        w.hub,
        people=PgPeople(database), past=PgPast(database, FACETS.values()), applications=PgApplications(database),
        facet_copies=PgFacetCopies(database, FACETS.values()), receipts=PgReceipts(database),
        writes=PgWrites(database, now), clock=now, held=PgHeld(database, TENANT, now), versions=PgVersions(database),
        quotas=DailyQuotas(PgQuotas(database, TENANT), now), stops=StoppedProcessing(PgStops(database, TENANT), now),
    )  # fmt: skip
    return dataclasses.replace(w, hub=hub, engine=Engine(schema(), hub))


@asynccontextmanager
async def office(
    url: str, limits: SocketLimits | None = None, *, registers: bool = False, **replaced: Any
) -> AsyncIterator[Office]:
    """A hub over this database; `replaced` are ports that are others than its own. `registers`: it knows documents that
    clients registered."""
    database = await Database.open(url, max_size=4)
    try:
        w = _world(database)
        if replaced:
            hub = dataclasses.replace(w.hub, **replaced)
            w = dataclasses.replace(w, hub=hub, engine=Engine(schema(), hub))
        register = Register(PgTrusted(database, TENANT), Uses()) if registers else None
        async with rig(w, socket_limits=limits, keep_alive_seconds=0.3, register=register) as made:
            yield Office(made, database, await made.bearer(READER))
    finally:
        await database.close()
