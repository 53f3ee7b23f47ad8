"""Objections of citizens: the next to be due first, and how long there is left."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base import dates
from hub.console.base.dates import moment
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
VIEWS: Final[dict[str, tuple[dict[str, Any], Pair]]] = {
    "open": ({"states": ["OPEN"]}, say("Menunggu jawaban")),
    "late": ({"overdue": True}, say("Terlambat")),
    "done": ({"states": ["DECIDED"]}, say("Sudah dijawab")),
}


async def objections(visit: Visit) -> web.Response:
    """One page of the list."""
    view = visit.request.query.get("view", "open")
    view = view if view in VIEWS else "open"
    variables = {"filter": VIEWS[view][0], "after": visit.request.query.get("after") or None}
    reply = await visit.ask(_QUERY, variables)
    found = reply.data.get("objections") or {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    rows = [{**edge["node"], "left": left(visit, edge["node"])} for edge in found["edges"]]
    return visit.render(
        "clerk/objections/template.html", reply=reply, view=view, views=VIEWS, rows=rows, page_info=found["pageInfo"]
    )


def left(visit: Visit, one: Any) -> tuple[str, Pair] | None:
    """(colour of the tag, words) for the clock of an objection; None when it is answered."""
    due = moment(one["dueAt"])
    return dates.left(due, visit.console.clock()) if one["state"] == "OPEN" and due else None


PAGES = (Page("GET", "/console/objections", objections),)
