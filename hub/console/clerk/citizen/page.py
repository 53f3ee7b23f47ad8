"""One citizen: her data, her family, what agencies know as far as the clerk may see it, her applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import Reply, document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import ErrorCode, NotFound, SourceUnavailable
from hub.core.texts import say

_QUERY: Final = document(__file__)
_CODES: Final = document(__file__, "codes.graphql")
# Facets are asked for only where the clerk's token opens them: an agency is not called for nothing.
_FACETS: Final = {
    "licences": "licence:read",
    "enrolments": "education:read",
    "immunisations": "health:read",
    "coverage": "insurance:read",
    "welfare": "welfare:read",
}
_SOURCES: Final = {
    "FRESH": ("green", say("Baru diambil")),
    "CACHED": ("teal", say("Salinan")),
    "UNAVAILABLE": ("orange", say("Tidak dapat dihubungi")),
}


async def citizen(visit: Visit) -> web.Response:
    """The citizen's page."""
    facets = {name: scope in visit.actor.scopes for name, scope in _FACETS.items()}
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"], **facets})
    found = reply.data.get("node")
    if not found or "fullName" not in found:
        if reply.has(ErrorCode.INTERNAL) or reply.has(ErrorCode.SOURCE_UNAVAILABLE):
            raise refusal(
                SourceUnavailable, say("Data warga belum dapat ditampilkan saat ini. Coba lagi satu menit lagi.")
            )
        raise refusal(NotFound, say("Tidak ada warga dengan id ini, atau ia di luar wilayah Anda."))
    codes = await visit.ask(_CODES, {})
    return visit.render(
        "clerk/citizen/template.html", p=found, reply=reply, sources=_SOURCES, closed=not any(facets.values()),
        religion=_label(codes, "religions", found), occupation=_label(codes, "occupations", found),
    )  # fmt: skip


def _label(codes: Reply, name: str, found: Mapping[str, Any]) -> str:
    """The Indonesian label of a code of an open list."""
    value = found[name.removesuffix("s")]
    return next((entry["label"] for entry in codes.data.get(name) or () if entry["value"] == value), value or "")


PAGES = (Page("GET", "/console/citizens/{id}", citizen),)
