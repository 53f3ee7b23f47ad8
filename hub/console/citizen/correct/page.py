"""What stands about me, and the way to say that something of it is wrong, with a paper that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.uploads import MOST_BYTES, upload
from hub.console.base.visit import Visit
from hub.console.citizen.accesses.page import own_nik
from hub.console.citizen.statement.paper import shown_value
from hub.core.access_texts import attribute_text
from hub.core.errors import SourceUnavailable
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_FIELDS: Final = {"attribute": "attribute", "claim": "claim"}
_PAPER: Final = "contested_data"
_LISTS: Final = {"religion": "religions", "occupation": "occupations"}
_WHICH: Final = say("Pilih data yang mana.")
_RIGHT: Final = say("Tulis apa yang benar.")
_DONE: Final = say(
    "Kami sudah menerimanya dan memeriksanya. Jawabannya paling lambat 3 × 24 jam; muncul di halaman ini."
)


async def form(visit: Visit) -> web.Response:
    """Every attribute with what stands there now."""
    return _show(visit, await _record(visit))


async def contest(visit: Visit) -> web.Response:
    """Takes the form in."""
    given = {"attribute": text_of(visit.form, "attribute"), "claim": text_of(visit.form, "claim")}
    papers, refused = await _papers(visit)
    if wrong := tuple(_unanswered(given, refused)):
        return _show(visit, await _record(visit), wrong, papers, status=422)
    keyed = {
        "nik": own_nik(visit), "idempotencyKey": text_of(visit.form, "key"), "documentIds": papers, **given,
    }  # fmt: skip
    payload, problems = payload_of(await visit.ask(_MUTATION, {"input": keyed}), "contestAttribute")
    if payload.get("discrepancy") is None:
        return _show(visit, await _record(visit), field_errors(problems, _FIELDS), papers, status=422)
    await visit.tell(_DONE)
    return visit.go("/console/me")


def _unanswered(given: Mapping[str, str], refused: Pair | None) -> Iterator[FieldError]:
    """What she left out, all at once, in her words and not in those of the graph."""
    if not given["attribute"]:
        yield FieldError("attribute", _WHICH)
    if not given["claim"]:
        yield FieldError("claim", _RIGHT)
    if refused:
        yield FieldError("paper", refused)


async def _papers(visit: Visit) -> tuple[list[str], Pair | None]:
    """The uploads that go with it, those of an earlier try among them, and why the last file was not taken."""
    kept = [str(each) for each in visit.form.getall("documentId", ())]
    file = visit.form.get("paper")
    if not isinstance(file, web.FileField) or not file.filename:
        return kept, None
    scan, refused = await upload(visit, _PAPER, file)
    return ([*kept, scan] if scan else kept), refused


async def _record(visit: Visit) -> Mapping[str, tuple[Pair, str]]:
    """Attribute of the graph -> its name and what stands there, in words."""
    reply = await visit.ask(_QUERY, {"nik": own_nik(visit)})
    person = reply.data.get("citizen")
    if person is None:
        raise refusal(SourceUnavailable, say("Data Anda belum dapat ditampilkan saat ini. Coba lagi satu menit lagi."))
    return {name: (attribute_text(name), _said(reply.data, name, value)) for name, value in person.items()}


def _said(data: Mapping[str, Any], name: str, value: Any) -> str:
    if name in _LISTS:
        labels: dict[str, str] = {entry["value"]: entry["label"] for entry in data.get(_LISTS[name]) or ()}
        return labels.get(value, value or "")
    return shown_value(name, value)


def _show(
    visit: Visit,
    offered: Mapping[str, tuple[Pair, str]],
    errors: tuple[FieldError, ...] = (),
    papers: Sequence[str] = (),
    *,
    status: int = 200,
) -> web.Response:
    return visit.render(
        "citizen/correct/template.html", status=status, errors=errors, key=new_key(), offered=offered, papers=papers,
        attribute=text_of(visit.form, "attribute"), claim=text_of(visit.form, "claim"),
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/me/correct", form),
    Page("POST", "/console/me/correct", contest, most_bytes=MOST_BYTES),
)
