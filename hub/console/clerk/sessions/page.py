"""The sessions of the next days with their places, and a button for whoever walks in today."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.actor import Role
from hub.core.calendar import local_date
from hub.core.codes_cards import SessionSlot
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_HERE: Final = "/console/sessions"
_FIELDS: Final = {"slot": "slot", "date": "slot"}
_WHICH: Final = FieldError("slot", say("Pilih jam kedatangannya."))
_NOTED: Final[Pair] = say("Yang datang tanpa janji sudah dihitung.")
_OVER: Final[Pair] = say("Yang datang tanpa janji sudah dihitung. Sesi ini penuh; jelaskan bahwa ia mungkin menunggu.")


async def sessions(visit: Visit) -> web.Response:
    """The next days, today first."""
    return await _show(visit)


async def note(visit: Visit) -> web.Response:
    """Counts somebody who came today."""
    slot = text_of(visit.form, "slot")
    if slot not in SessionSlot.__members__:
        return await _show(visit, (_WHICH,), status=422)
    given = {"date": _today(visit), "slot": slot, "idempotencyKey": text_of(visit.form, "key")}
    payload, problems = payload_of(await visit.ask(_MUTATION, {"input": given}), "noteWalkIn")
    if payload.get("session") is None:
        return await _show(visit, field_errors(problems, _FIELDS), status=422)
    await visit.tell(_NOTED if payload["session"]["free"] else _OVER)
    return visit.go(_HERE)


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    reply = await visit.ask(_QUERY, {})
    found = reply.data.get("recordingSessions") or []
    days = [(date, list(of_day)) for date, of_day in groupby(found, key=lambda one: one["date"])]
    return visit.render(
        "clerk/sessions/template.html", status=status, reply=reply, days=days, today=_today(visit), errors=errors,
        key=new_key(), may_count=_may_count(visit), chosen=text_of(visit.form, "slot"),
    )  # fmt: skip


def _may_count(visit: Visit) -> bool:
    return Role.OPERATOR in visit.actor.roles and "application:process" in visit.actor.scopes


def _today(visit: Visit) -> str:
    return local_date(visit.console.clock()).isoformat()


PAGES = (Page("GET", _HERE, sessions), Page("POST", _HERE, note))
