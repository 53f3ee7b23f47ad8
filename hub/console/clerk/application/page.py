"""One application: data beside the record, papers, findings, timeline, and what may be done now."""

from __future__ import annotations

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import load, show


async def application(visit: Visit) -> web.Response:
    """The officer's page of one application."""
    return await show(visit, await load(visit))


PAGES = (Page("GET", "/console/applications/{number}", application),)
