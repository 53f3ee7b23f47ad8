"""What the record tells agencies: what a person has to do about it, what was given up, and what waits."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.deliveries.words import told_of
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_WORKER: Final = "delivery:transcribe"
VIEWS: Final[dict[str, tuple[dict[str, Any], Pair]]] = {
    "work": ({}, say("Perlu dikerjakan")),
    "dead": ({"states": ["DEAD"]}, say("Gagal")),
    "waiting": ({"states": ["WAITING", "CONFIRMING"]}, say("Sedang dikirim")),
    "late": ({"states": ["WAITING"], "olderThanSeconds": 3600}, say("Lewat satu jam")),
    "done": ({"states": ["DELIVERED", "WITHHELD", "CANCELLED"]}, say("Selesai", context="deliveries")),
}


async def deliveries(visit: Visit) -> web.Response:
    """One page of the list; whoever may not type begins with what was given up."""
    views = {name: view for name, view in VIEWS.items() if name != "work" or _WORKER in visit.actor.scopes}
    view = visit.request.query.get("view", "")
    view = view if view in views else next(iter(views))
    given = {"work": view == "work", "filter": views[view][0], "after": visit.request.query.get("after") or None}
    reply = await visit.ask(_QUERY, given)
    found = reply.data.get("workItems" if view == "work" else "deliveries")
    found = found or {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    agencies = reply.data.get("agencies") or ()
    return visit.render(
        "clerk/deliveries/template.html", reply=reply, view=view, views=views, page_info=found["pageInfo"],
        rows=[told_of(edge["node"], agencies) for edge in found["edges"]],
    )  # fmt: skip


PAGES = (Page("GET", "/console/deliveries", deliveries),)
