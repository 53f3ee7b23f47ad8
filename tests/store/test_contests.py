"""Contests and decisions in a mutation's transaction: opened once, decided once, in the history, and told."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt

import pytest

from hub.core.citizen import Citizen
from hub.core.discrepancy import Decision, Discrepancy, DiscrepancyState, Marks, Noted, Ruling, Said
from hub.core.errors import Conflict, HubError
from hub.core.evidence import Cause
from hub.core.identifiers import new_id
from hub.core.service import RecordChange
from hub.store import Database, PgDiscrepancies, PgPeople, PgWrites
from hub.store.bulk import copy_citizens
from tests.store.samples import EVERYBODY, NOW, TENANT, clock, person, receipt, request

MARKS = Marks(b"k" * 32)


@pytest.fixture
async def known(db: Database) -> Citizen:
    citizen = person()
    await copy_citizens(db, [citizen])
    await db.execute(
        "insert into delivery_target (tenant, name, way, kinds, created_at) values ($1, 'insurance', 'PUSH', $2, $3)",
        TENANT,
        ["discrepancy.opened", "discrepancy.resolved", "discrepancy.withdrawn", "citizen.corrected"],
        NOW,
    )
    return citizen


def contest_of(known: Citizen, attribute: str = "birth_date") -> Discrepancy:
    return Discrepancy(
        tenant=TENANT, id=new_id(), person_id=known.id, attribute=attribute, source="citizen", claim="1984-01-15",
        mark="1984-01-15", recorded="1985-01-15", state=DiscrepancyState.OPEN, version=1, opened_at=NOW,
        changed_at=NOW, opened_by="siti", due_at=NOW + dt.timedelta(hours=72), documents=(new_id(),),
    )  # fmt: skip


def ruled(by: str = "budi", ruling: Ruling = Ruling.RECORD_STANDS, value: str | None = "1985-01-15") -> Decision:
    return Decision(ruling, "Akta kelahiran.", by, f"Petugas {by}", NOW, value)


async def opened(writes: PgWrites, known: Citizen, key: str = "k") -> Discrepancy:
    one = contest_of(known)
    async with writes.begin(request(key)) as work:
        await work.discrepancies.open(one)
        await work.apply(RecordChange(known, known), None, Cause("contested"))
        await work.receipt(receipt(known.id))
        await work.reply({})
    return one


async def decided(writes: PgWrites, one: Discrepancy, by: str, key: str) -> Discrepancy:
    async with writes.begin(request(key)) as work:
        await work.persons([one.person_id])
        found = await work.discrepancies.known(one.id)
        assert found is not None
        done = await work.discrepancies.decide(found, ruled(by))
        await work.reply({})
    return done


async def told(db: Database) -> list[tuple[str, list[str]]]:
    return [
        (row["kind"], row["changed"]) for row in await db.fetch("select kind, changed from delivery order by position")
    ]


async def test_a_contest_stands_with_its_clock_its_papers_and_its_event(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    one = await opened(writes, known)
    assert await PgDiscrepancies(db, TENANT, MARKS, clock).by_id(TENANT, one.id) == one
    history = (await PgPeople(db).history(TENANT, known.id, EVERYBODY, 5, None)).items
    assert [(each.kind, each.changed) for each in history][:1] == [("contested", ())]
    assert await told(db) == [("discrepancy.opened", ["birth_date"])]


async def test_the_same_attribute_is_contested_once_until_it_is_decided(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    one = await opened(writes, known)
    again = dataclasses.replace(contest_of(known), id=new_id())
    with pytest.raises(Conflict) as caught:
        async with writes.begin(request("other")) as work:
            await work.discrepancies.open(again)
    assert one.due_at is not None
    assert caught.value.details["dueAt"] == one.due_at.isoformat()
    await decided(writes, one, "budi", "d")
    async with writes.begin(request("third")) as work:
        await work.discrepancies.open(again)
        await work.reply({})
    assert await db.fetchval("select count(*) from discrepancy") == 2


async def test_of_many_clerks_one_decides(db: Database, writes: PgWrites, known: Citizen) -> None:
    one = await opened(writes, known)
    results = await asyncio.gather(
        *(decided(writes, one, f"clerk{n}", f"d{n}") for n in range(8)), return_exceptions=True
    )
    done = [each for each in results if isinstance(each, Discrepancy)]
    assert len(done) == 1
    assert all(isinstance(each, Conflict) for each in results if each not in done)
    kept = await PgDiscrepancies(db, TENANT, MARKS, clock).by_id(TENANT, one.id)
    assert kept is not None
    assert (kept.state, kept.version, kept.decision) == (DiscrepancyState.DECIDED, 2, done[0].decision)
    assert [kind for kind, _ in await told(db)] == ["discrepancy.opened", "discrepancy.resolved"]


async def test_what_is_rolled_back_leaves_nothing(db: Database, writes: PgWrites, known: Citizen) -> None:
    with pytest.raises(HubError, match="could not finish"):
        async with writes.begin(request()) as work:  # Without a reply it does not stand.
            await work.discrepancies.open(contest_of(known))
    assert await db.fetchval("select count(*) from discrepancy") == 0
    assert await told(db) == []
    await opened(writes, known)
    with pytest.raises(HubError, match="nothing twice"):
        async with writes.begin(request("k")) as work:
            await work.discrepancies.open(contest_of(known))


async def test_a_decided_claim_does_not_open_again_until_a_side_changes(
    db: Database, writes: PgWrites, known: Citizen
) -> None:
    store = PgDiscrepancies(db, TENANT, MARKS, clock)
    wrong = Said(known.id, "insurance", {"birth_date": "1985-01-16"}, keeps=True)
    assert await store.note([wrong]) == Noted(opened=1)
    (one,) = (await store.of_person(TENANT, known.id, 10, None)).items
    await decided(writes, one, "budi", "d")
    assert await store.note([wrong]) == Noted()
    other = dataclasses.replace(wrong, claims={"birth_date": "1985-01-17"})
    assert await store.note([other]) == Noted(opened=1)
    assert await store.note([wrong]) == Noted(withdrawn=1)
    await db.execute("update person set birth_date = '1985-01-18' where id = $1", known.id)
    assert await store.note([wrong]) == Noted(opened=1)
