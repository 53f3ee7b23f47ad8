"""Objecting: to one reading of my data, or to the use of one kind of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.citizen.accesses.page import own_nik
from hub.core.access_texts import category_text
from hub.core.attributes import CATEGORIES, Category
from hub.core.errors import NotFound
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_TEMPLATE: Final = "citizen/object/template.html"
_FIELDS: Final = {"grounds": "grounds", "category": "category"}
_OFFERED: Final[Mapping[str, Pair]] = {
    one.value: category_text(one.value) for one in CATEGORIES if one not in {Category.ACCOUNT, Category.RIGHTS}
}
_WHICH: Final = say("Pilih data yang mana.")
_WHY: Final = say("Tulis alasan Anda dengan kata-kata Anda sendiri.")
_DONE: Final = say(
    "Keberatan Anda sudah kami terima. Kami jawab paling lambat 3 × 24 jam; jawabannya muncul di halaman ini."
)


async def reading_form(visit: Visit) -> web.Response:
    """To one reading."""
    return _show(visit, await _reading(visit))


async def category_form(visit: Visit) -> web.Response:
    """To the use of one kind of data."""
    return _show(visit, None)


async def object_to_reading(visit: Visit) -> web.Response:
    """Takes the form in."""
    return await _taken(visit, {"accessId": visit.request.match_info["id"]}, await _reading(visit))


async def object_to_category(visit: Visit) -> web.Response:
    """Takes the form in."""
    return await _taken(visit, {"category": text_of(visit.form, "category")}, None)


async def _taken(visit: Visit, about: Mapping[str, str], reading: Mapping[str, Any] | None) -> web.Response:
    given = {"grounds": text_of(visit.form, "grounds"), "idempotencyKey": text_of(visit.form, "key"), **about}
    if wrong := tuple(_unanswered(given)):
        return _show(visit, reading, wrong, status=422)
    reply = await visit.ask(_MUTATION, {"input": {"nik": own_nik(visit), **given}})
    payload, problems = payload_of(reply, "raiseObjection")
    if payload.get("objection") is None:
        return _show(visit, reading, field_errors(problems, _FIELDS), status=422)
    await visit.tell(_DONE)
    return visit.go("/console/me")


def _unanswered(given: Mapping[str, str]) -> Iterator[FieldError]:
    """What she left out, all at once, in her words and not in those of the graph."""
    if "category" in given and given["category"] not in _OFFERED:
        yield FieldError("category", _WHICH)
    if not given["grounds"]:
        yield FieldError("grounds", _WHY)


async def _reading(visit: Visit) -> Mapping[str, Any]:
    """Raises NotFound for what is not hers, and for what she is not told of: to her both are the same."""
    variables = {"nik": own_nik(visit), "filter": {"id": visit.request.match_info["id"]}}
    reply = await visit.ask(_QUERY, variables)
    edges = ((reply.data.get("citizen") or {}).get("accesses") or {}).get("edges") or ()
    if not edges:
        raise refusal(NotFound, say("Pembacaan data ini tidak ada. Buka lagi daftarnya."))
    found: Mapping[str, Any] = edges[0]["node"]
    return found


def _show(
    visit: Visit, reading: Mapping[str, Any] | None, errors: tuple[FieldError, ...] = (), *, status: int = 200
) -> web.Response:
    return visit.render(
        _TEMPLATE, status=status, reading=reading, errors=errors, key=new_key(), offered=_OFFERED,
        grounds=text_of(visit.form, "grounds"), category=text_of(visit.form, "category"),
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/me/object", category_form),
    Page("POST", "/console/me/object", object_to_category),
    Page("GET", "/console/me/object/{id}", reading_form),
    Page("POST", "/console/me/object/{id}", object_to_reading),
)
