"""The team: who holds what, who is away, and what one of them holds, to be taken over. Absences are said here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.dates import moment, span
from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import status_of
from hub.console.clerk.queue.clock import clock_of
from hub.core.absence import LEADING, AbsenceKind
from hub.core.calendar import local_date
from hub.core.errors import ErrorCode, NotFound
from hub.core.texts import Pair, indonesian, say

_QUERY: Final = document(__file__)
_HELD: Final = document(__file__, "held.graphql")
_RECORD: Final = document(__file__, "record.graphql")
_END: Final = document(__file__, "end.graphql")
_HERE: Final = "/console/team"
_FIELDS: Final = {"subject": "subject", "kind": "kind", "from": "from", "until": "until", "deputy": "deputy"}
KINDS: Final[Mapping[str, Pair]] = {
    AbsenceKind.LEAVE.name: say("Cuti"),
    AbsenceKind.SICK.name: say("Sakit"),
    AbsenceKind.DUTY.name: say("Dinas luar atau pelatihan"),
    AbsenceKind.OTHER.name: say("Lainnya"),
}
_SAID: Final[Mapping[str, Pair]] = {
    "from": say("Tulis hari pertama, misalnya 24-11-2026."),
    "until": say("Tulis hari terakhir, misalnya 27-11-2026."),
    "kind": say("Pilih mengapa."),
}
_RECORDED: Final[Pair] = say(
    "Ketidakhadiran tercatat. Permohonan yang dipegang terlihat oleh rekan dan dapat diambil alih."
)
_ENDED: Final[Pair] = say("Ketidakhadiran diakhiri. Selamat bekerja kembali.")


async def team(visit: Visit) -> web.Response:
    """Everybody of her region; how much each holds, for those who lead."""
    return await _show(visit)


async def record(visit: Visit) -> web.Response:
    """An absence of her own, or of a colleague."""
    given = {name: text_of(visit.form, name) for name in _FIELDS}
    days = {name: _day(given[name]) for name in ("from", "until")}
    lacking = [name for name, day in days.items() if day is None]
    lacking += ["kind"] if given["kind"] not in KINDS else []
    if lacking:
        return await _show(visit, tuple(FieldError(name, _SAID[name]) for name in lacking), status=422)
    wanted = {**{name: value for name, value in given.items() if value}, **days}
    reply = await visit.ask(_RECORD, {"input": {**wanted, "idempotencyKey": text_of(visit.form, "key")}})
    return await _done(visit, payload_of(reply, "recordAbsence")[1], _RECORDED)


async def end(visit: Visit) -> web.Response:
    """She is back, or does not go."""
    wanted = {"id": text_of(visit.form, "id"), "idempotencyKey": text_of(visit.form, "key")}
    _, problems = payload_of(await visit.ask(_END, {"input": wanted}), "endAbsence")
    return await _done(visit, problems, _ENDED)


async def held(visit: Visit) -> web.Response:
    """What one of them holds, each with a box to take it over, or for those who lead to give it to another one."""
    subject, query = visit.request.match_info["subject"], visit.request.query
    after = query.get("after") or None
    before = None if after else query.get("before") or None
    asked = {"filter": {"holder": subject, "order": "OLDEST"}, "after": after, "before": before}
    reply = await visit.ask(_HELD, asked)
    officer = next((one for one in reply.data.get("team") or () if one["subject"] == subject), None)
    found = reply.data.get("applications")
    if officer is None or found is None:
        raise refusal(NotFound, say("Tidak ada petugas seperti ini di wilayah Anda. Kembali ke tim."))
    now, is_me, leads = visit.console.clock(), subject == visit.actor.subject, bool(visit.actor.roles & LEADING)
    rows = [_row(edge["node"], now) for edge in found["edges"]]
    return visit.render(
        "clerk/team/held.html", reply=reply, officer=officer, rows=rows, page_info=found["pageInfo"], key=new_key(),
        base=f"{_HERE}/{subject}", is_me=is_me, leads=leads, picks=leads or not is_me,
    )  # fmt: skip


def _row(application: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    submitted = moment(application["submittedAt"])
    return {**application, "age": span(now - submitted) if submitted else None, "due": clock_of(application, now)}


async def _done(visit: Visit, problems: tuple[Problem, ...], told: Pair) -> web.Response:
    if not problems:
        await visit.tell(told)
        return visit.go(_HERE)
    own = (FieldError(_place(one), (_words(one), one.message)) for one in problems)
    return await _show(visit, tuple(own), status=status_of(problems))


def _place(problem: Problem) -> str:
    return next((name for name in _FIELDS if problem.path.endswith(name)), "")


def _words(problem: Problem) -> str:
    if problem.code == ErrorCode.CONFLICT.value:
        return indonesian("Sudah tercatat tidak hadir pada salah satu hari itu, atau sudah diakhiri.")
    general = field_errors((problem,), {})[0].text[0]
    return {
        "until": indonesian("Hari terakhir tidak dapat dipakai."),
        "from": indonesian("Hari pertama tidak dapat dipakai."),
    }.get(_place(problem), general)


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    reply = await visit.ask(_QUERY, {})
    officers = reply.data.get("team") or []
    today = local_date(visit.console.clock())
    return visit.render(
        "clerk/team/template.html", status=status, reply=reply, officers=officers, errors=errors, key=new_key(),
        kinds=KINDS, leads=bool(visit.actor.roles & LEADING), today=today.isoformat(),
        mine=next((one for one in officers if one["viewer"]), None),
        typed={name: text_of(visit.form, name) for name in _FIELDS},
    )  # fmt: skip


def _day(given: str) -> str | None:
    """A day as a browser's field gives it, or as it is written by hand: 24-11-2026."""
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(given, form).date().isoformat()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


PAGES = (
    Page("GET", _HERE, team),
    Page("POST", _HERE, record),
    Page("POST", "/console/team/end", end, form_at=_HERE),
    Page("GET", "/console/team/{subject}", held),
)
