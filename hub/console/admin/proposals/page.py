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
    rows = [{**edge["node"], "name": texts.name_of(edge["node"])} for edge in found["edges"]]
    return visit.render(
        "admin/proposals/template.html", reply=reply, rows=rows, page_info=found["pageInfo"], is_open=is_open,
        words=texts,
    )  # fmt: skip


PAGES = (Page("GET", "/console/admin/proposals", proposals),)
