"""Which service: every one that there is, by title; and what this visitor handed in before."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.intake.form.desk import desk_of
from hub.core.application import ApplicationState

_QUERY: Final = document(__file__)
RETURNED: Final = ApplicationState.NEEDS_CORRECTION.name


async def start(visit: Visit) -> web.Response:
    """The list. Of her own applications a citizen sees all; who enters those of others, what was asked for again."""
    desk = desk_of(visit)
    reply = await visit.ask(_QUERY, {"states": None if desk.is_own else [RETURNED]})
    handed_in = [edge["node"] for edge in (reply.data.get("applications") or {"edges": ()})["edges"]]
    return visit.render(
        "intake/start/template.html", services=reply.data.get("services") or (), desk=desk, handed_in=handed_in,
        returned=RETURNED,
    )  # fmt: skip


PAGES = (Page("GET", "/console/intake", start), Page("GET", "/console/me/apply", start))
