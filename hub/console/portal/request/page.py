"""How a request stands, for whoever knows its id. The address names no person and no office."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.portal.words import REQUESTS
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_WRITTEN: Final = re.compile(r"[a-z0-9-]{3,60}", re.ASCII)


async def request(visit: Visit) -> web.Response:
    """Its state, and why where it was refused."""
    key = visit.request.match_info["id"]
    reply = await visit.ask(_QUERY, {"id": key}) if _WRITTEN.fullmatch(key) else None
    found = reply.data.get("signUp") if reply else None
    if found is None:
        raise refusal(
            NotFound, say("Permintaan ini tidak ada. Periksa nomornya; permintaan dihapus 90 hari sesudah dibuat.")
        )
    return visit.render("portal/request/template.html", key=key, asked=found, states=REQUESTS)


PAGES = (Page("GET", "/portal/request/{id}", request, login=False),)
