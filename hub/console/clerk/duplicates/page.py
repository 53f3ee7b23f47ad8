"""Pairs of persons that may be one, those who were found to be two, and those who were made one."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
VIEWS: Final[dict[str, tuple[str, Pair]]] = {
    "open": ("OPEN", say("Mungkin orang yang sama")),
    "merged": ("MERGED", say("Sudah digabung")),
    "two": ("DISMISSED", say("Orang yang berbeda")),
}


async def duplicates(visit: Visit) -> web.Response:
    """One page of the list."""
    view = visit.request.query.get("view", "open")
    view = view if view in VIEWS else "open"
    reply = await visit.ask(
        _QUERY, {"filter": {"state": VIEWS[view][0]}, "after": visit.request.query.get("after") or None}
    )
    found: dict[str, Any] = reply.data.get("duplicateCandidates") or {
        "edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None},
    }  # fmt: skip
    return visit.render(
        "clerk/duplicates/template.html", reply=reply, view=view, views=VIEWS, page_info=found["pageInfo"],
        rows=[{**edge["node"], "path": _path(edge["node"])} for edge in found["edges"]],
    )  # fmt: skip


def _path(pair: dict[str, Any]) -> str:
    """Where a pair is looked at; none for one of whom somebody is out of sight."""
    ids = [one["id"] for one in pair["citizens"] if one]
    wanted = 1 if pair["state"] == "MERGED" else 2
    return f"/console/duplicates/{'/'.join(ids)}" if len(ids) == wanted else ""


PAGES = (Page("GET", "/console/duplicates", duplicates),)
