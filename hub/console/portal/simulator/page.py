"""The simulator: an operation is pasted, and told field by field what somebody would get of it. Nothing of it runs, and
nobody's data are read; what was pasted is neither kept nor put into an address."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from hub.console.admin.texts import PURPOSES
from hub.console.base.contract import Simulated
from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.mistakes import mistakes
from hub.console.portal.simulator import explained
from hub.console.portal.words import FACTS, OUTCOMES
from hub.core.actor import Actor
from hub.core.errors import ErrorCode, HubError
from hub.core.texts import say

_QUERY: Final = document(__file__)
_MAY_ASK_FOR_CLIENTS: Final = "client:manage"
_LONGEST: Final = 60_000
_EXAMPLE: Final = document(__file__, "example.graphql")
_VERDICT: Final = {"query": say("Baca"), "mutation": say("Ubah", context="portal"), "subscription": say("Langganan")}


async def form(visit: Visit) -> web.Response:
    """The form with an example."""
    return _shown(visit, {"operation": _EXAMPLE, "client": visit.request.query.get("client", "")})


async def simulate(visit: Visit) -> web.Response:
    """What each operation of the text would be answered with."""
    values = {name: text_of(visit.form, name) for name in ("operation", "client", "purpose")}
    if not values["operation"] or len(values["operation"]) > _LONGEST:
        return _shown(visit, values, [FieldError("operation", say("Tempel satu operasi GraphQL."))])
    actor = await _actor(visit, values["client"])
    if actor is None:
        unknown = say("Tidak ada klien aktif dengan id ini di wilayah Anda.")
        return _shown(visit, values, [FieldError("client", unknown)])
    now = visit.console.clock()
    try:
        told = await visit.contract.simulated(values["operation"], actor, values["purpose"] or None, now)
    except HubError as error:
        return _shown(visit, values, await _wrong(visit, values["operation"], error))
    return _shown(visit, values, told=told, who=actor)


async def _actor(visit: Visit, client_id: str) -> Actor | None:
    """Herself, or a client that the engine lets her read; None where it does not, or where it is closed."""
    if not client_id:
        return visit.actor
    reply = await visit.ask(_QUERY, {"clientId": client_id})
    return await visit.contract.client(client_id) if reply.data.get("client") else None


async def _wrong(visit: Visit, operation: str, error: HubError) -> list[FieldError]:
    """Each mistake of a text by itself; where it has none that is known, what the hub says of the whole."""
    known = error.code is ErrorCode.BAD_INPUT
    found = await asyncio.to_thread(mistakes, visit.contract.schema, operation) if known else []
    said = {one.said[0]: one.said for one in reversed(found)}
    return [FieldError("operation", pair) for pair in reversed(said.values())] or [
        FieldError("operation", explained.unusable(error))
    ]


def _shown(
    visit: Visit,
    values: dict[str, str],
    errors: list[FieldError] | None = None,
    told: list[Simulated] | None = None,
    who: Actor | None = None,
) -> web.Response:
    found = errors or []
    return visit.render(
        "portal/simulator/template.html", status=400 if found else 200, values=values, errors=found, told=told or [],
        who=who, facts=FACTS, outcomes=OUTCOMES, kinds=_VERDICT, purposes=PURPOSES, explained=explained,
        for_clients=_MAY_ASK_FOR_CLIENTS in visit.actor.scopes,
    )  # fmt: skip


PAGES = (Page("GET", "/portal/simulator", form), Page("POST", "/portal/simulator", simulate))
