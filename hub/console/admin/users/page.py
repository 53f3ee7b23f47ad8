"""The list of accounts. What is searched for is a name, so it travels in the form and never in an address."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.base.forms import text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.actor import Role

_QUERY: Final = document(__file__)
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def users(visit: Visit) -> web.Response:
    """A page of the accounts, with GET the first one of all that are open."""
    values = {name: text_of(visit.form, name) for name in ("search", "role", "closed", "after")}
    wanted: dict[str, Any] = {"active": values["closed"] != "yes"}
    if values["search"]:
        wanted["search"] = values["search"]
    if values["role"] in Role.__members__:
        wanted["role"] = values["role"]
    reply = await visit.ask(_QUERY, {"filter": wanted, "after": values["after"] or None})
    return visit.render(
        "admin/users/template.html", reply=reply, found=reply.data.get("users") or _NONE, values=values, words=texts
    )


PAGES = (Page("GET", "/console/admin/users", users), Page("POST", "/console/admin/users", users))
