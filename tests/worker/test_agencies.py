"""Agencies are told over a real database, by the worker's own loop: OSS as its emulator, the register as a fake."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.connectors.licensing.client import Oss
from hub.connectors.licensing.emulator import create
from hub.connectors.licensing.outbound import LicenceStatuses
from hub.core.actor import Actor
from hub.core.citizen import Citizen
from hub.core.delivery import Delivery, DeliveryState, Outlet, Settles, Way
from hub.core.evidence import Cause
from hub.core.outbox import Settlement, transcribed
from hub.core.purpose import Purpose
from hub.core.recording import Recording
from hub.core.service import RecordChange
from hub.core.writing_ports import WriteRequest
from hub.exchange.session import open_session
from hub.store import Database, PgDeliveries, PgWrites
from hub.store.bulk import copy_citizens
from hub.store.deliveries import Outcome
from hub.worker.deliver import Leaves
from hub.worker.pushes import AgencyPush
from hub.worker.transcribe import Transcription
from tests.connectors.serving import Clock, served, settings
from tests.fakes.actors import agency
from tests.fakes.agencies import FakePopulation
from tests.fakes.calls import Calls
from tests.fakes.declared import FACETS
from tests.store.samples import CLERK, TENANT, concluding, person
from tests.worker.receiver import Post, posting

NIB = "9120009000003"
LICENCES = FACETS["licences"]
OFFICE = agency("licence:write", client_id="licensing-system", owns="licensing")
OSS_ITSELF = agency("licence:write", client_id="agency:licensing", owns="licensing")


@pytest.fixture
async def post(db: Database, database: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with posting(db, database, tmp_path) as made:
        yield made


@dataclass
class Licensing:
    """OSS's emulator, and the office that records."""

    url: str
    http: aiohttp.ClientSession
    post: Post

    async def fault(self, **faults: Any) -> None:
        async with self.http.put(f"{self.url}/admin/faults", json=faults) as response:
            assert response.status == 200

    async def effects(self) -> list[tuple[str, str]]:
        async with self.http.get(f"{self.url}/admin/effects") as response:
            return [(each["id_izin"], each["status"]) for each in await response.json()]

    async def record(self, known: Citizen, status: str, by: Actor = OFFICE, nib: str = NIB) -> None:
        item = LICENCES.item(nib, "Usaha Contoh", "01281", 2025, status, None)
        request = WriteRequest(by, Purpose.PUBLIC_SERVICE, "recordLicence", f"{known.id}-{status}-{by.client_id}", b"")
        async with PgWrites(self.post.database, self.post.clock).begin(request) as write:
            said = Recording(facet="licences", nik=known.nik or "", items=(item,))
            await write.record(LICENCES, said, known.id, concluding(known.id))


@pytest.fixture
async def oss(post: Post, tmp_path: Path) -> AsyncIterator[Licensing]:
    kinds = Outlet(way=Way.PUSH, kinds=frozenset({"citizen.recorded"}), attributes=frozenset({"licences"}))
    await post.targets.declare({"licensing": kinds}, post.clock())
    async with served(create(tmp_path, Clock())) as url, open_session() as session:
        given = settings("licensing", url)
        manifest = dataclasses.replace(given.manifest, timeout_seconds=0.5)
        given = dataclasses.replace(given, manifest=manifest)
        push = LicenceStatuses(Oss(given, session))
        deliveries = PgDeliveries(post.database, TENANT)
        post.agencies["licensing"] = AgencyPush(agency=manifest, push=push, deliveries=deliveries, clock=post.clock)
        yield Licensing(url, session, post)


async def test_what_the_office_records_arrives_at_oss_once(post: Post, oss: Licensing) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await oss.record(known, "FROZEN")
    # What OSS brought itself is no news to it.
    await oss.record(known, "ACTIVE", by=OSS_ITSELF)
    async with post.working():
        await post.until(post.settled)
    assert await oss.effects() == [(f"I-{NIB}-1", "70"), (f"I-{NIB}-2", "70")]
    (row,) = await post.rows()
    assert (row["state"], row["acknowledgement"]) == ("DELIVERED", "kode 200, 2 licences")
    fields = await post.database.fetchval("select fields from receipt where client_id = 'agency:licensing'")
    assert fields == ["Citizen.licences"]


