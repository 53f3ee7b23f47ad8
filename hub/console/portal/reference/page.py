"""The reference: all types by kind, and what is found in them. It is public, and names nobody."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.words import KINDS

_ROOTS: Final = ("Query", "Mutation", "Subscription", "Citizen")
_MOST: Final = 100
_LONGEST: Final = 100


async def reference(visit: Visit) -> web.Response:
    """The types, or what `q` finds."""
    words = visit.request.query.get("q", "").strip()[:_LONGEST]
    told = visit.contract.reference
    found = told.found(words)
    kinds = [(kind, pair, [one for one in told.types.values() if one.kind == kind]) for kind, pair in KINDS.items()]
    return visit.render(
        "portal/reference/template.html", words=words, found=found[:_MOST], count=len(found), kinds=kinds,
        roots=[told.types[name] for name in _ROOTS if name in told.types],
    )  # fmt: skip


async def published(visit: Visit) -> web.Response:
    """The contract as text, for tools."""
    return web.Response(text=visit.contract.written(), content_type="text/plain", charset="utf-8")


PAGES = (
    Page("GET", "/portal/reference", reference, login=False),
    Page("GET", "/portal/schema.graphql", published, login=False),
)
