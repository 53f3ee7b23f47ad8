"""What the office sets holds for applications, promises, numbers and appointments, over the real record."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest

from hub.core.calendar import WIB
from hub.core.citizen import FamilyCard
from hub.core.office_setting import COUNTERS, CounterSetting
from hub.core.promise import PROMISED
from hub.store import PgOfficeSettings
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.counter.asking import OPERATOR, take
from tests.counter.booking import SLOTS, a_case, book, booked, slot
from tests.counter.conftest import CounterOffice
from tests.counter.setting import ADMINISTRATOR, BIRTH, CLOSURE, COUNTER_INPUT, HEAD, OTHER, SET, Setting, setting_of
from tests.counter.test_appointments import tomorrow
from tests.engine.test_mutations import SUBMIT, payload
from tests.engine.test_on_postgres import FRONTEND, MOTHER_NIK, Office, mother
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import CARD, TENANT, address


@pytest.fixture
def setting(office: CounterOffice) -> Setting:
    return setting_of(office)


async def births(office: Office) -> None:
    """Somebody whose child can be registered."""
    card = FamilyCard(tenant=TENANT, number=CARD, head_nik=MOTHER_NIK, address=address())
    await copy_family_cards(office.db, [card])
    await copy_citizens(office.db, [mother()])


async def handed_in(office: Office, **given: Any) -> dict[str, Any]:
    return payload(await office.ask(SUBMIT, {"input": await office.form() | given}, FRONTEND))


async def test_a_closed_service_takes_no_new_application_and_says_where_to_go(setting: Setting) -> None:
    office, today = setting.office, setting.today
    await births(office)
    before = await handed_in(office, idempotencyKey="before-it-was-closed")
    assert before["errors"] == []
    waits = await setting.service(closure={**CLOSURE, "first": today.isoformat(), "last": str(today)})
    assert (await handed_in(office))["errors"] == [], "nothing holds before a second person agrees"
    await setting.approved(waits)
    (error,) = (await handed_in(office))["errors"]
    assert (error["code"], error["path"]) == ("CONFLICT", "application")
    assert CLOSURE["whyEn"] in error["message"]
    assert CLOSURE["insteadEn"] in error["message"]
    again = await office.form() | {"idempotencyKey": "before-it-was-closed"}
    assert [one["code"] for one in payload(await office.ask(SUBMIT, {"input": again}, FRONTEND))["errors"]] == [
        "IDEMPOTENCY_MISMATCH"
    ], "its own repeat is known, whatever is set"
    office.number = before["application"]["trackingNumber"]
    assert await office.do(OPERATOR, "claimApplication") == "IN_REVIEW", "what was handed in goes on"
    shown = await setting.shown()
    assert shown["setting"] == {
        "open": False, "closedFrom": str(today), "closedUntil": str(today), "why": CLOSURE["whyId"],
        "instead": CLOSURE["insteadId"], "version": 1, "numbers": True,
    }  # fmt: skip
    office.pass_by(days=1)
    assert (await handed_in(office))["errors"] == [], "the last day is over"
    assert (await setting.shown())["setting"]["instead"] is None


async def test_who_closes_needs_a_second_person_and_who_opens_does_not(setting: Setting) -> None:
    today = setting.today
    waits = await setting.service(closure={**CLOSURE, "first": str(today)})
    refused = await setting.office.ask(
        SET["approveAccountProposal"],
        {"input": {"idempotencyKey": "k", "reason": "Ya.", "proposalId": waits["proposal"]["id"]}}, ADMINISTRATOR,
    )  # fmt: skip
    assert refused.payload["errors"][0]["extensions"]["rule"] == "administration-four-eyes"
    await setting.approved(waits, OTHER)
    earlier = await setting.service(1, closure={**CLOSURE, "first": str(today - dt.timedelta(days=1))})
    assert earlier["proposal"] is not None
    opened = await setting.service(1)
    assert (opened["errors"], opened["proposal"], opened["service"]["setting"]["version"]) == ([], None, 2)
    assert (await setting.shown())["setting"]["open"]
    changed = await setting.history(BIRTH)
    assert [(one["version"], one["approvedBy"]) for one in changed] == [(2, None), (1, "Petugas administrator")]
    assert {"name": "closedFrom", "before": [], "after": [str(today)]} in changed[1]["differences"]


SERVICE_WRONG: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"promisedHours": 25}, "promisedHours"),
    ({"promisedHours": 0}, "promisedHours"),
    ({"closure": {**CLOSURE, "first": "2026-01-01", "last": "2026-01-02"}}, "closedUntil"),
    ({"closure": {**CLOSURE, "first": "2099-01-01"}}, "closedFrom"),
    ({"closure": {**CLOSURE, "first": "2026-01-01", "insteadId": ""}}, "insteadId"),
    ({"closure": {**CLOSURE, "first": "2026-01-01", "whyEn": "No."}}, "whyEn"),
)
COUNTERS_WRONG: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"places": 61}, "places"),
    ({"openPlaces": 3}, "openPlaces"),
    ({"mostWaiting": 0}, "mostWaiting"),
    ({"firstTime": "9"}, "firstTime"),
    ({"firstTime": "10:00", "lastTime": "09:00"}, "lastTime"),
)


async def test_what_cannot_hold_is_named(setting: Setting) -> None:
    for given, path in SERVICE_WRONG:
        assert [(e["code"], e["path"]) for e in (await setting.service(**given))["errors"]] == [("BAD_INPUT", path)]
    for given, path in COUNTERS_WRONG:
        assert [(e["code"], e["path"]) for e in (await setting.counters(**given))["errors"]] == [("BAD_INPUT", path)]
    unknown = await setting.do("changeService", service="passport", expectedVersion=0)
    assert [(e["code"], e["path"]) for e in unknown["errors"]] == [("NOT_FOUND", "service")]
    assert (await setting.shown())["setting"]["version"] == 0
    answer = await setting.office.ask(SET["changeCounters"], {"input": COUNTER_INPUT}, HEAD)
    assert answer.payload["errors"][0]["extensions"]["rule"] == "scope:service:manage"


async def test_a_promise_is_shorter_than_the_law_for_what_comes_from_now_on(setting: Setting) -> None:
    office = setting.office
    await births(office)
    by_law = await handed_in(office)
    assert (await setting.service(promisedHours=3))["proposal"] is None, "to promise more is done at once"
    shown = await setting.shown()
    assert (shown["maxHours"], shown["promisedHours"], "3 jam kerja" in shown["timeLimit"]) == (24, 3, True)
    promised = await handed_in(office)
    rows = await office.db.fetch("select data from application_action order by at")
    assert [row["data"].get(PROMISED) for row in rows] == [None, 3]
    due = {}
    for name, one in (("law", by_law), ("promised", promised)):
        office.number = one["application"]["trackingNumber"]
        await office.do(OPERATOR, "claimApplication")
        await office.do(OPERATOR, "acceptApplication")
        due[name] = (await office.view(OPERATOR))["dueAt"]
    assert dt.datetime.fromisoformat(due["promised"]) - office.clock() == dt.timedelta(hours=3)
    assert due["promised"] < due["law"]
    waits = await setting.service(1)
    assert waits["proposal"] is not None, "to promise less needs two"


async def test_numbers_and_appointments_follow_what_is_set(setting: Setting) -> None:
    office = setting.office
    begins = tomorrow(office)
    await setting.approved(await setting.service(numbers=False, appointments=False))
    for made in (await take(office, service=BIRTH), await book(office, begins), await book(office, begins, OPERATOR)):
        assert [(error["code"], error["path"]) for error in made["errors"]] == [("BAD_INPUT", "service")]
    assert (await take(office))["errors"] == []
    assert (await take(office, service="familyCard"))["errors"] == []
    assert (await setting.counters(mostWaiting=2))["errors"] == []
    assert (await take(office))["errors"][0]["path"] == "place"
    assert (await take(office, OPERATOR))["errors"] == []


async def test_the_times_of_appointments_have_the_room_that_is_set(setting: Setting) -> None:
    office = setting.office
    begins = tomorrow(office)
    held = await booked(office, begins, OPERATOR, service="familyCard")
    assert (await setting.counters(places=3, openPlaces=1, firstTime="08:30", lastTime="10:00"))["errors"] == []
    assert await slot(office, begins) == (2, 1)
    times = {
        dt.datetime.fromisoformat(one["begins"]).astimezone(WIB).time()
        for one in (await office.ask(SLOTS, {}, NOBODY)).payload["data"]["appointmentSlots"]
    }
    assert times == {dt.time(8, 30), dt.time(9), dt.time(9, 30)}
    assert (await book(office, begins.replace(hour=4), OPERATOR))["errors"][0]["path"] == "begins"
    await booked(office, begins)
    assert (await book(office, begins))["errors"][0]["code"] == "CONFLICT"
    await booked(office, begins, trackingNumber=await a_case(office, "AL-7K3M-Q9TD"))
    assert (await book(office, begins, OPERATOR))["errors"][0]["code"] == "CONFLICT"
    assert (await setting.counters(1, places=0, openPlaces=0))["errors"] == []
    assert (await book(office, begins + dt.timedelta(minutes=30), OPERATOR))["errors"] != []
    assert held["code"], "who has a time keeps it"
    (first, second) = await setting.history(COUNTERS)
    assert (first["subjectKind"], first["version"], second["version"]) == ("COUNTER", 2, 1)


async def test_what_another_process_set_holds_within_a_second(setting: Setting) -> None:
    office, at = setting.office, [0.0]
    elsewhere = PgOfficeSettings(office.db, TENANT, "19.01", lambda: at[0])
    assert (await elsewhere.now()).counters == CounterSetting(TENANT, "19.01")
    await setting.counters(places=6)
    assert (await elsewhere.now()).counters.version == 0
    at[0] = 0.8
    assert (await elsewhere.now()).counters.places == 6