async def test_a_lost_reply_is_settled_by_asking(post: Post, oss: Licensing) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await oss.fault(lost_reply=True, remaining=1)
    await oss.record(known, "FROZEN")
    async with post.working():
        await post.until(post.settled)
    assert sorted(await oss.effects()) == [(f"I-{NIB}-1", "70"), (f"I-{NIB}-2", "70")]
    (row,) = await post.rows()
    assert row["attempts"] == 2


async def test_when_every_reply_is_lost_nothing_is_told_twice(post: Post, oss: Licensing) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await oss.fault(lost_reply=True)
    await oss.record(known, "FROZEN")
    async with post.working():
        await post.until(post.settled)
    assert sorted(await oss.effects()) == [(f"I-{NIB}-1", "70"), (f"I-{NIB}-2", "70")]
    assert (await post.rows())[0]["acknowledgement"] == "shown when read back"


@pytest.mark.parametrize("fault", [{"status": 500}, {"garbage": True}, {"half_close": True}, {"latency_ms": 900}])
async def test_a_fault_that_passes_loses_nothing(post: Post, oss: Licensing, fault: dict[str, Any]) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await oss.fault(**fault, remaining=2)
    await oss.record(known, "FROZEN")
    async with post.working():
        await post.until(post.settled)
    assert sorted(await oss.effects()) == [(f"I-{NIB}-1", "70"), (f"I-{NIB}-2", "70")]


@pytest.mark.parametrize(("status", "nib"), [("REVOKED", NIB), ("FROZEN", "9120009999999")])
async def test_what_oss_cannot_be_told_is_a_dead_letter(post: Post, oss: Licensing, status: str, nib: str) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await oss.record(known, status, nib=nib)
    async with post.working():
        await post.until(lambda: _is(post, ["DEAD"]))
    assert (await post.rows())[0]["problem"] == "REFUSED"
    assert await oss.effects() == []


class Blind:
    """An agency that knows no key and cannot be asked; `lost` replies are lost after the work was done."""

    settles = Settles.NOTHING

    def __init__(self) -> None:
        self.done: list[Delivery] = []
        self.lost = 0

    async def attempt(self, delivery: Delivery, leaves: Leaves) -> Outcome:
        self.done.append(delivery)
        if self.lost:
            self.lost -= 1
            raise ConnectionResetError
        return Outcome(state=DeliveryState.DELIVERED, acknowledgement="1", settled_by="blind")


async def test_a_doubt_that_nothing_settles_waits_for_a_person_who_decides_once(post: Post) -> None:
    known, blind = person(), Blind()
    await copy_citizens(post.database, [known])
    await post.targets.declare({"blind": Outlet(way=Way.PUSH, kinds=frozenset({"citizen.changed"}))}, post.clock())
    post.agencies["blind"] = blind
    blind.lost = 1
    await post.publish(known, 2, 3)
    async with post.working():
        await post.until(lambda: _is(post, ["IN_DOUBT", "WAITING"]))
        # Never a silent repeat: the first is not sent again, and the second waits.
        assert [each.version for each in blind.done] == [2]
        await post.decide(await _first(post), Settlement.DELIVERED)
        await post.until(post.settled)
    assert [each.version for each in blind.done] == [2, 3]
    first = (await post.rows())[0]
    assert (first["settled_by"], first["reason"]) == (CLERK.subject, "Ditanyakan lewat telepon")


