"""The services of the office, each with what is declared and what the office has set."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import forbidden
from hub.console.base.visit import Visit
from hub.core.texts import say

_QUERY: Final = document(__file__)
_READERS: Final = frozenset({"service:manage", "account:approve", "audit:read"})


async def services(visit: Visit) -> web.Response:
    """All of them by title, and the counters."""
    check_reader(visit)
    reply = await visit.ask(_QUERY, {})
    return visit.render(
        "admin/services/template.html", reply=reply, services=reply.data.get("services") or (),
        counters=reply.data.get("counterSetting"), words=texts,
    )  # fmt: skip


def check_reader(visit: Visit) -> None:
    """Raises Forbidden: what is set is public, who set it and why is for those who keep it and watch over it."""
    if not visit.actor.scopes & _READERS:
        raise forbidden(
            say("Pengaturan layanan disimpan oleh administrator, dan dibaca oleh kepala dinas dan auditor."),
            rule="service:manage",
        )


PAGES = (Page("GET", "/console/admin/services", services),)
