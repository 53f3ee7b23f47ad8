"""One discrepancy: what stands in the record, what the other side says and shows, and the decision with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.clerk.discrepancies.words import CODED, said_of
from hub.core.codes import CLOSED_LISTS
from hub.core.discrepancy import Ruling
from hub.core.errors import NotFound
from hub.core.identifiers import parse_global_id
from hub.core.language import plain
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_FIELDS: Final = {"decision": "decision", "value": "value", "reason": "reason"}
_PAGE: Final = "/console/discrepancies/{id}"
RULINGS: Final[Mapping[str, Pair]] = {
    Ruling.RECORD_STANDS.name: say("Data yang tercatat sudah benar"),
    Ruling.CITIZEN_RIGHT.name: say("Warga benar: perbaiki catatannya"),
    Ruling.AGENCY_RIGHT.name: say("Instansi benar: perbaiki catatannya"),
    Ruling.BOTH_WRONG.name: say("Keduanya belum benar: catat yang lain"),
}
_CHOOSE: Final = FieldError("decision", say("Pilih salah satu putusan."))
_DONE: Final = say("Putusan tersimpan. Warga dapat membacanya.")


async def discrepancy(visit: Visit) -> web.Response:
    """The discrepancy, with the form of the decision while it waits."""
    return await _show(visit)


async def decide(visit: Visit) -> web.Response:
    """Takes the decision in."""
    if text_of(visit.form, "decision") not in RULINGS:
        return await _show(visit, (_CHOOSE,), status=422)
    given = {
        "id": visit.request.match_info["id"],
        "decision": text_of(visit.form, "decision"),
        "reason": text_of(visit.form, "reason"),
        "value": text_of(visit.form, "value") or None,
        "expectedVersion": version_of(visit.form),
        "idempotencyKey": text_of(visit.form, "key"),
    }
    payload, problems = payload_of(await visit.ask(_MUTATION, {"input": given}), "resolveDiscrepancy")
    if payload.get("discrepancy") is None and problems:
        return await _show(visit, field_errors(problems, _FIELDS), status=422)
    await visit.tell(_DONE)
    return visit.go("/console/discrepancies")


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"]})
    edges = (reply.data.get("discrepancies") or {}).get("edges") or ()
    if not edges:
        raise refusal(NotFound, say("Perbedaan data ini tidak ada di wilayah Anda. Lihat lagi daftarnya."))
    one = said_of(edges[0]["node"], visit.console.clock())
    return visit.render(
        "clerk/discrepancy/template.html", status=status, one=one, errors=errors, key=new_key(), rulings=_offered(one),
        words=RULINGS, papers=[parse_global_id(each)[1] for each in one["documents"]], codes=_codes(one["attribute"]),
        decision=text_of(visit.form, "decision"), value=text_of(visit.form, "value"),
        reason=text_of(visit.form, "reason"),
    )  # fmt: skip


def _offered(one: Mapping[str, Any]) -> dict[str, Pair]:
    """Either the citizen or an agency is the other side, not both."""
    nobody = Ruling.AGENCY_RIGHT.name if one["contested"] else Ruling.CITIZEN_RIGHT.name
    return {name: words for name, words in RULINGS.items() if name != nobody}


def _codes(attribute: str) -> dict[str, str]:
    """Value and label of what may be recorded; empty where that is free text."""
    known = CLOSED_LISTS[CODED[attribute]] if attribute in CODED else None
    members = known.__members__ if known else {}
    return {name: plain((each.label_id, each.label_en)) for name, each in members.items()}


PAGES = (Page("GET", _PAGE, discrepancy), Page("POST", _PAGE, decide))
