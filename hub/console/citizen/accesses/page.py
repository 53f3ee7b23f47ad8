"""Who saw my data: each reading in plain words, by day, with the way to object to it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.dates import WIB, moment, weekday
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound, SourceUnavailable
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
PERIODS: Final[Mapping[str, tuple[int | None, Pair]]] = {
    "30": (30, say("30 hari terakhir")),
    "90": (90, say("90 hari terakhir")),
    "365": (365, say("1 tahun terakhir")),
    "all": (None, say("Semua", context="accesses")),
}
_USUAL: Final = "90"


async def accesses(visit: Visit) -> web.Response:
    """One page of what was read. The address holds the period and a cursor, and nothing of her."""
    nik = own_nik(visit)
    query = visit.request.query
    period = query.get("days", _USUAL) if query.get("days") in PERIODS else _USUAL
    own = query.get("own") == "1"
    variables = {"nik": nik, "filter": _filter(period, visit.console.clock(), own=own), "after": query.get("after")}
    reply = await visit.ask(_QUERY, variables)
    found = reply.data.get("citizen")
    if found is None or found["accesses"] is None:
        raise refusal(SourceUnavailable, say("Data Anda belum dapat ditampilkan saat ini. Coba lagi satu menit lagi."))
    return visit.render(
        "citizen/accesses/template.html", p=found, days=by_day(found["accesses"]["edges"]), period=period, own=own,
        periods=PERIODS, page_info=found["accesses"]["pageInfo"], objections=_nodes(found["objections"]),
        contests=[one for one in _nodes(found["discrepancies"]) if one["contested"]],
        objected={one["accessId"]: one for one in reversed(_nodes(found["objections"]))}, now=visit.console.clock(),
    )  # fmt: skip


def own_nik(visit: Visit) -> str:
    """Raises NotFound for an account that belongs to nobody of the record."""
    if visit.actor.nik is None:
        raise refusal(
            NotFound,
            say(
                "Akun Anda belum terhubung dengan data kependudukan. Kantor Dukcapil menghubungkannya: bawa KTP-el "
                "Anda, gratis."
            ),
        )
    return visit.actor.nik


def by_day(edges: Sequence[Mapping[str, Any]]) -> list[tuple[Pair, list[Mapping[str, Any]]]]:
    """The readings of each day of the office, under its name."""
    nodes = [edge["node"] for edge in edges]
    return [(weekday(day), list(found)) for day, found in itertools.groupby(nodes, key=_day)]


def _day(node: Mapping[str, Any]) -> dt.date:
    at = moment(node["at"])
    assert at is not None
    return at.astimezone(WIB).date()


def _filter(period: str, now: dt.datetime, *, own: bool) -> dict[str, Any]:
    days, _ = PERIODS[period]
    since = {} if days is None else {"since": (now - dt.timedelta(days=days)).isoformat()}
    return {**since, "own": own}


def _nodes(connection: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [edge["node"] for edge in (connection or {}).get("edges") or ()]


PAGES = (Page("GET", "/console/me", accesses),)
