"""An appointment at the office: choosing a day and a time, and the appointment's own page.

That page is known to whoever booked it: its address holds the code, which is random and says nothing about anybody.
"""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.appointment_days import (
    APPOINTMENT_STATES,
    BAD_CODE,
    NO_SUCH_CODE,
    NO_TIME,
    chosen_day,
    day_of,
    days_of,
    said_of,
)
from hub.console.base.dates import weekday
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.number_form import nik_of, offered
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import BadInput, NotFound
from hub.core.identifiers import parse_tracking_number
from hub.core.texts import say

HERE: Final = "/antrean/janji"
_SLOTS: Final = document(__file__)
_ONE: Final = document(__file__, "one.graphql")
_BOOK: Final = document(__file__, "book.graphql")
_MOVE: Final = document(__file__, "move.graphql")
_CANCEL: Final = document(__file__, "cancel.graphql")
_TYPED: Final = ("begins", "service", "trackingNumber", "nik", "code")


async def form(visit: Visit) -> web.Response:
    """A day, its times, and what she comes for."""
    return await _choose(visit)


async def book(visit: Visit) -> web.Response:
    """Books the time and shows the appointment."""
    (nik, no_nik), begins = nik_of(visit), text_of(visit.form, "begins")
    wrong = (() if begins else (NO_TIME,)) + no_nik
    if wrong:
        return await _choose(visit, wrong)
    given = {
        "idempotencyKey": text_of(visit.form, "key"), "begins": begins, "service": text_of(visit.form, "service"),
        "trackingNumber": text_of(visit.form, "trackingNumber").upper() or None, "nik": nik or None,
    }  # fmt: skip
    payload, problems = payload_of(await visit.ask(_BOOK, {"input": given}), "bookAppointment")
    if problems or not payload.get("appointment"):
        return await _choose(visit, said_of(problems))
    return visit.go(f"{HERE}/{payload['appointment']['code']}")


async def look_up(visit: Visit) -> web.Response:
    """Goes to the appointment with the code that was typed."""
    code = _code(text_of(visit.form, "code"))
    if code is None or await _known(visit, code) is None:
        return await _choose(visit, (BAD_CODE if code is None else NO_SUCH_CODE,))
    return visit.go(f"{HERE}/{code}")


async def one(visit: Visit) -> web.Response:
    """The appointment: when, what for, and what to do on the day."""
    return await _show(visit)


async def other(visit: Visit) -> web.Response:
    """Days and times to move it to."""
    return await _choose(visit, moved=await _hers(visit))


async def move(visit: Visit) -> web.Response:
    """Moves it to the time that was chosen."""
    found = await _hers(visit)
    begins = text_of(visit.form, "begins")
    if not begins:
        return await _choose(visit, (NO_TIME,), moved=found)
    given = {"idempotencyKey": text_of(visit.form, "key"), "code": found["code"], "begins": begins}
    _, problems = payload_of(await visit.ask(_MOVE, {"input": given}), "moveAppointment")
    if problems:
        return await _choose(visit, said_of(problems), moved=found)
    return visit.go(f"{HERE}/{found['code']}")


async def cancel(visit: Visit) -> web.Response:
    """Gives the place back."""
    found = await _hers(visit)
    given = {"idempotencyKey": text_of(visit.form, "key"), "code": found["code"]}
    _, problems = payload_of(await visit.ask(_CANCEL, {"input": given}), "cancelAppointment")
    if problems:
        return await _show(visit, said_of(problems))
    return visit.go(f"{HERE}?batal=1")


async def _choose(
    visit: Visit, errors: tuple[FieldError, ...] = (), *, moved: dict[str, Any] | None = None
) -> web.Response:
    reply = await visit.ask(_SLOTS, {})
    days = days_of(reply.data.get("appointmentSlots") or [])
    shown = chosen_day(days, text_of(visit.form, "day") or visit.request.query.get("hari", ""))
    return visit.render(
        "public/appointment/template.html", status=422 if errors else 200, errors=errors, key=new_key(), days=days,
        shown=shown, moved=moved, cancelled=visit.request.query.get("batal") == "1",
        target=f"{HERE}/{moved['code']}/pindah" if moved else HERE,
        services=offered(reply, "appointments"), typed={name: text_of(visit.form, name) for name in _TYPED},
    )  # fmt: skip


async def _show(visit: Visit, errors: tuple[FieldError, ...] = ()) -> web.Response:
    found = await _hers(visit)
    return visit.render(
        "public/appointment/one.html", status=422 if errors else 200, errors=errors, key=new_key(), made=found,
        when=weekday(day_of(found["begins"])), state=APPOINTMENT_STATES[found["state"]],
        target=f"{HERE}/{found['code']}",
    )  # fmt: skip


async def _hers(visit: Visit) -> dict[str, Any]:
    """The appointment of the address. Raises NotFound."""
    code = _code(visit.request.match_info["code"])
    found = await _known(visit, code) if code else None
    if found is None:
        raise refusal(NotFound, say("Tidak ada janji temu dengan kode ini. Mungkin sudah lewat atau sudah dibatalkan."))
    return found


async def _known(visit: Visit, code: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await visit.ask(_ONE, {"code": code})).data.get("appointment")
    return found


def _code(given: str) -> str | None:
    try:
        return parse_tracking_number(given)
    except BadInput:
        return None


PAGES = (
    Page("GET", HERE, form, login=False),
    Page("POST", HERE, book, login=False),
    Page("POST", f"{HERE}/buka", look_up, login=False),
    Page("GET", f"{HERE}/{{code}}", one, login=False),
    Page("GET", f"{HERE}/{{code}}/pindah", other, login=False),
    Page("POST", f"{HERE}/{{code}}/pindah", move, login=False),
    Page("POST", f"{HERE}/{{code}}/batal", cancel, login=False),
)
