"""The once-only meter over the real record: counted with the application, told as sums that name nobody."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.core.citizen import FamilyCard
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.engine.test_mutations import SUBMIT, payload
from tests.engine.test_on_postgres import FRONTEND, MOTHER_NIK, Office, mother
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import CARD, TENANT, address, person

REPORTER = person("Ahmad Contoh", nik="1901011203939002")
METER = """
query ($service: String!, $from: Date!, $until: Date!) {
  onceOnlyMeter(service: $service, from: $from, until: $until) {
    month channel applications prefilled typed papers papersSpared visitsSpared
  }
}
"""


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    db = await Database.open(database, max_size=1)
    try:
        await copy_family_cards(db, [FamilyCard(tenant=TENANT, number=CARD, head_nik=MOTHER_NIK, address=address())])
        await copy_citizens(db, [mother(), REPORTER])
        yield Office(db, database, tmp_path)
    finally:
        await db.close()


async def told(office: Office, service: str = "birthCertificate", days: int = 2) -> Any:
    today = office.clock().date()
    first, last = today - dt.timedelta(days=days), today + dt.timedelta(days=2)
    span = {"service": service, "from": first.isoformat(), "until": last.isoformat()}
    return (await office.ask(METER, span, NOBODY)).payload


async def hand_in(office: Office, times: int, channel: str) -> None:
    for _ in range(times):
        given = {**await office.form(), "prefilled": ["familyCardNumber"], "channel": channel}
        assert payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))["errors"] == []


async def test_sums_are_told_to_anybody_and_few_applications_are_not(office: Office) -> None:
    await hand_in(office, 5, "ONLINE")
    await hand_in(office, 4, "COUNTER")
    answer = await told(office)
    assert "errors" not in answer
    lines = answer["data"]["onceOnlyMeter"]
    assert {line["channel"] for line in lines} <= {"ONLINE"}
    # The month may turn while the test runs: then no line has five, and nothing is told.
    if lines:
        (line,) = lines
        assert line.pop("month").endswith("-01")
        assert line == {
            "channel": "ONLINE", "applications": 5, "prefilled": 5, "typed": 60, "papers": 10, "papersSpared": 10,
            "visitsSpared": 5,
        }  # fmt: skip


async def test_what_is_stated_and_is_not_in_the_record_counts_as_typed(office: Office) -> None:
    """Somebody who reports a birth is compared too, though the rules do not look at her record."""
    for number in range(5):
        given = {**await office.form(), "prefilled": ["familyCardNumber", "reporter.fullName"], "channel": "ONLINE"}
        form = given["application"]["birthCertificate"]
        form["reporter"] |= {"nik": REPORTER.nik, "fullName": REPORTER.full_name if number < 3 else "Orang Lain"}
        assert payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))["errors"] == []
    for line in (await told(office))["data"]["onceOnlyMeter"]:
        assert (line["applications"], line["prefilled"]) == (5, 8)


async def test_a_repeat_counts_once(office: Office) -> None:
    given = {**await office.form(), "idempotencyKey": uuid.uuid4().hex}
    for _ in range(6):
        assert payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))["errors"] == []
    assert (await told(office))["data"]["onceOnlyMeter"] == []


async def test_another_service_and_a_span_without_end_are_refused(office: Office) -> None:
    for answer in (await told(office, "anything"), await told(office, days=9000)):
        assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
