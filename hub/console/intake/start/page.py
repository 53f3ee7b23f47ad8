"""Which service: every one that there is, by title."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.intake.form.desk import desk_of

_QUERY: Final = document(__file__)


async def start(visit: Visit) -> web.Response:
    """The list."""
    reply = await visit.ask(_QUERY, {})
    return visit.render("intake/start/template.html", services=reply.data.get("services") or (), desk=desk_of(visit))


PAGES = (Page("GET", "/console/intake", start), Page("GET", "/console/me/apply", start))
