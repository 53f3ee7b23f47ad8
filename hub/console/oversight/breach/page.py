"""One breach: its clock, whom it affects, who was told, and how it is handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.oversight import texts
from hub.console.oversight.forms import errors_of, missing, moment_in, sent, status_of
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_NOTE: Final = document(__file__, "note.graphql")
_CHANGE: Final = document(__file__, "change.graphql")
_PAGE: Final = "/console/oversight/breaches/{id}"
_FIELDS: Final = ("way", "persons", "at", "handling")


async def breach(visit: Visit) -> web.Response:
    return await _show(visit)


async def note(visit: Visit) -> web.Response:
    """Somebody was told."""
    at, persons = moment_in(text_of(visit.form, "at")), text_of(visit.form, "persons")
    if at is None or not persons.isdecimal() or len(persons) > 9:
        return await _show(visit, missing(["at" if at is None else "persons"]), 422)
    party, way = text_of(visit.form, "party"), text_of(visit.form, "way")
    if party not in texts.PARTIES:
        return await _show(visit, missing(["way"]), 422)
    return await _done(
        visit, _NOTE, "noteBreachNotice", {"party": party, "way": way, "persons": int(persons), "at": at}
    )


async def change(visit: Visit) -> web.Response:
    """How it is handled, and whether that is done."""
    given = {
        "expectedVersion": version_of(visit.form) or 0,
        "handling": text_of(visit.form, "handling"),
        "closed": text_of(visit.form, "closed") == "yes",
    }
    return await _done(visit, _CHANGE, "changeBreach", given)


async def _done(visit: Visit, query: str, mutation: str, given: Mapping[str, Any]) -> web.Response:
    key = visit.request.match_info["id"]
    _, problems = await sent(visit, query, mutation, {"breachId": key, **given})
    if problems:
        return await _show(visit, errors_of(problems, _FIELDS), status_of(problems))
    await visit.tell(say("Tersimpan."))
    return visit.go(_PAGE.format(id=key))


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    after = visit.request.query.get("after") or None
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"], "after": after})
    found = reply.data.get("breach")
    if found is None:
        raise refusal(NotFound, say("Pelanggaran ini tidak ada. Cari di daftarnya."))
    values = {name: text_of(visit.form, name) for name in (*_FIELDS, "party")}
    return visit.render(
        "oversight/breach/template.html", status=status, o=found, errors=errors, values=values, key=new_key(),
        words=texts,
    )  # fmt: skip


PAGES = (
    Page("GET", _PAGE, breach),
    Page("POST", _PAGE + "/notices", note, form_at=_PAGE),
    Page("POST", _PAGE + "/handling", change, form_at=_PAGE),
)
