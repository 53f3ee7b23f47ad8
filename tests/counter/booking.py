"""What somebody who has an appointment asks the graph."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from hub.core.actor import Actor
from hub.core.office_setting import CounterSetting
from tests.counter.asking import OPERATOR
from tests.counter.conftest import CounterOffice
from tests.engine.test_mutations import payload
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import TENANT

UNSET: Final = CounterSetting(TENANT, "19.01")
PLACES, OPEN_PLACES, MOST_WAITING = UNSET.places, UNSET.open_places, UNSET.most_waiting
_FIELDS: Final = "{ code begins ends service serviceTitle state hasApplication }"
_DONE: Final = f"{{ appointment {_FIELDS} errors {{ code path message }} }}"


def _mutation(name: str, given: str) -> str:
    return f"mutation ($input: {given}!) {{ {name}(input: $input) {_DONE} }}"


BOOK: Final = _mutation("bookAppointment", "BookAppointmentInput")
MOVE: Final = _mutation("moveAppointment", "MoveAppointmentInput")
CANCEL: Final = _mutation("cancelAppointment", "AppointmentInput")
MISS: Final = _mutation("missAppointment", "AppointmentInput")
SLOTS: Final = "{ appointmentSlots { begins ends free freeOpenly } }"
ONE: Final = f"query ($code: String!) {{ appointment(code: $code) {_FIELDS} }}"
OF_DAY: Final = f"query ($day: Date!) {{ appointments(day: $day) {_FIELDS} }}"


async def change(office: CounterOffice, query: str, actor: Actor = NOBODY, **given: Any) -> dict[str, Any]:
    full = {"idempotencyKey": uuid.uuid4().hex, **given}
    return payload(await office.ask(query, {"input": full}, actor))


async def book(office: CounterOffice, begins: dt.datetime, actor: Actor = NOBODY, **given: Any) -> dict[str, Any]:
    full = {"begins": begins.isoformat(), "service": "birthCertificate", **given}
    return await change(office, BOOK, actor, **full)


async def booked(office: CounterOffice, begins: dt.datetime, actor: Actor = NOBODY, **given: Any) -> dict[str, Any]:
    """An appointment that was made."""
    made = await book(office, begins, actor, **given)
    assert made["errors"] == [], made
    found: dict[str, Any] = made["appointment"]
    return found


async def slot(office: CounterOffice, begins: dt.datetime) -> tuple[int, int]:
    """How many places a time has left, and how many of them for anybody."""
    answer = await office.ask(SLOTS, {}, NOBODY)
    found = next(
        one for one in answer.payload["data"]["appointmentSlots"] if dt.datetime.fromisoformat(one["begins"]) == begins
    )
    return found["free"], found["freeOpenly"]


async def of_day(office: CounterOffice, day: dt.date, actor: Actor = OPERATOR) -> list[dict[str, Any]]:
    answer = await office.ask(OF_DAY, {"day": day.isoformat()}, actor)
    found: list[dict[str, Any]] = answer.payload["data"]["appointments"]
    return found


async def a_case(office: CounterOffice, number: str, state: str = "COMPLETE") -> str:
    """The number of an application in this state."""
    await office.db.execute(
        "insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_at,"
        " submitted_by, state, version)"
        " values ($1, $2, $3, 'identityCard', '19.01', 'c', $4, 's', $5, 1)",
        TENANT, uuid.uuid4(), number, office.clock(), state,
    )  # fmt: skip
    return number
