"""The appointments of a day at the office: booked, moved and cancelled for somebody who rings, and who did not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from hub.console.base.appointment_days import APPOINTMENT_STATES, NO_TIME, Day, days_of, said_of
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.number_form import nik_of, offered
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.calendar import local_date
from hub.core.texts import Pair, say

HERE: Final = "/console/appointments"
_QUERY: Final = document(__file__)
_BOOK: Final = document(__file__, "book.graphql")
_MOVE: Final = document(__file__, "move.graphql")
_CANCEL: Final = document(__file__, "cancel.graphql")
_MISS: Final = document(__file__, "miss.graphql")
_TYPED: Final = ("begins", "service", "trackingNumber", "nik")


async def appointments(visit: Visit) -> web.Response:
    """The day by its times: free and taken."""
    return await _show(visit)


async def book(visit: Visit) -> web.Response:
    """For somebody who rings. The code is read to her."""
    (nik, no_nik), begins = nik_of(visit), text_of(visit.form, "begins")
    wrong = (() if begins else (NO_TIME,)) + no_nik
    if wrong:
        return await _show(visit, wrong)
    given = {
        "begins": begins, "service": text_of(visit.form, "service"), "nik": nik or None,
        "trackingNumber": text_of(visit.form, "trackingNumber").upper() or None,
    }  # fmt: skip
    payload, problems = await _change(visit, _BOOK, "bookAppointment", given)
    if problems:
        return await _show(visit, said_of(problems))
    return await _done(
        visit, say("Janji dibuat. Kodenya {code}; bacakan kepadanya.", code=payload["appointment"]["code"])
    )


async def move(visit: Visit) -> web.Response:
    """To another time."""
    code, begins = text_of(visit.form, "code"), text_of(visit.form, "begins")
    if not begins:
        return await _show(visit, (NO_TIME,))
    _, problems = await _change(visit, _MOVE, "moveAppointment", {"code": code, "begins": begins})
    return (
        await _show(visit, said_of(problems))
        if problems
        else await _done(visit, say("Janji {code} dipindahkan.", code=code))
    )


async def cancel(visit: Visit) -> web.Response:
    """The place is free again."""
    code = text_of(visit.form, "code")
    _, problems = await _change(visit, _CANCEL, "cancelAppointment", {"code": code})
    return (
        await _show(visit, said_of(problems))
        if problems
        else await _done(visit, say("Janji {code} dibatalkan.", code=code))
    )


async def miss(visit: Visit) -> web.Response:
    """Nobody came."""
    code = text_of(visit.form, "code")
    _, problems = await _change(visit, _MISS, "missAppointment", {"code": code})
    return (
        await _show(visit, said_of(problems))
        if problems
        else await _done(visit, say("Janji {code} dicatat tidak datang.", code=code))
    )


async def _change(
    visit: Visit, query: str, name: str, given: Mapping[str, Any]
) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    key = {"idempotencyKey": text_of(visit.form, "key")}
    return payload_of(await visit.ask(query, {"input": {**key, **given}}), name)


async def _done(visit: Visit, told: Pair) -> web.Response:
    await visit.tell(told)
    return visit.go(f"{HERE}?{urlencode({'hari': _day(visit).isoformat()})}")


async def _show(visit: Visit, errors: tuple[FieldError, ...] = ()) -> web.Response:
    chosen = _day(visit)
    reply = await visit.ask(_QUERY, {"day": chosen.isoformat()})
    found = reply.data.get("appointments")
    coming = days_of(reply.data.get("appointmentSlots") or [])
    shown = next((one for one in coming if one.date == chosen), Day(chosen))
    return visit.render(
        "clerk/appointments/template.html", status=422 if errors else 200, reply=reply, errors=errors, new_key=new_key,
        may=found is not None, days=[Day(_today(visit)), *coming], shown=shown, today=_today(visit).isoformat(),
        rows=_rows(shown, [_seen(visit, one) for one in found or []]), states_of=APPOINTMENT_STATES,
        services=offered(reply, "appointments"),
        moved=text_of(visit.form, "moved") or visit.request.query.get("pindah", ""),
        typed={name: text_of(visit.form, name) for name in _TYPED},
    )  # fmt: skip


def _rows(day: Day, found: Sequence[Mapping[str, Any]]) -> list[tuple[str, int | None, list[Mapping[str, Any]]]]:
    """The times of a day: the beginning, how many places are left (not known of today), and who has one."""
    free: dict[str, int | None] = {one["begins"]: one["free"] for one in day.times}
    begins = sorted({*free, *(one["begins"] for one in found)})
    return [(at, free.get(at), [one for one in found if one["begins"] == at]) for at in begins]


def _seen(visit: Visit, one: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, and whether its time has come."""
    return {**one, "begun": dt.datetime.fromisoformat(one["begins"]) <= visit.console.clock()}


def _day(visit: Visit) -> dt.date:
    """The day by the form or the address; today without it."""
    given = text_of(visit.form, "day") or visit.request.query.get("hari", "")
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        return _today(visit)


def _today(visit: Visit) -> dt.date:
    return local_date(visit.console.clock())


PAGES = (
    Page("GET", HERE, appointments),
    Page("POST", f"{HERE}/book", book, form_at=HERE),
    Page("POST", f"{HERE}/move", move, form_at=HERE),
    Page("POST", f"{HERE}/cancel", cancel, form_at=HERE),
    Page("POST", f"{HERE}/miss", miss, form_at=HERE),
)
