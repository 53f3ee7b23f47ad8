"""The subscriptions of the clients of a region: whom they tell, of what, and how they fare."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.webhooks.words import standing

_QUERY: Final = document(__file__)


async def webhooks(visit: Visit) -> web.Response:
    """All of them; a client has at most twenty."""
    reply = await visit.ask(_QUERY, {})
    found = [{**one, "stands": standing(one)} for one in reply.data.get("webhooks") or ()]
    return visit.render("portal/webhooks/template.html", reply=reply, found=found)


PAGES = (Page("GET", "/portal/webhooks", webhooks),)
