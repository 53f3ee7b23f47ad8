"""Clients that were asked for: what waits first."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.words import REQUESTS

_QUERY: Final = document(__file__)


async def requests(visit: Visit) -> web.Response:
    """All of the last ninety days."""
    reply = await visit.ask(_QUERY, {})
    rows = reply.data.get("clientRequests") or []
    return visit.render("admin/requests/template.html", reply=reply, rows=rows, states=REQUESTS)


PAGES = (Page("GET", "/console/admin/requests", requests),)
