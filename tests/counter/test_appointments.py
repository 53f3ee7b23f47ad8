"""Appointments over the real record: no time holds more than it has room for, and nothing outlives its day."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter

import pytest

from hub.core.actor import Role
from hub.core.appointment import days
from hub.core.calendar import local_date
from hub.store import PgAppointments, PgTickets
from hub.worker.tickets import TicketRounds
from tests.counter.asking import OPERATOR, call, number, numbers, take
from tests.counter.booking import (
    CANCEL,
    MISS,
    MOVE,
    OF_DAY,
    ONE,
    OPEN_PLACES,
    PLACES,
    a_case,
    book,
    booked,
    change,
    of_day,
    slot,
)  # fmt: skip
from tests.counter.conftest import ALWAYS, CounterOffice
from tests.counter.test_tickets import one_round, receipts
from tests.engine.test_on_postgres import MOTHER_NIK
from tests.fakes.actors import NOBODY, staff
from tests.fakes.people_of_bangka import TENANT

CASE = "EK-7K3M-Q9TD"


def tomorrow(office: CounterOffice, *, later: dt.timedelta = dt.timedelta()) -> dt.datetime:
    """Nine o'clock of the next day."""
    return office.clock() + dt.timedelta(days=1) + later


async def test_of_twenty_at_once_only_so_many_get_a_place(office: CounterOffice) -> None:
    begins = tomorrow(office)
    made = await asyncio.gather(*[book(office, begins, OPERATOR) for _ in range(20)])
    assert Counter(one["appointment"] is not None for one in made) == {True: PLACES, False: 20 - PLACES}
    assert {(error["code"], error["path"]) for one in made for error in one["errors"]} == {("CONFLICT", "begins")}
    assert len(await of_day(office, local_date(begins))) == PLACES
    assert await slot(office, begins) == (0, 0)


async def test_strangers_leave_half_of_a_time_to_others(office: CounterOffice) -> None:
    begins = tomorrow(office)
    made = await asyncio.gather(*[book(office, begins) for _ in range(20)])
    assert sum(one["appointment"] is not None for one in made) == OPEN_PLACES
    assert await slot(office, begins) == (PLACES - OPEN_PLACES, 0)
    assert (await booked(office, begins, trackingNumber=await a_case(office, CASE)))["hasApplication"]
    await booked(office, begins, OPERATOR)
    assert (await book(office, begins, OPERATOR))["appointment"] is None


async def test_an_application_has_one_appointment(office: CounterOffice) -> None:
    begins, case = tomorrow(office), await a_case(office, CASE)
    later = [begins + at * dt.timedelta(minutes=30) for at in range(8)]
    made = await asyncio.gather(*[book(office, at, trackingNumber=case) for at in later])
    assert sum(one["appointment"] is not None for one in made) == 1
    assert {error["path"] for one in made for error in one["errors"]} == {"trackingNumber"}
    taken = await office.db.fetchval("select sum(taken) from appointment_slot")
    assert taken == 1, "who was refused holds no place"


@pytest.mark.parametrize("given", ["AL-9999-9999", "x"])
async def test_a_number_that_nobody_has_books_nothing(office: CounterOffice, given: str) -> None:
    (error,) = (await book(office, tomorrow(office), trackingNumber=given))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "trackingNumber")


async def test_a_case_that_is_over_books_nothing(office: CounterOffice) -> None:
    made = await book(office, tomorrow(office), trackingNumber=await a_case(office, CASE, "WITHDRAWN"))
    assert made["errors"][0]["path"] == "trackingNumber"


async def test_without_a_number_only_the_next_days_are_given(office: CounterOffice) -> None:
    third, fourth, tenth, after = (office.clock() + dt.timedelta(days=ahead) for ahead in (3, 4, 10, 11))
    await booked(office, third)
    assert (await book(office, fourth))["errors"][0]["path"] == "begins"
    assert await slot(office, fourth) == (PLACES, 0)
    await booked(office, tenth, trackingNumber=await a_case(office, CASE))
    await booked(office, fourth, OPERATOR)
    assert (await book(office, after, OPERATOR))["errors"][0]["path"] == "begins"


