"""The once-only meter by service and month: how much the record answered, as a table and as bars.

It shows the public counts of the graph, in which no line has fewer than five applications.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from aiohttp import web
from babel.dates import format_date

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.meter.bars import Bar, bars_of
from hub.core.actor import Role
from hub.core.calendar import local_date
from hub.core.language import plain
from hub.core.texts import Pair

_QUERY: Final = document(__file__)
_SERVICES: Final = document(__file__, "services.graphql")
_YEAR: Final = dt.timedelta(days=365)
_COUNTED: Final = ("applications", "prefilled", "typed", "papers", "papersSpared", "visitsSpared")


@dataclass(frozen=True, slots=True)
class Month:
    """All channels of a month; `percent` of its answers came from the record, None where there are no answers."""

    name: Pair
    counts: Mapping[str, int]
    percent: int | None


@dataclass(frozen=True, slots=True)
class Meter:
    """A service's months, the oldest first, and its bars."""

    name: str
    title: Pair
    months: tuple[Month, ...]
    bars: tuple[Bar, ...]


async def meter(visit: Visit) -> web.Response:
    """Every service in which something was counted in the last twelve months."""
    if visit.actor.roles == {Role.CITIZEN}:
        return visit.go("/console/me")
    services = (await visit.ask(_SERVICES, {})).data.get("services") or ()
    meters = [await _meter(visit, one) for one in services]
    return visit.render("clerk/meter/template.html", meters=[one for one in meters if one.months])


async def _meter(visit: Visit, service: Mapping[str, Any]) -> Meter:
    today = local_date(visit.console.clock())
    span = {"service": service["name"], "from": (today - _YEAR).isoformat(), "until": today.isoformat()}
    lines = (await visit.ask(_QUERY, span)).data.get("onceOnlyMeter") or ()
    months = months_of(lines)
    bars = bars_of([(plain(one.name), one.counts["prefilled"], one.counts["typed"]) for one in months])
    return Meter(service["name"], (service["title"], service["titleEn"]), months, bars)


def months_of(lines: Sequence[Mapping[str, Any]]) -> tuple[Month, ...]:
    """The lines of all channels added up by month."""
    ordered = sorted(lines, key=lambda line: str(line["month"]))
    grouped = groupby(ordered, key=lambda line: str(line["month"]))
    return tuple(_month(month, list(group)) for month, group in grouped)


def _month(month: str, lines: Sequence[Mapping[str, Any]]) -> Month:
    counts = {name: sum(line[name] for line in lines) for name in _COUNTED}
    answers = counts["prefilled"] + counts["typed"]
    day = dt.date.fromisoformat(month)
    name = format_date(day, "LLL y", locale="id"), format_date(day, "LLL y", locale="en_GB")
    return Month(name, counts, round(100 * counts["prefilled"] / answers) if answers else None)


PAGES = (Page("GET", "/console/meter", meter),)
