"""The record of processing activities, as it is today; the page prints as it is."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit

_QUERY: Final = document(__file__)


async def processing(visit: Visit) -> web.Response:
    reply = await visit.ask(_QUERY, {})
    return visit.render(
        "oversight/processing/template.html", reply=reply, rows=reply.data.get("processingRecord") or (),
        today=visit.console.clock(),
    )  # fmt: skip


PAGES = (Page("GET", "/console/oversight/processing", processing),)
