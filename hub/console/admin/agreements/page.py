"""The list of sharing agreements: who gets what, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.admin import agreement_words, texts
from hub.console.base.forms import text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.calendar import local_date

_QUERY: Final = document(__file__)
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
SOON: Final = dt.timedelta(days=60)
"""How long before its end an agreement is marked: a new one is not written in a day."""


async def agreements(visit: Visit) -> web.Response:
    """A page of the agreements, with GET the first one of all that nobody revoked."""
    values = {name: text_of(visit.form, name) for name in ("search", "revoked", "after")}
    wanted: dict[str, Any] = {"active": values["revoked"] != "yes"}
    if values["search"]:
        wanted["search"] = values["search"]
    reply = await visit.ask(_QUERY, {"filter": wanted, "after": values["after"] or None})
    found = reply.data.get("agreements") or _NONE
    rows = [{**edge["node"], "daysLeft": days_left(edge["node"], visit)} for edge in found["edges"]]
    return visit.render(
        "admin/agreements/template.html", reply=reply, rows=rows, page_info=found["pageInfo"], values=values,
        words=texts, terms=agreement_words,
    )  # fmt: skip


def days_left(agreement: Mapping[str, Any], visit: Visit) -> int | None:
    """How many days it still holds, today not counted; None where its end is far, or it does not hold."""
    left = dt.date.fromisoformat(agreement["endsOn"]) - local_date(visit.console.clock())
    return left.days if agreement["validity"] == "IN_FORCE" and left <= SOON else None


PAGES = (
    Page("GET", "/console/admin/agreements", agreements),
    Page("POST", "/console/admin/agreements", agreements),
)
