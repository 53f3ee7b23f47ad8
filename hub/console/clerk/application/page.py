"""One application: data beside the record, papers, findings, timeline, and what may be done now."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.forms import new_key
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import load, show

_HOLD: Final = document(__file__, "hold.graphql")


async def application(visit: Visit) -> web.Response:
    """The officer's page of one application. Who works on it goes on doing so while she looks at it."""
    loaded = await load(visit)
    if loaded.lease_is_used(visit.console.clock()):
        variables = {"key": new_key(), "number": loaded.application["trackingNumber"]}
        await visit.ask(_HOLD, variables)
        loaded = await load(visit)
    return await show(visit, loaded)


PAGES = (Page("GET", "/console/applications/{number}", application),)
