"""The scoreboard of the last twelve months: a table by month, which holds nobody's data."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any, Final

from aiohttp import web
from babel.dates import format_date

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.promise import Disturbance
from hub.core.promise_texts import DISTURBANCES
from hub.core.refusal import SENTENCES
from hub.core.satisfaction_texts import GRADES
from hub.core.texts import Pair

_QUERY: Final = document(__file__)


async def scoreboard(visit: Visit) -> web.Response:
    """All services by month, the newest first."""
    reply = await visit.ask(_QUERY, {})
    rows: list[dict[str, Any]] = reply.data.get("scoreboard") or []
    months = [(_month(month), list(group)) for month, group in groupby(rows, key=lambda row: row["month"])]
    words = {kind.name: DISTURBANCES[kind] for kind in Disturbance}
    why = {code.name: sentence for code, sentence in SENTENCES.items()}
    return visit.render(
        "public/scoreboard/template.html", reply=reply, months=months, disturbances=words, refusals=why,
        opinions=reply.data.get("satisfaction") or [], grades=GRADES,
    )  # fmt: skip


def _month(month: str) -> Pair:
    """`2026-11` as people say it."""
    first = dt.date.fromisoformat(f"{month}-01")
    return format_date(first, "LLLL y", locale="id"), format_date(first, "LLLL y", locale="en_GB")


PAGES = (Page("GET", "/kinerja", scoreboard, login=False),)