async def test_no_time_of_today_and_none_between_two(office: CounterOffice) -> None:
    for begins in (office.clock() + dt.timedelta(hours=1), tomorrow(office, later=dt.timedelta(minutes=10))):
        (error,) = (await book(office, begins))["errors"]
        assert (error["code"], error["path"]) == ("BAD_INPUT", "begins")


async def test_the_same_key_books_once(office: CounterOffice) -> None:
    made = await asyncio.gather(*[book(office, tomorrow(office), idempotencyKey="k") for _ in range(3)])
    assert len({one["appointment"]["code"] for one in made}) == 1
    assert await slot(office, tomorrow(office)) == (PLACES - 1, OPEN_PLACES - 1)


async def test_who_moves_gives_her_place_back(office: CounterOffice) -> None:
    begins, other = tomorrow(office), tomorrow(office, later=dt.timedelta(minutes=30))
    one = await booked(office, begins)
    moved = await change(office, MOVE, code=one["code"], begins=other.isoformat())
    assert (moved["appointment"]["code"], moved["errors"]) == (one["code"], [])
    assert (await slot(office, begins), await slot(office, other)) == ((4, 2), (3, 1))


async def test_who_finds_no_place_keeps_her_own(office: CounterOffice) -> None:
    begins, other = tomorrow(office), tomorrow(office, later=dt.timedelta(minutes=30))
    one = await booked(office, begins)
    for _ in range(OPEN_PLACES):
        await booked(office, other)
    (error,) = (await change(office, MOVE, code=one["code"], begins=other.isoformat()))["errors"]
    assert (error["code"], error["path"]) == ("CONFLICT", "begins")
    assert (await slot(office, begins), await slot(office, other)) == ((3, 1), (2, 0))
    moved = await change(office, MOVE, OPERATOR, code=one["code"], begins=other.isoformat())
    assert moved["errors"] == []
    assert (await slot(office, begins), await slot(office, other)) == ((4, 2), (1, 0))


async def test_two_who_change_places_never_wait_for_each_other(office: CounterOffice) -> None:
    begins, other = tomorrow(office), tomorrow(office, later=dt.timedelta(minutes=30))
    here, there = await booked(office, begins), await booked(office, other)
    for _ in range(6):
        made = await asyncio.gather(
            change(office, MOVE, code=here["code"], begins=other.isoformat()),
            change(office, MOVE, code=there["code"], begins=begins.isoformat()),
        )
        assert [one["errors"] for one in made] == [[], []]
        begins, other = other, begins
    assert (await slot(office, begins), await slot(office, other)) == ((3, 1), (3, 1))


async def test_who_cancels_leaves_nothing(office: CounterOffice) -> None:
    one = await booked(office, tomorrow(office), nik=MOTHER_NIK)
    gone = await change(office, CANCEL, code=one["code"])
    assert gone == {"appointment": None, "errors": []}
    assert (await office.ask(ONE, {"code": one["code"]}, NOBODY)).payload["data"]["appointment"] is None
    assert await slot(office, tomorrow(office)) == (PLACES, OPEN_PLACES)
    assert (await change(office, CANCEL, code=one["code"]))["errors"][0]["code"] == "NOT_FOUND"
    assert await office.db.fetchval("select count(*) from appointment") == 0


async def test_a_code_becomes_a_number_that_is_due_at_its_time(office: CounterOffice) -> None:
    half_past_nine = tomorrow(office, later=dt.timedelta(minutes=30))
    one = await booked(office, half_past_nine, nik=MOTHER_NIK)
    assert (await take(office, trackingNumber=one["code"]))["errors"][0]["path"] == "trackingNumber", "not today"
    office.pass_by(days=1)
    for _ in range(3):
        await number(office)
    made = await number(office, trackingNumber=one["code"])
    assert (made["number"], made["ahead"]) == (4, 3), "half an hour too early"
    assert (await take(office, trackingNumber=one["code"]))["errors"][0]["code"] == "CONFLICT"
    office.pass_by(minutes=31)
    ticket = (await call(office))["ticket"]
    assert (ticket["number"], ticket["nik"], ticket["trackingNumber"]) == (4, MOTHER_NIK, None)
    assert [one["state"] for one in await of_day(office, local_date(office.clock()))] == ["COME"]
    assert await office.db.fetchval("select count(*) from appointment where nik is not null") == 0


