"""Steps that need no further words: claim, accept, verify, validate, hand over; and saying that one works on it."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.forms import field_errors, text_of, version_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import load, show, status_of
from hub.core.errors import NotFound
from hub.core.texts import say

MUTATIONS: Final = {
    f"{name}Application": document(__file__, f"{name}.graphql")
    for name in ("claim", "accept", "verify", "validate", "handOver")
}
_HOLD: Final = document(__file__, "hold.graphql")


async def step(visit: Visit) -> web.Response:
    """Takes the step; when it is refused, the application's page says why and what changed meanwhile."""
    number, action = visit.request.match_info["number"], visit.request.match_info["action"]
    if action not in MUTATIONS:
        raise refusal(NotFound, say("Langkah ini tidak ada. Kembali ke permohonannya."))
    version = version_of(visit.form)
    variables = {"key": text_of(visit.form, "key"), "number": number, "version": version}
    _, problems = payload_of(await visit.ask(MUTATIONS[action], variables), action)
    if problems:
        errors = field_errors(problems, {})
        return await show(visit, await load(visit), errors=errors, version=version, status=status_of(problems))
    await visit.tell(DONE[action])
    return visit.go(f"/console/applications/{number}")


async def hold(visit: Visit) -> web.Response:
    """Says that this officer works on it now, or shows who does."""
    number = visit.request.match_info["number"]
    variables = {"key": text_of(visit.form, "key"), "number": number}
    _, problems = payload_of(await visit.ask(_HOLD, variables), "holdApplication")
    if problems:
        return await show(visit, await load(visit), errors=field_errors(problems, {}), status=status_of(problems))
    await visit.tell(DONE["holdApplication"])
    return visit.go(f"/console/applications/{number}")


PAGES = (
    Page("POST", "/console/applications/{number}/hold", hold),
    Page("POST", "/console/applications/{number}/step/{action}", step),
)
