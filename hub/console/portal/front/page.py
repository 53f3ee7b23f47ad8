"""Where an integrator begins: how a client comes to be, in the sandbox and elsewhere."""

from __future__ import annotations

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core import sign_up


async def front(visit: Visit) -> web.Response:
    """The way to a client, and the addresses that it needs."""
    return visit.render("portal/front/template.html", terms=sign_up)


PAGES = (Page("GET", "/portal", front, login=False),)
