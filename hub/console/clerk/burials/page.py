"""Reports of burials: the longest waiting first, and those that are done with."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
VIEWS: Final[dict[str, tuple[list[str], Pair]]] = {
    "waiting": (["OPEN", "MATCHED"], say("Menunggu")),
    "registered": (["REGISTERED"], say("Akta sudah terbit")),
    "dismissed": (["DISMISSED"], say("Tidak dilanjutkan")),
}
STATES: Final[dict[str, tuple[str, Pair]]] = {
    "OPEN": ("yellow", say("orangnya belum dicari")),
    "MATCHED": ("teal", say("orangnya ditemukan")),
    "REGISTERED": ("green", say("akta sudah terbit")),
    "DISMISSED": ("grey", say("tidak dilanjutkan")),
}
"""(colour of the tag, words)."""


async def burials(visit: Visit) -> web.Response:
    """One page of the list."""
    view = visit.request.query.get("view", "waiting")
    view = view if view in VIEWS else "waiting"
    variables = {"filter": {"states": VIEWS[view][0]}, "after": visit.request.query.get("after") or None}
    reply = await visit.ask(_QUERY, variables)
    found = reply.data.get("burialReports") or {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return visit.render(
        "clerk/burials/template.html", reply=reply, view=view, views=VIEWS, burial_states=STATES,
        rows=[edge["node"] for edge in found["edges"]], page_info=found["pageInfo"],
    )  # fmt: skip


PAGES = (Page("GET", "/console/burials", burials),)
