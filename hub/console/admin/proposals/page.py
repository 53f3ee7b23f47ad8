"""What waits for a second person, and what became of it."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit

_QUERY: Final = document(__file__)
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def proposals(visit: Visit) -> web.Response:
    """Those that are open; with `all` in the address every one. Cursors here hold ids and nothing else."""
    query = visit.request.query
    is_open = query.get("view") != "all"
    reply = await visit.ask(_QUERY, {"openOnly": is_open, "after": query.get("after") or None})
    found = reply.data.get("accountProposals") or _NONE
    rows = [{**edge["node"], "name": _name(edge["node"])} for edge in found["edges"]]
    return visit.render(
        "admin/proposals/template.html", reply=reply, rows=rows, page_info=found["pageInfo"], is_open=is_open,
        words=texts,
    )  # fmt: skip


def _name(proposal: dict[str, Any]) -> str:
    """Whom or what it is about, as it would be called."""
    told = {one["name"]: one["after"] for one in proposal["differences"]}
    return str((told.get("displayName") or told.get("name") or [proposal["clientId"] or "–"])[0])


PAGES = (Page("GET", "/console/admin/proposals", proposals),)
