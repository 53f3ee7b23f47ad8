"""The choice of a language: a link on every page, which sets a cookie and leads back to where it was followed."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.language import COOKIE, Language, chosen

_YEAR: Final = 365 * 24 * 3600


async def speak(visit: Visit) -> web.Response:
    """Remembers the choice; both languages are what is shown to whoever chose nothing."""
    choice = chosen(visit.request.match_info["choice"])
    response = visit.go(_back(visit.request.query.get("to", "")))
    if choice is Language.BOTH:
        response.del_cookie(COOKIE, path="/")
    else:
        secure = visit.console.cookies.secure
        response.set_cookie(COOKIE, choice, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def _back(to: str) -> str:
    """A page of this site, and never another one's."""
    local = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if local else "/"


PAGES = (Page("GET", "/bahasa/{choice}", speak, login=False),)
