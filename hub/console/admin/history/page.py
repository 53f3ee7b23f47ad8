"""Everything that was done with accounts, clients and keys: for administrators, the head of the office and auditors."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit

_QUERY: Final = document(__file__)
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def history(visit: Visit) -> web.Response:
    """The newest first. Cursors here hold ids and nothing else."""
    reply = await visit.ask(_QUERY, {"after": visit.request.query.get("after") or None})
    found = reply.data.get("accountChanges") or _NONE
    return visit.render("admin/history/template.html", reply=reply, found=found, words=texts)


PAGES = (Page("GET", "/console/admin/history", history),)
