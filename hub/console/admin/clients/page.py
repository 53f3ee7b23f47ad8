"""The list of clients. Ids of clients are no personal data, and yet what is searched for stays out of addresses."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.base.forms import text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit

_QUERY: Final = document(__file__)
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def clients(visit: Visit) -> web.Response:
    """A page of the clients, with GET the first one of all that are open."""
    values = {name: text_of(visit.form, name) for name in ("search", "closed", "after")}
    wanted: dict[str, Any] = {"active": values["closed"] != "yes"}
    if values["search"]:
        wanted["search"] = values["search"]
    reply = await visit.ask(_QUERY, {"filter": wanted, "after": values["after"] or None})
    return visit.render(
        "admin/clients/template.html", reply=reply, found=reply.data.get("clients") or _NONE, values=values,
        words=texts,
    )  # fmt: skip


PAGES = (Page("GET", "/console/admin/clients", clients), Page("POST", "/console/admin/clients", clients))
