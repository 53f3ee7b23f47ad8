"""Places for recording biometrics over the real record: the last one, given back, changed, and taken by a walk-in."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from hub.core.calendar import local_date
from hub.core.citizen import FamilyCard
from hub.core.codes import VitalStatus
from hub.core.office_hours import PLAIN_WEEK
from hub.core.promise_run import Promises
from hub.store import Database, PgTakenSessions
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.engine.test_mutations import SUBMIT, payload, step
from tests.engine.test_on_postgres import FRONTEND, MOTHER_NIK, OPERATOR, Office, mother
from tests.fakes.people_of_bangka import CARD, TENANT, address

FREE: Final = "{ recordingSessions { date slot free } }"
WALK_IN: Final = """
mutation ($input: NoteWalkInInput!) { noteWalkIn(input: $input) { session { free } errors { code path message } } }
"""


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    """One place in each session; a week without holidays, so that the test means the same on every day."""
    db = await Database.open(database, max_size=4)
    try:
        await copy_family_cards(db, [FamilyCard(tenant=TENANT, number=CARD, head_nik=MOTHER_NIK, address=address())])
        await copy_citizens(db, [dataclasses.replace(mother(), vital_status=VitalStatus.ALIVE)])
        made = Office(db, database, tmp_path)
        hours = dataclasses.replace(PLAIN_WEEK, recording_places=1)
        made.hub = dataclasses.replace(made.hub, promises=Promises(hours), sessions=PgTakenSessions(db))
        made.engine = type(made.engine)(made.schema, made.hub)
        yield made
    finally:
        await db.close()


async def booking(office: Office, day: dt.date, slot: str = "EIGHT") -> dict[str, Any]:
    session = {"place": "OFFICE", "date": day.isoformat(), "slot": slot}
    reporter = {"fullName": "Siti Contoh", "nik": MOTHER_NIK, "phone": "081234567890"}
    card = {"nik": MOTHER_NIK, "reason": "FIRST", "session": session, "reporter": reporter}
    return {
        "idempotencyKey": uuid.uuid4().hex,
        "documents": [await office.paper("family_card")],
        "application": {"identityCard": card},
    }


async def submit(office: Office, given: dict[str, Any]) -> dict[str, Any]:
    return payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))


def monday(office: Office) -> dt.date:
    """The next one, at least a day away."""
    today = local_date(office.clock())
    return today + dt.timedelta(days=7 - today.weekday())


async def free(office: Office) -> list[tuple[str, str]]:
    answer = await office.ask(FREE, None, FRONTEND)
    return [(one["date"], one["slot"]) for one in answer.payload["data"]["recordingSessions"]]


async def test_of_two_who_want_the_last_place_one_gets_it_and_the_other_the_next_free_ones(office: Office) -> None:
    day = monday(office)
    made = await asyncio.gather(*[submit(office, await booking(office, day)) for _ in range(3)])
    taken = [one["application"]["trackingNumber"] for one in made if one["application"]]
    refused = [error for one in made for error in one["errors"]]
    assert len(taken) == 1
    assert [error["path"] for error in refused] == ["application.identityCard.session.slot"] * 2
    assert all("09.30-11.00" in error["message"] for error in refused)
    assert (day.isoformat(), "EIGHT") not in await free(office)

    office.number = taken[0]
    given = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": office.number, "reason": "Tidak jadi datang."}
    assert payload(await office.ask(step("withdrawApplication"), {"input": given}, FRONTEND))["errors"] == []
    assert (day.isoformat(), "EIGHT") in await free(office)
    assert (await submit(office, await booking(office, day)))["errors"] == []


async def test_who_changes_her_session_gives_the_first_one_back(office: Office) -> None:
    day = monday(office)
    office.number = (await submit(office, await booking(office, day)))["application"]["trackingNumber"]
    await office.do(OPERATOR, "claimApplication")
    missing = [{"what": "session.slot", "code": "OTHER", "reason": "Pilih jam lain."}]
    await office.do(OPERATOR, "returnApplication", missing=missing)
    again = (await booking(office, day, "ELEVEN"))["application"]
    await office.do(FRONTEND, "resubmitApplication", application=again)
    assert (day.isoformat(), "EIGHT") in await free(office)
    assert (day.isoformat(), "ELEVEN") not in await free(office)


async def test_who_walks_in_takes_a_place_like_everybody(office: Office) -> None:
    today = local_date(office.clock())
    given = {"idempotencyKey": "w", "date": today.isoformat(), "slot": "EIGHT"}
    assert payload(await office.ask(WALK_IN, {"input": given}, OPERATOR)) == {"session": {"free": 0}, "errors": []}
    late = {**given, "idempotencyKey": "x", "date": (today + dt.timedelta(days=1)).isoformat()}
    (error,) = payload(await office.ask(WALK_IN, {"input": late}, OPERATOR))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "date")


async def test_a_session_on_a_day_when_the_office_is_closed_is_not_taken(office: Office) -> None:
    saturday = monday(office) + dt.timedelta(days=5)
    (error, *_) = (await submit(office, await booking(office, saturday)))["errors"]
    assert error["path"].startswith("application.identityCard.session")