async def test_several_who_come_with_one_code_get_one_number(office: CounterOffice) -> None:
    one = await booked(office, tomorrow(office))
    office.pass_by(days=1)
    made = await asyncio.gather(*[take(office, trackingNumber=one["code"]) for _ in range(4)])
    assert sorted(each["ticket"] is not None for each in made) == [False, False, False, True]


async def test_who_forgot_her_code_comes_with_her_application(office: CounterOffice) -> None:
    await booked(office, tomorrow(office), trackingNumber=await a_case(office, CASE))
    office.pass_by(days=1)
    await number(office, trackingNumber=CASE)
    assert [one["trackingNumber"] for one in await numbers(office)] == [CASE]


async def test_an_officer_notes_who_did_not_come_and_she_may_still_come(office: CounterOffice) -> None:
    one = await booked(office, tomorrow(office), nik=MOTHER_NIK)
    assert (await change(office, MISS, OPERATOR, code=one["code"]))["errors"][0]["code"] == "CONFLICT", "not yet"
    office.pass_by(days=1, minutes=1)
    missed = await change(office, MISS, OPERATOR, code=one["code"])
    assert (missed["appointment"]["state"], missed["errors"]) == ("NOT_COME", [])
    assert await office.db.fetchval("select count(*) from appointment where nik is not null") == 0
    assert (await change(office, CANCEL, code=one["code"]))["errors"][0]["code"] == "CONFLICT"
    assert (await change(office, MOVE, code=one["code"], begins=tomorrow(office).isoformat()))["errors"]
    assert (await number(office, trackingNumber=one["code"]))["number"] == 1


async def test_who_has_no_part_in_it_is_refused(office: CounterOffice) -> None:
    one = await booked(office, tomorrow(office))
    for actor in (NOBODY, staff(Role.VERIFIER), staff(Role.HELPER, region="19.01.01.1001"), staff(Role.AUDITOR)):
        answer = await office.ask(OF_DAY, {"day": "2026-11-27"}, actor)
        assert answer.payload["errors"]
        refused = await office.ask(MISS, {"input": {"idempotencyKey": "k", "code": one["code"]}}, actor)
        assert refused.payload["errors"]


async def test_when_the_day_ends_nothing_of_it_is_left(office: CounterOffice) -> None:
    await booked(office, tomorrow(office), nik=MOTHER_NIK)
    await booked(office, tomorrow(office) + dt.timedelta(days=1), nik=MOTHER_NIK)
    office.pass_by(days=2)
    await one_round(TicketRounds(TENANT, PgTickets(office.db), PgAppointments(office.db), office.clock))
    for query in ("select begins from appointment", "select begins from appointment_slot"):
        kept = await office.db.fetch(query)
        assert [local_date(row["begins"]) for row in kept] == [local_date(office.clock())], query
    for rows in ("select * from idempotency_reply", "select * from receipt"):
        assert MOTHER_NIK not in str([dict(row) for row in await office.db.fetch(rows)]), rows


async def test_a_receipt_names_whoever_changed_something_and_nobody_else(office: CounterOffice) -> None:
    await booked(office, tomorrow(office), OPERATOR, nik=MOTHER_NIK)
    await of_day(office, local_date(tomorrow(office)))
    (made,) = await receipts(office)
    assert (made["actor"], "Mutation.bookAppointment" in str(made["fields"])) == ("operator", True)


def test_working_days_come_after_today() -> None:
    now = dt.datetime(2026, 11, 26, 2, tzinfo=dt.UTC)
    assert days(ALWAYS, now, 2) == [dt.date(2026, 11, 27), dt.date(2026, 11, 28)]
