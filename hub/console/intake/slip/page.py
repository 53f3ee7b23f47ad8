"""The slip: what was handed in, its number, and where to follow it. It names nobody, so it may lie on a counter."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.intake.form.desk import desk_of
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)


async def slip(visit: Visit) -> web.Response:
    """Of an application that was handed in here."""
    reply = await visit.ask(_QUERY, {"number": visit.request.match_info["number"]})
    found = reply.data.get("application")
    if found is None:
        raise refusal(NotFound, say("Tidak ada permohonan dengan nomor ini. Periksa lagi nomornya."))
    here = desk_of(visit)
    another = f"{here.path(visit.request.match_info['service'])}?after={found['trackingNumber']}"
    return visit.render("intake/slip/template.html", a=found, desk=here, another=another if found["further"] else "")


_END: Final = "/{service}/slip/{number}"
PAGES = (Page("GET", f"/console/intake{_END}", slip), Page("GET", f"/console/me/apply{_END}", slip))
