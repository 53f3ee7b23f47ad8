"""Where the record and somebody else differ: what citizens contest, whose clock runs, and what agencies say."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.discrepancies.words import said_of
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
VIEWS: Final[dict[str, tuple[dict[str, Any], Pair]]] = {
    "citizens": ({"contested": True}, say("Dari warga")),
    "late": ({"contested": True, "overdue": True}, say("Terlambat")),
    "agencies": ({"contested": False}, say("Dari instansi")),
    "done": ({"states": ["DECIDED"]}, say("Sudah diputuskan")),
}


async def discrepancies(visit: Visit) -> web.Response:
    """One page of the list."""
    view = visit.request.query.get("view", "citizens")
    view = view if view in VIEWS else "citizens"
    variables = {"filter": VIEWS[view][0], "after": visit.request.query.get("after") or None}
    reply = await visit.ask(_QUERY, variables)
    found = reply.data.get("discrepancies") or {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return visit.render(
        "clerk/discrepancies/template.html", reply=reply, view=view, views=VIEWS, page_info=found["pageInfo"],
        rows=[said_of(edge["node"], visit.console.clock()) for edge in found["edges"]],
    )  # fmt: skip


PAGES = (Page("GET", "/console/discrepancies", discrepancies),)
