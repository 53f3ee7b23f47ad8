"""The register of breaches, and the form that enters one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.oversight import texts
from hub.console.oversight.forms import errors_of, missing, moment_in, sent, status_of

_QUERY: Final = document(__file__)
_RECORD: Final = document(__file__, "record.graphql")
_PAGE: Final = "/console/oversight/breaches"
_NEW: Final = _PAGE + "/new"
_TIMES: Final = ("noticedAt", "beganAt", "endedAt")
_NARROW: Final = ("clientId", "reader", "agreement")
_FIELDS: Final = ("title", "happened", *_TIMES, *_NARROW, "fields")
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def breaches(visit: Visit) -> web.Response:
    """The newest first, each with its clock. Cursors here hold ids and nothing else."""
    reply = await visit.ask(_QUERY, {"after": visit.request.query.get("after") or None})
    found = reply.data.get("breaches") or _NONE
    return visit.render(
        "oversight/breaches/template.html", reply=reply, rows=[edge["node"] for edge in found["edges"]],
        page_info=found["pageInfo"], words=texts,
    )  # fmt: skip


async def form(visit: Visit) -> web.Response:
    return _show(visit)


async def record(visit: Visit) -> web.Response:
    """To the page of the breach, or back to the form with what is wrong."""
    times = {name: moment_in(text_of(visit.form, name)) for name in _TIMES}
    empty = [name for name in ("title", "happened") if not text_of(visit.form, name)]
    if empty or None in times.values():
        return _show(visit, missing([*empty, *(name for name, at in times.items() if at is None)]), 422)
    through: dict[str, Any] = {name: text_of(visit.form, name) or None for name in _NARROW}
    through |= {"beganAt": times["beganAt"], "endedAt": times["endedAt"]}
    through["fields"] = text_of(visit.form, "fields").split() or None
    given: dict[str, Any] = {name: text_of(visit.form, name) for name in ("title", "happened")}
    given |= {"noticedAt": times["noticedAt"], "through": through}
    payload, problems = await sent(visit, _RECORD, "recordBreach", given)
    if problems:
        return _show(visit, errors_of(problems, _FIELDS), status_of(problems))
    return visit.go(f"{_PAGE}/{payload['breach']['id']}")


def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    values = {name: text_of(visit.form, name) for name in _FIELDS}
    return visit.render(
        "oversight/breaches/form.html", status=status, errors=errors, values=values, key=new_key(), words=texts
    )


PAGES = (Page("GET", _PAGE, breaches), Page("GET", _NEW, form), Page("POST", _NEW, record))
