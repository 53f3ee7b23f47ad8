"""What looks tell: each kind alone, and a small office with planted abuses."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import pytest

from benchmarks.abuse import run
from hub.audit.abuse import Habit, Memory, observe
from hub.core.oversight import Finding, FindingKind, Look, Reader, Seen

MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
"""Nine in the morning in the office."""
CLERK = Reader("siti", "Siti", "console", "operator", "19.01", nik="1", household="K0", place="19.01.01.1001//001")
CLIENT = Reader("bpjs", "Cabang", "bpjs", "agency_client", "19.01", is_client=True)
K = FindingKind


def seen(number: int, **given: Any) -> Seen:
    nik = f"{1000 - number % 2 * 500 + number}"
    values: dict[str, Any] = {"region": "19.01.02.1001", "household": f"K{number}", "nik": nik}
    return Seen(uuid.UUID(int=number), **{**values, **given})


def look(number: int, *persons: Seen, at: dt.datetime = MONDAY, reader: Reader = CLERK, **given: bool) -> Look:
    return Look(uuid.UUID(int=10_000 + number), at, reader, persons, **given)


def kinds(findings: Iterable[Finding]) -> set[FindingKind]:
    return {finding.kind for finding in findings}


def test_ordinary_work_is_nothing() -> None:
    with_case = [look(n, seen(n, has_case=True), at=MONDAY + dt.timedelta(minutes=4 * n)) for n in range(1, 60)]
    without = [look(100 + n, seen(100 + n), at=MONDAY + dt.timedelta(hours=n)) for n in range(1, 6)]
    assert observe(Memory(), [*with_case, *without]) == []


def test_her_own_family_is_a_finding_and_a_list_that_names_it_is_none() -> None:
    (found,) = observe(Memory(), [look(1, seen(1, household="K0", has_case=True))])
    assert (found.kind, found.readers, found.persons) == (K.OWN_FAMILY, ("siti",), (uuid.UUID(int=1),))
    assert "keluarganya sendiri" in found.reason.id
    assert "own family" in found.reason.en
    assert observe(Memory(), [look(1, seen(1, household="K0"), listed=True)]) == []


def test_another_region_without_a_case() -> None:
    there = look(1, seen(1, region="19.02.01.1001"))
    assert kinds(observe(Memory(), [there])) == {K.OUTSIDE_REGION}
    with_case = look(1, seen(1, region="19.02.01.1001", has_case=True))
    assert observe(Memory(), [with_case, dataclasses.replace(there, is_emergency=True)]) == []


def test_at_night_without_a_case() -> None:
    night = MONDAY + dt.timedelta(hours=14)
    assert kinds(observe(Memory(), [look(1, seen(1), at=night)])) == {K.OUT_OF_HOURS}
    assert observe(Memory(), [look(1, seen(1, has_case=True), at=night)]) == []
    assert observe(Memory(), [look(1, seen(1), at=night, is_emergency=True)]) == []


def test_a_day_of_looking_around() -> None:
    found = observe(Memory(), [look(n, seen(n), at=MONDAY + dt.timedelta(minutes=25 * n)) for n in range(1, 12)])
    (one,) = found
    assert one.kind is K.NO_CASE
    assert len(one.receipts) == 11


def test_what_is_usual_for_her_role_is_no_finding() -> None:
    memory = Memory()
    for day in range(20):
        at = MONDAY - dt.timedelta(days=28 - day)
        if at.weekday() < 5:
            observe(memory, [look(day * 100 + n, seen(n), at=at + dt.timedelta(minutes=25 * n)) for n in range(1, 7)])
    busy = [look(9_000 + n, seen(9_000 + n), at=MONDAY + dt.timedelta(minutes=25 * n)) for n in range(1, 9)]
    assert K.NO_CASE not in kinds(observe(memory, busy))


def test_many_within_an_hour() -> None:
    found = observe(Memory(), [look(n, seen(n), at=MONDAY + dt.timedelta(minutes=n)) for n in range(1, 30)])
    assert K.PACE in kinds(found)


def test_one_person_by_many_readers() -> None:
    readers = [dataclasses.replace(CLERK, subject=name, household="") for name in ("ani", "budi", "cici", "dedi")]
    looks = [look(n, seen(7), reader=reader, at=MONDAY + dt.timedelta(hours=n)) for n, reader in enumerate(readers)]
    (found,) = observe(Memory(), looks)
    assert (found.kind, found.about) == (K.MANY_READERS, uuid.UUID(int=7))
    assert set(found.readers) == {"ani", "budi", "cici", "dedi"}
    assert observe(Memory(), looks[:3]) == []


def test_one_family_again_and_again() -> None:
    looks = [look(day, seen(7), at=MONDAY + dt.timedelta(days=day)) for day in range(3)]
    assert kinds(observe(Memory(), looks)) == {K.REPEATED}
    assert observe(Memory(), [look(n, seen(7), at=MONDAY + dt.timedelta(minutes=n)) for n in range(3)]) == []


def test_her_neighbours() -> None:
    near = [seen(n, place=CLERK.place) for n in (1, 2, 3)]
    found = observe(Memory(), [look(n, one, at=MONDAY + dt.timedelta(hours=n)) for n, one in enumerate(near)])
    assert kinds(found) == {K.NEIGHBOURS}
    assert "pembaca sendiri" in found[0].reason.id


def test_one_number_after_the_other() -> None:
    walk = [seen(n, nik=str(2_000 + n)) for n in range(1, 10)]
    found = observe(Memory(), [look(n, one, at=MONDAY + dt.timedelta(minutes=5 * n)) for n, one in enumerate(walk)])
    assert K.BULK in kinds(found)


def test_a_client_in_its_pattern_and_outside_of_it() -> None:
    memory = Memory()
    for day in range(14):
        at = MONDAY - dt.timedelta(days=14 - day)
        calls = [look(day * 100 + n, seen(n), reader=CLIENT, at=at + dt.timedelta(minutes=9 * n)) for n in range(30)]
        assert observe(memory, calls) == []
    night = look(9_000, seen(1), reader=CLIENT, at=MONDAY - dt.timedelta(hours=6))
    assert kinds(observe(memory, [night])) == {K.OUT_OF_HOURS}
    many = [look(9_100 + n, seen(n), reader=CLIENT, at=MONDAY + dt.timedelta(minutes=n)) for n in range(90)]
    assert kinds(observe(memory, many)) == {K.BULK}


def test_what_is_odd_does_not_become_usual_by_being_done() -> None:
    """Her own nights and her own heaps are remembered as little more than what was usual before."""
    memory = Memory()
    for day in range(6):
        at = MONDAY - dt.timedelta(days=7 - day)
        observe(memory, [look(day * 100 + n, seen(n, has_case=True), at=at) for n in range(4)])
    heap = [look(5_000 + n, seen(n), at=MONDAY + dt.timedelta(minutes=10 * n)) for n in range(40)]
    assert observe(memory, heap)
    observe(memory, [look(6_000, seen(1, has_case=True), at=MONDAY + dt.timedelta(days=1))])
    assert memory.habit("siti").most("uncased") <= 8


def test_a_habit_is_kept_as_plain_json() -> None:
    memory = Memory()
    observe(memory, [look(n, seen(n), at=MONDAY + dt.timedelta(days=n)) for n in range(8)])
    kept = memory.habit("siti")
    assert Habit.of(kept.state()) == kept


@pytest.mark.parametrize("seed", [201, pytest.param(202, marks=pytest.mark.long)])
def test_planted_abuses_are_found_among_honest_days(seed: int) -> None:
    """A smaller office than that of `python -m benchmarks abuse`; docs/operations.md has the figures of the whole."""
    result = run(seed, accesses=6_000, count=30)
    assert result.found >= 25, result.missed
    assert result.false_alarms <= 15, result.false
