"""The register is read again for those whom somebody relies on, within a share of the quota; differences are noted and
nothing is overwritten. And the clock of contests."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.codes import Sex
from hub.core.discrepancy import Marks, Noted
from hub.core.errors import HubError
from hub.core.identifiers import new_id
from hub.exchange import read_manifest
from hub.exchange.failures import Reason, quota_exhausted, unavailable
from hub.store import Database, PgDiscrepancies, PgReceipts
from hub.store.bulk import copy_citizens
from hub.store.register_walk import PgRegisterWalk
from hub.telemetry.metrics import _overdue
from hub.worker.contests import ContestClock
from hub.worker.register import RegisterComparison
from tests.store.logged import Logged
from tests.store.samples import TENANT, person, receipt

NOW = dt.datetime.now(dt.UTC)
AGENCY = dataclasses.replace(read_manifest("hub.connectors.population"), daily_quota=100)
LONG_AGO = NOW - dt.timedelta(days=60)


class Register:
    """Implements `PopulationAgency.read` by persons."""

    def __init__(self, persons: Sequence[Citizen]) -> None:
        self.persons: dict[str | None, Citizen | Exception] = {each.nik: each for each in persons}
        self.asked: list[str] = []

    async def read(self, nik: str) -> Citizen | None:
        self.asked.append(nik)
        answer = self.persons.get(nik)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def match(self, claim: Any) -> Any:
        raise AssertionError("nothing is matched here")


async def settled(db: Database, count: int, *, read: bool = True, **given: Any) -> list[Citizen]:
    """Persons of the record, whom somebody read just now."""
    made = [person(**{"as_of": LONG_AGO, **given}) for _ in range(count)]
    await copy_citizens(db, made)
    if read:
        told = receipt(*(each.id for each in made))
        await PgReceipts(db).write(dataclasses.replace(told, id=new_id()))
        await Logged.on(db).place()
    return sorted(made, key=lambda each: each.id)


def comparison(db: Database, register: Register, **given: Any) -> RegisterComparison:
    store = PgDiscrepancies(db, TENANT, Marks(b"k" * 32), lambda: NOW)
    agency = dataclasses.replace(AGENCY, **given)
    return RegisterComparison(PgRegisterWalk(db, TENANT), register, agency, store, lambda: NOW, piece=3)


async def discrepancies(db: Database) -> list[tuple[str, str]]:
    rows = await db.fetch("select attribute, claim from discrepancy where source = 'population' order by attribute")
    return [(row["attribute"], row["claim"]) for row in rows]


async def test_each_difference_is_noted_and_nothing_is_overwritten(db: Database) -> None:
    (known,) = await settled(db, 1)
    register = Register([dataclasses.replace(known, full_name="Nama Lain", sex=Sex.FEMALE, birth_place="Sungai Liat")])
    done = await comparison(db, register).next()
    assert (done.asked, done.unknown, done.noted) == (1, 0, Noted(opened=2))
    assert await discrepancies(db) == [("full_name", "Nama Lain"), ("sex", "FEMALE")]
    assert await db.fetchval("select full_name from person where id = $1", known.id) == known.full_name
    assert await db.fetchval("select version from person where id = $1", known.id) == known.version


async def test_the_walk_goes_on_to_the_end_and_asks_about_nobody_twice(db: Database) -> None:
    known = await settled(db, 5)
    register = Register(known)
    compare = comparison(db, register)
    asked = [(await compare.next()).asked for _ in range(6)]
    assert asked == [3, 2, 0, 0, 0, 0]
    assert register.asked == [each.nik for each in known]


@pytest.mark.parametrize(
    "given", [{"read": False}, {"as_of": NOW - dt.timedelta(days=1)}, {"nik": None}], ids=["unread", "recent", "no nik"]
)
async def test_who_need_not_be_asked_about_costs_no_quota(db: Database, given: Mapping[str, Any]) -> None:
    await settled(db, 1, **given)
    register = Register([])
    assert (await comparison(db, register).next()).asked == 0
    assert register.asked == []


async def test_no_more_than_a_tenth_of_the_quota_is_used(db: Database) -> None:
    known = await settled(db, 4)
    register = Register(known)
    compare = comparison(db, register, daily_quota=20)
    assert [(await compare.next()).asked for _ in range(4)] == [2, 0, 0, 0]


async def test_a_quota_that_ends_keeps_what_was_said_before(db: Database) -> None:
    known = await settled(db, 2)
    register = Register([dataclasses.replace(known[0], full_name="Nama Lain")])
    register.persons[known[1].nik] = quota_exhausted(AGENCY)
    done = await comparison(db, register).next()
    assert (done.asked, done.noted.opened) == (1, 1)
    assert await db.fetchval("select count(*) from register_check") == 1


async def test_a_register_that_is_out_is_told_and_what_was_said_stays(db: Database) -> None:
    known = await settled(db, 2)
    register = Register([dataclasses.replace(known[0], full_name="Nama Lain")])
    register.persons[known[1].nik] = unavailable(AGENCY, Reason.TIMEOUT)
    with pytest.raises(HubError):
        await comparison(db, register).next()
    assert await discrepancies(db) == [("full_name", "Nama Lain")]


async def test_whom_the_register_does_not_show_is_counted(db: Database) -> None:
    await settled(db, 1)
    done = await comparison(db, Register([])).next()
    assert (done.asked, done.unknown, done.noted) == (1, 1, Noted())


async def test_the_clock_marks_what_is_late_and_the_gauge_tells_until_it_is_decided(db: Database) -> None:
    (known,) = await settled(db, 1)
    await db.execute(
        "insert into discrepancy (tenant, id, person_id, attribute, source, mark, state, opened_at, changed_at, due_at)"
        " values ($1, $2, $3, 'sex', 'citizen', 'x', 'OPEN', $4, $4, $5)",
        TENANT, new_id(), known.id, LONG_AGO, LONG_AGO + dt.timedelta(hours=72),
    )  # fmt: skip
    clock = ContestClock(PgDiscrepancies(db, TENANT, Marks(b"k" * 32), lambda: NOW))
    assert (await clock.look(), _overdue) == (1, {"contest": 1})
    assert (await clock.look(), _overdue) == (0, {"contest": 1})
    await db.execute(
        "update discrepancy set state = 'DECIDED', ruling = 'RECORD_STANDS', reason = 'x', decided_by = 'x',"
        " decided_at = now()"
    )
    assert (await clock.look(), _overdue) == (0, {"contest": 0})
