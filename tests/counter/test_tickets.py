"""Numbers over the real record: taken by anybody, called by two counters at once, settled, seen, and forgotten."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from typing import Any

import pytest

from hub.core.actor import Role
from hub.core.calendar import local_date
from hub.store import PgAppointments, PgTickets
from hub.worker.tickets import TicketRounds
from tests.counter.asking import LIST, OPERATOR, board, call, number, numbers, settle, take
from tests.counter.booking import MOST_WAITING
from tests.counter.conftest import CounterOffice
from tests.engine.test_on_postgres import MOTHER_NIK
from tests.fakes.actors import NOBODY, staff
from tests.fakes.people_of_bangka import TENANT

VILLAGE = "19.01.01.1001"


async def test_anybody_takes_a_number_and_the_screen_shows_who_was_called(office: CounterOffice) -> None:
    first, second = await number(office), await number(office)
    assert [(one["number"], one["ahead"], one["state"]) for one in (first, second)] == [
        (1, 0, "WAITING"),
        (2, 1, "WAITING"),
    ]
    called = await call(office, counter=3)
    assert (called["ticket"]["number"], called["ticket"]["counter"], called["errors"]) == (1, 3, [])
    shown = await board(office)
    assert shown["calls"] == [{"number": 1, "counter": 3}]
    assert (shown["waiting"], shown["place"], shown["minutes"]) == (1, "19.01", None)


async def test_the_same_key_takes_one_number(office: CounterOffice) -> None:
    made = await asyncio.gather(*[take(office, idempotencyKey="k") for _ in range(3)])
    assert {one["ticket"]["number"] for one in made} == {1}
    assert len(await numbers(office)) == 1


async def test_numbers_that_are_taken_at_once_are_all_different(office: CounterOffice) -> None:
    made = await asyncio.gather(*[number(office) for _ in range(12)])
    assert sorted(one["number"] for one in made) == list(range(1, 13))


async def test_two_counters_never_call_the_same_number(office: CounterOffice) -> None:
    for _ in range(8):
        await number(office)
    made = await asyncio.gather(*[call(office, counter=1 + at % 2) for at in range(9)])
    assert sorted(one["ticket"]["number"] for one in made if one["ticket"]) == list(range(1, 9))
    assert [one["errors"] for one in made if one["ticket"] is None] == [[]]


async def test_vulnerable_people_first_and_the_third_call_is_an_ordinary_one(office: CounterOffice) -> None:
    for reason in (None, None, "LANSIA", "IBU_HAMIL", "DISABILITAS", "BENCANA"):
        await number(office, priorityReason=reason)
    called = [(await call(office))["ticket"]["number"] for _ in range(6)]
    assert called == [3, 4, 1, 5, 6, 2]


async def test_a_number_goes_its_way_to_what_came_of_it(office: CounterOffice) -> None:
    await number(office, service="birthCertificate")
    ticket = (await call(office))["ticket"]
    assert (await settle(office, ticket, "RECALL"))["ticket"]["calls"] == 2
    assert (await settle(office, ticket, "SERVE"))["ticket"]["state"] == "SERVING"
    passed = (await settle(office, ticket, "TRANSFER", counter=2))["ticket"]
    assert (passed["state"], passed["forCounter"]) == ("WAITING", 2)
    assert (await call(office, counter=1))["ticket"] is None
    assert (await call(office, counter=2))["ticket"]["number"] == 1
    (error,) = (await settle(office, ticket, "END"))["errors"]
    assert error["path"] == "outcome"
    ended = await settle(office, ticket, "END", outcome="NEW_APPLICATION", trackingNumber="AL-7K3M-Q9TD")
    assert (ended["ticket"]["state"], ended["ticket"]["trackingNumber"]) == ("ENDED", "AL-7K3M-Q9TD")
    (error,) = (await settle(office, ticket, "RECALL"))["errors"]
    assert error["code"] == "CONFLICT"


async def test_who_was_not_there_is_called_again_when_she_comes_back(office: CounterOffice) -> None:
    await number(office)
    ticket = (await call(office))["ticket"]
    assert (await settle(office, ticket, "NO_SHOW"))["ticket"]["state"] == "NO_SHOW"
    assert (await call(office))["ticket"] is None
    again = (await settle(office, ticket, "RECALL", counter=4))["ticket"]
    assert (again["state"], again["counter"]) == ("CALLED", 4)


async def test_a_place_gives_only_so_many_to_those_who_are_no_clerks(office: CounterOffice) -> None:
    await office.db.execute(
        "insert into ticket (tenant, id, place, day, taken_at, number)"
        " select $1, gen_random_uuid(), '19.01', $2::date, $3, n + 100 from generate_series(1, $4::int) n",
        TENANT, local_date(office.clock()), office.clock(), MOST_WAITING,
    )  # fmt: skip
    (error,) = (await take(office))["errors"]
    assert (error["code"], error["path"]) == ("CONFLICT", "place")
    assert (await take(office, OPERATOR))["errors"] == []


async def test_no_number_is_taken_once_the_office_has_closed_but_by_a_clerk(office: CounterOffice) -> None:
    office.at = office.at.replace(hour=16, minute=59, second=59, microsecond=1)
    assert (await take(office))["errors"][0]["code"] == "CONFLICT"
    assert (await board(office))["takes"] is False
    assert (await take(office, OPERATOR))["errors"] == []


@pytest.mark.parametrize("place", ["19.02", "19.01.01", "19.01.99.9999", "x"])
async def test_only_the_office_and_villages_give_numbers(office: CounterOffice, place: str) -> None:
    (error,) = (await take(office, place=place))["errors"]
    assert error["code"] == "BAD_INPUT"


@pytest.mark.parametrize("reason", [None, "LANSIA"])
async def test_a_helper_calls_in_her_village_and_nowhere_else(office: CounterOffice, reason: str | None) -> None:
    await village(office)
    helper, other = staff(Role.HELPER, region=VILLAGE), staff(Role.HELPER, region="19.01.02.1001")
    await number(office, place=VILLAGE, priorityReason=reason)
    await number(office)
    assert [one["number"] for one in await numbers(office, helper)] == [1]
    (error,) = (await call(office, actor=other, place=VILLAGE))["errors"]
    assert error["path"] == "place"
    ticket = (await call(office, actor=helper))["ticket"]
    assert (await settle(office, ticket, "SERVE", other))["errors"][0]["code"] == "NOT_FOUND"
    assert (await board(office, VILLAGE))["calls"] == [{"number": 1, "counter": 1}]
    assert (await board(office))["calls"] == []


async def test_who_has_no_part_in_it_is_refused(office: CounterOffice) -> None:
    for actor in (staff(Role.AUDITOR), staff(Role.VERIFIER), NOBODY):
        answer = await office.ask(LIST, {}, actor)
        assert (answer.payload.get("data") or {"tickets": None})["tickets"] is None
        assert answer.payload["errors"]


async def test_who_reads_a_nik_that_was_given_leaves_a_receipt(office: CounterOffice) -> None:
    await number(office)
    await numbers(office)
    before = await receipts(office)
    await number(office, nik=MOTHER_NIK)
    assert (await numbers(office))[1]["nik"] == MOTHER_NIK
    made = (await receipts(office))[len(before) :]
    assert [(one["actor"], "Query.tickets" in str(one["fields"])) for one in made] == [
        ("anonymous", False),
        ("operator", True),
    ]


async def test_when_the_day_ends_nothing_of_it_is_left(office: CounterOffice) -> None:
    await number(office, nik=MOTHER_NIK, priorityReason="DISABILITAS")
    office.pass_by(days=1)
    today = await number(office)
    assert today["number"] == 1
    rounds = TicketRounds(TENANT, PgTickets(office.db), PgAppointments(office.db), office.clock)
    await one_round(rounds)
    kept = await office.db.fetch("select day from ticket")
    assert [row["day"] for row in kept] == [local_date(office.clock())]
    for rows in ("select * from ticket", "select * from idempotency_reply", "select * from receipt"):
        assert MOTHER_NIK not in str([dict(row) for row in await office.db.fetch(rows)]), rows


async def test_the_key_that_stays_tells_nothing_of_what_was_said(office: CounterOffice) -> None:
    """A hash with the NIK in it would be found by trying all of them."""
    said: list[dict[str, str]] = [{"nik": MOTHER_NIK, "priorityReason": "IBU_HAMIL"}, {"priorityReason": "LANSIA"}, {}]
    for given in said:
        await number(office, service="birthCertificate", **given)
    hashes = await office.db.fetch("select body_hash from idempotency_reply where mutation = 'takeTicket'")
    assert len(hashes) == len(said)
    assert len({row["body_hash"] for row in hashes}) == 1


async def test_a_number_of_yesterday_is_no_number_any_more(office: CounterOffice) -> None:
    await number(office)
    ticket = (await call(office))["ticket"]
    office.pass_by(days=1)
    assert (await settle(office, ticket, "SERVE"))["errors"][0]["code"] == "NOT_FOUND"
    assert await numbers(office) == []


async def test_the_nik_goes_as_soon_as_she_was_served(office: CounterOffice) -> None:
    await number(office, nik=MOTHER_NIK)
    ticket = (await call(office))["ticket"]
    assert ticket["nik"] == MOTHER_NIK
    assert (await settle(office, ticket, "END", outcome="ADVICE"))["ticket"]["nik"] is None
    assert await office.db.fetchval("select count(*) from ticket where nik is not null") == 0


async def test_an_appointment_becomes_a_number_at_its_time_once(office: CounterOffice) -> None:
    booked = await an_appointment(office, "HALF_PAST_NINE")
    (error,) = (await take(office, trackingNumber="AL-7K3M-Q9TD"))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "trackingNumber")
    for _ in range(4):
        await number(office)
    made = await number(office, trackingNumber=booked)
    assert (made["number"], made["ahead"]) == (5, 4), "it is nine: half an hour too early"
    (error,) = (await take(office, trackingNumber=booked))["errors"]
    assert error["code"] == "CONFLICT"
    assert (await call(office))["ticket"]["number"] == 1
    office.pass_by(minutes=31)
    ticket = (await call(office))["ticket"]
    assert (ticket["number"], ticket["trackingNumber"]) == (5, booked)
    ended = await settle(office, ticket, "END", outcome="CASE_HANDLED")
    assert ended["ticket"]["trackingNumber"] == booked


async def test_two_who_come_with_one_appointment_get_one_number(office: CounterOffice) -> None:
    booked = await an_appointment(office, "ELEVEN")
    made = await asyncio.gather(*[take(office, trackingNumber=booked) for _ in range(4)])
    assert sorted(one["ticket"] is not None for one in made) == [False, False, False, True]


async def an_appointment(office: CounterOffice, slot: str) -> str:
    """The tracking number of an application that has a place in a session of today."""
    key, today = uuid.uuid4(), local_date(office.clock())
    await office.db.execute(
        "insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_at,"
        " submitted_by, state, version)"
        " values ($1, $2, 'EK-7K3M-Q9TD', 'identityCard', '19.01', 'c', $3, 's', 'COMPLETE', 1)",
        TENANT, key, office.clock(),
    )  # fmt: skip
    await office.db.execute(
        "insert into session_booking (tenant, application_id, day, slot) values ($1, $2, $3, $4)",
        TENANT, key, today, slot,
    )  # fmt: skip
    return "EK-7K3M-Q9TD"


async def village(office: CounterOffice) -> None:
    """The village exists."""
    await office.db.execute("insert into region (code, name) values ($1, 'Desa Contoh')", VILLAGE)


async def receipts(office: CounterOffice) -> list[Any]:
    return [dict(row) for row in await office.db.fetch("select * from receipt order by at, id")]


async def one_round(rounds: TicketRounds) -> None:
    """The first round of a worker that is told to stop right away."""
    stop = asyncio.Event()
    running = asyncio.create_task(rounds.run(stop))
    await asyncio.sleep(dt.timedelta(milliseconds=200).total_seconds())
    stop.set()
    await running