async def test_a_correction_is_typed_by_a_clerk_and_settled_by_the_register(post: Post) -> None:
    known, register = person("Siti Contoh"), FakePopulation(Calls())
    await copy_citizens(post.database, [known])
    await _siak(post, register)
    register.known[known.nik or ""] = dataclasses.replace(known, full_name="SITI CONTO")
    await _correct(post, known, "Siti Contoh Baru")
    async with post.working():
        await post.until(lambda: _is(post, ["TO_TRANSCRIBE"]))
        await _typed(post)
        await post.until(lambda: _is(post, ["MISMATCH"]))
        assert (await post.rows())[0]["differences"] == ["fullName"]
        register.known[known.nik or ""] = dataclasses.replace(known, full_name="SITI CONTOH BARU")
        await _typed(post)
        await post.until(post.settled)
    (row,) = await post.rows()
    assert (row["state"], row["acknowledgement"]) == ("DELIVERED", "shown by the register")


async def test_a_correction_that_the_register_shows_already_settles_itself(post: Post) -> None:
    known, register = person("Siti Contoh"), FakePopulation(Calls())
    await copy_citizens(post.database, [known])
    await _siak(post, register)
    register.known[known.nik or ""] = dataclasses.replace(known, full_name="SITI CONTOH BARU")
    await _correct(post, known, "Siti Contoh Baru")
    async with post.working():
        await post.until(post.settled)
    assert await post.states() == ["DELIVERED"]


@pytest.mark.parametrize("shown", [False, True], ids=["nobody", "without the name"])
async def test_what_the_register_cannot_tell_waits_for_a_person(post: Post, shown: bool) -> None:
    known, register = person("Siti Contoh"), FakePopulation(Calls())
    await copy_citizens(post.database, [known])
    await _siak(post, register)
    if shown:
        register.known[known.nik or ""] = dataclasses.replace(known, full_name=None)
    await _correct(post, known, "Siti Contoh Baru")
    async with post.working():
        await post.until(lambda: _is(post, ["TO_TRANSCRIBE"]))
        await _typed(post)
        await post.until(lambda: _is(post, ["IN_DOUBT"]))
    assert (await post.rows())[0]["problem"] == "NOT_SHOWN"


async def test_an_outage_of_the_register_keeps_no_clerk_from_typing(post: Post) -> None:
    known, register = person("Siti Contoh"), FakePopulation(Calls())
    await copy_citizens(post.database, [known])
    await _siak(post, register)
    register.out = True
    await _correct(post, known, "Siti Contoh Baru")
    async with post.working():
        await post.until(lambda: _is(post, ["TO_TRANSCRIBE"]))
        await _typed(post)
        await post.until(lambda: _is(post, ["CONFIRMING"]))
        register.out = False
        register.known[known.nik or ""] = dataclasses.replace(known, full_name="SITI CONTOH BARU")
        await post.until(post.settled)


async def _siak(post: Post, register: FakePopulation) -> None:
    outlet = Outlet(way=Way.TRANSCRIBE, kinds=frozenset({"citizen.corrected"}), attributes=frozenset({"full_name"}))
    await post.targets.declare({"population": outlet}, post.clock())
    post.agencies["population"] = Transcription(
        agency="population", population=register, deliveries=PgDeliveries(post.database, TENANT), most_looks=2
    )


async def _correct(post: Post, known: Citizen, name: str) -> None:
    request = WriteRequest(CLERK, Purpose.CIVIL_REGISTRATION, "correctCitizen", name, b"")
    async with PgWrites(post.database, post.clock).begin(request) as write:
        change = RecordChange(known, dataclasses.replace(known, full_name=name))
        await write.apply(change, None, Cause("corrected", "Salah ketik", None))
        await write.reply({})


async def _typed(post: Post) -> None:
    async with post.writing(await _first(post)) as (write, delivery):
        await write.move_delivery(delivery, transcribed(delivery))
        await write.reply({})


async def _first(post: Post) -> uuid.UUID:
    """What stands first in the outbox."""
    key: uuid.UUID = next(row["id"] for row in await post.rows() if row["settled_at"] is None)
    return key


async def _is(post: Post, states: list[str]) -> bool:
    return await post.states() == states
