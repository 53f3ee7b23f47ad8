"""The screen in a waiting room: the number that was called last, its counter, and those before. Nobody's name."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.number_form import place_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_OFTEN: Final = "8"


async def display(visit: Visit) -> web.Response:
    """Asks anew every few seconds by itself, without script: by a header, as a meta element would."""
    reply = await visit.ask(_QUERY, {"place": place_of(visit)})
    board = reply.data.get("ticketBoard")
    if board is None:
        raise refusal(NotFound, say("Tidak ada nomor yang dipanggil di tempat ini. Periksa alamatnya."))
    shown = visit.render("public/display/template.html", board=board, calls=board["calls"])
    shown.headers["Refresh"] = _OFTEN
    return shown


PAGES = (Page("GET", "/display", display, login=False),)
