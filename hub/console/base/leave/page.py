"""Log-out: the session and its tokens end, here and at the issuer."""

from __future__ import annotations

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit


async def logout(visit: Visit) -> web.Response:
    """Ends the session, then its tokens at the issuer."""
    assert visit.session is not None
    console = visit.console
    await console.sessions.delete(visit.session.key)
    for token in (visit.session.refresh_token, visit.session.access_token):
        if token:
            await console.issuer.revoke(token)
    response = visit.go("/console/bye")
    console.cookies.clear(response, console.cookies.session)
    return response


async def bye(visit: Visit) -> web.Response:
    """Says that nobody is logged in any more."""
    return visit.render("base/leave/template.html")


PAGES = (
    Page("POST", "/console/logout", logout),
    Page("GET", "/console/bye", bye, login=False),
)
