"""What is odd in the receipts, the newest first, narrowed by kind and state."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.oversight import texts

_QUERY: Final = document(__file__)
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
_OPEN: Final = "OPEN"


async def findings(visit: Visit) -> web.Response:
    """Those that nobody settled, unless the address says otherwise. It holds kinds, states and ids of findings."""
    query = visit.request.query
    kind = query.get("kind") if query.get("kind") in texts.KINDS else None
    state = query.get("state", _OPEN)
    state = state if state in texts.FINDING_STATES or state == "all" else _OPEN
    wanted = {"kind": kind, "state": None if state == "all" else state}
    reply = await visit.ask(_QUERY, {"filter": wanted, "after": query.get("after") or None})
    found = reply.data.get("accessFindings") or _NONE
    return visit.render(
        "oversight/findings/template.html", reply=reply, rows=[edge["node"] for edge in found["edges"]],
        page_info=found["pageInfo"], kind=kind or "", state=state, words=texts,
    )  # fmt: skip


PAGES = (Page("GET", "/console/oversight/findings", findings),)
