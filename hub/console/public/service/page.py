"""One service as citizens read it before they come: drawn from the declaration that its rules enforce."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.calendar import local_date
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_METER: Final = document(__file__, "meter.graphql")
_YEAR: Final = dt.timedelta(days=365)
_LIST: Final = document(__file__, "list.graphql")


async def every(visit: Visit) -> web.Response:
    """All services by title."""
    reply = await visit.ask(_LIST, {})
    return visit.render("public/service/list.html", services=reply.data.get("services") or ())


async def service(visit: Visit) -> web.Response:
    """What one service needs, how it goes, and what it rests on."""
    reply = await visit.ask(_QUERY, {})
    name = visit.request.match_info["name"]
    found = next((one for one in reply.data.get("services") or () if one["name"] == name), None)
    if found is None:
        raise refusal(NotFound, say("Layanan ini tidak ada. Lihat daftar layanan."))
    return visit.render(
        "public/service/template.html",
        service=found,
        meter=await _meter(visit, name),
        things=_things(found["formFields"]),
        papers=papers_of(found["requirements"]),
        read=[law for law in found["laws"] if not law["toBeConfirmed"]],
        unread=[law for law in found["laws"] if law["toBeConfirmed"]],
        asked=[field for field in found["formFields"] if not field["prefilledFrom"]],
        known=[field for field in found["formFields"] if field["prefilledFrom"] or field["shows"]],
    )


async def _meter(visit: Visit, name: str) -> Sequence[Mapping[str, Any]]:
    """What was not asked in the last twelve months, by month and channel; empty where too few applied."""
    today = local_date(visit.console.clock())
    span = {"service": name, "from": (today - _YEAR).isoformat(), "until": today.isoformat()}
    return (await visit.ask(_METER, span)).data.get("onceOnlyMeter") or ()


def _things(fields: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """(how many things the form asks, of how many that it needs): what the record shows or fills in is not asked."""
    asked = sum(not field["prefilledFrom"] for field in fields)
    shown = sum(len(field["shows"]) for field in fields)
    return asked, len(fields) + shown


def papers_of(requirements: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The papers that can be asked, each with the statement that may stand in its place."""
    by_kind = {paper["kind"]: paper for paper in requirements}
    substitutes = {paper["substitute"] for paper in requirements}
    listed = [paper for paper in requirements if paper["kind"] not in substitutes]
    return [{**paper, "instead": by_kind.get(paper["substitute"])} for paper in listed]


PAGES = (
    Page("GET", "/layanan", every, login=False),
    Page("GET", "/layanan/{name}", service, login=False),
)
