"""One objection: what it is about, what she says, the answer with its reason, and the end of what it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.clerk.objections.page import left
from hub.core.access_texts import category_text
from hub.core.errors import NotFound
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_LIFT: Final = document(__file__, "lift.graphql")
_PAGE: Final = "/console/objections/{id}"
_FIELDS: Final = {"reason": "reason", "outcome": "outcome"}
_IN_PART: Final = "PARTLY_UPHELD"
OUTCOMES: Final[dict[str, Pair]] = {
    "UPHELD": say("Keberatan diterima"),
    _IN_PART: say("Diterima sebagian"),
    "DISMISSED": say("Tidak dapat diterima: data dipakai sesuai aturan"),
}
_A_PART: Final = say(
    "Centang data yang tidak boleh diberikan lagi, satu atau lebih tetapi tidak semua. Bila semuanya, pilih “Keberatan "
    "diterima”."
)
_LIFTED: Final = say("Data boleh diberikan lagi. Warga dapat membaca alasannya.")
_DONE: Final = say("Jawaban tersimpan. Warga dapat membacanya.")


async def objection(visit: Visit) -> web.Response:
    """The objection, with the form of the answer while it waits."""
    return await _show(visit)


async def answer(visit: Visit) -> web.Response:
    """Takes the answer in."""
    outcome = text_of(visit.form, "outcome")
    if outcome not in OUTCOMES:
        wrong = FieldError("outcome", say("Pilih salah satu putusan.", context="objection"))
        return await _show(visit, (wrong,), status=422)
    # Whoever ticked and then chose another answer meant that answer.
    stops = _ticked(visit) if outcome == _IN_PART else []
    return await _do(visit, _MUTATION, "decideObjection", {"outcome": outcome, "stops": stops}, _DONE)


async def lift(visit: Visit) -> web.Response:
    """What was stopped goes on again."""
    return await _do(visit, _LIFT, "liftStop", {}, _LIFTED)


async def _do(visit: Visit, mutation: str, root: str, given: Mapping[str, Any], done: Pair) -> web.Response:
    said = {
        "id": visit.request.match_info["id"],
        "reason": text_of(visit.form, "reason"),
        "expectedVersion": version_of(visit.form),
        "idempotencyKey": text_of(visit.form, "key"),
    }
    payload, problems = payload_of(await visit.ask(mutation, {"input": {**said, **given}}), root)
    if payload.get("objection") is None and problems:
        return await _show(visit, _wrong(problems), status=422)
    await visit.tell(done)
    return visit.go("/console/objections")


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    variables = {"id": visit.request.match_info["id"], "officer": "audit:read" in visit.actor.scopes}
    reply = await visit.ask(_QUERY, variables)
    edges = (reply.data.get("objections") or {}).get("edges") or ()
    if not edges:
        raise refusal(NotFound, say("Keberatan ini tidak ada di wilayah Anda. Lihat lagi daftarnya."))
    one = edges[0]["node"]
    return visit.render(
        "clerk/objection/template.html", status=status, one=one, left=left(visit, one), errors=errors, key=new_key(),
        outcomes=_offered(one), kinds={kind: category_text(kind) for kind in one["stops"]}, ticked=_ticked(visit),
        reason=text_of(visit.form, "reason"), chosen=text_of(visit.form, "outcome"),
    )  # fmt: skip


def _offered(one: Mapping[str, Any]) -> Mapping[str, Pair]:
    """What can be answered: in part only where there are parts, or where nothing is given out that could stop."""
    is_one = one["state"] == "OPEN" and len(one["stops"]) == 1
    return {outcome: words for outcome, words in OUTCOMES.items() if not (is_one and outcome == _IN_PART)}


def _wrong(problems: Sequence[Problem]) -> tuple[FieldError, ...]:
    if any(problem.path == "stops" for problem in problems):
        return (FieldError("stops", _A_PART),)
    return field_errors(problems, _FIELDS)


def _ticked(visit: Visit) -> list[str]:
    """The kinds of data that are to stop."""
    return [str(kind) for kind in visit.form.getall("stops", ())]


PAGES = (
    Page("GET", _PAGE, objection),
    Page("POST", _PAGE, answer),
    Page("POST", f"{_PAGE}/lift", lift, form_at=_PAGE),
)
