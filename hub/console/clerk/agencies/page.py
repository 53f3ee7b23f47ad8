"""Whether agencies answer: what a clerk can tell somebody who waits, and an administrator looks at first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.agency_ports import AgencyState
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
STATES: Final[Mapping[str, tuple[Pair, str]]] = {
    AgencyState.ASKED.name: (say("Menjawab"), "green"),
    AgencyState.RESTING.name: (say("Tidak menjawab; dicoba lagi nanti"), "red"),
    AgencyState.WAITING.name: (say("Jatah sementara habis; menunggu"), "orange"),
}
SEEDED: Final[tuple[Pair, str]] = (say("Salinan saja"), "grey")


async def agencies(visit: Visit) -> web.Response:
    """All of them, by name."""
    reply = await visit.ask(_QUERY, {})
    rows = [{**one, "stands": STATES.get(one["state"], SEEDED)} for one in reply.data.get("agencies") or ()]
    return visit.render("clerk/agencies/template.html", reply=reply, rows=rows)


PAGES = (Page("GET", "/console/agencies", agencies),)
