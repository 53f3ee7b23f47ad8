"""The queue: what waits, how long already, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.dates import moment, span
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.queue.clock import clock_of
from hub.console.clerk.queue.filters import filter_of
from hub.core.actor import Role

_QUERY: Final = document(__file__)
ADMINISTRATION: Final = frozenset({"account:approve", "audit:read"})
"""Scopes of the office's people who keep accounts, or watch who does."""


async def queue(visit: Visit) -> web.Response:
    """One page of the queue. Who has nothing to do with applications is led to the pages that are hers."""
    if visit.actor.roles == {Role.CITIZEN}:
        return visit.go("/console/me")
    if "application:read" not in visit.actor.scopes and ADMINISTRATION & visit.actor.scopes:
        return visit.go("/console/admin/users" if "account:approve" in visit.actor.scopes else "/console/admin/history")
    wanted = filter_of(visit.request.query, visit.actor.roles)
    now = visit.console.clock()
    watches = wanted.has_alarms()
    given = {"filter": wanted.variables(now), "after": wanted.after}
    reply = await visit.ask(_QUERY, {**given, "watches": watches, "watched": wanted.watched() if watches else None})
    found = reply.data.get("applications") or {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    rows = [row_of(edge["node"], now, visit.actor.subject) for edge in found["edges"]]
    return visit.render(
        "clerk/queue/template.html", reply=reply, wanted=wanted, rows=rows, page_info=found["pageInfo"],
        alarms=reply.data.get("promiseAlarms"),
    )  # fmt: skip


def row_of(application: Mapping[str, Any], now: dt.datetime, me: str) -> dict[str, Any]:
    """An application with its age and its clock in words."""
    submitted = moment(application["submittedAt"])
    return {
        **application,
        "age": span(now - submitted) if submitted else None,
        "due": clock_of(application, now),
        "is_mine": application["assignee"] == me,
    }


PAGES = (Page("GET", "/console", queue),)
