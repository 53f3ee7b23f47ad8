"""The counters: appointments at a time, their hours, and how many may wait; who set it, and the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.admin.services.page import check_reader
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.texts import say

_QUERY: Final = document(__file__)
_CHANGE: Final = document(__file__, "change.graphql")
_NUMBERS: Final = ("places", "openPlaces", "mostWaiting")
_TIMES: Final = ("firstTime", "lastTime")
_FIELDS: Final = (*_NUMBERS, *_TIMES, "reason")
_HOW_MANY: Final = say("Isi berapa orang.")
_PATH: Final = "/console/admin/counters"


async def counters(visit: Visit) -> web.Response:
    """The page, its form with what holds now."""
    return await _show(visit)


async def change(visit: Visit) -> web.Response:
    """Sets it: the daily work of an office, which needs nobody else."""
    typed = {name: text_of(visit.form, name) for name in _FIELDS}
    wrong = [name for name in _NUMBERS if not (typed[name].isascii() and typed[name].isdecimal())]
    if wrong:
        errors = tuple(FieldError(name, _HOW_MANY) for name in wrong)
        return await _show(visit, typed, errors, 422)
    given: dict[str, Any] = {name: int(typed[name][:9]) for name in _NUMBERS}
    given |= {name: typed[name] or None for name in _TIMES} | {"expectedVersion": version_of(visit.form) or 0}
    payload, problems = await sent(visit, _CHANGE, "changeCounters", given)
    if problems:
        return await _show(visit, typed, errors_of(problems, _FIELDS), status_of(problems))
    return await go_on(visit, "changeCounters", payload, _PATH)


async def _show(
    visit: Visit, typed: Mapping[str, Any] | None = None, errors: Sequence[FieldError] = (), status: int = 200
) -> web.Response:
    check_reader(visit)
    reply = await visit.ask(_QUERY, {})
    setting = reply.data["counterSetting"]
    return visit.render(
        "admin/counters/template.html", status=status, n=setting, values=typed or {**setting, "reason": ""},
        errors=errors, reply=reply, key=new_key(), words=texts,
        history=(reply.data.get("accountChanges") or {"edges": []})["edges"],
    )  # fmt: skip


PAGES = (
    Page("GET", _PATH, counters),
    Page("POST", _PATH, change),
)
