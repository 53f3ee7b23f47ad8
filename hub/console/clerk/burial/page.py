"""One report of a burial: whom it is about, the invitation to the family, or why nothing is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.clerk.burials.page import STATES
from hub.core.errors import NotFound
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_FIELDS: Final = {"nik": "nik", "way": "way", "reason": "reason"}
WAYS: Final[Mapping[str, Pair]] = {
    "LETTER": say("Surat diantar"),
    "VISIT": say("Didatangi"),
    "CALL": say("Ditelepon"),
}


@dataclass(frozen=True, slots=True)
class _Deed:
    """What an officer does: its mutation, the field that she fills in, and the sentence afterwards."""

    mutation: str
    query: str
    field: str
    done: Pair


_DEEDS: Final[Mapping[str, _Deed]] = {
    "match": _Deed(
        "matchBurial",
        document(__file__, "match.graphql"),
        "nik",
        say("Orangnya tercatat pada laporan ini. Statusnya tidak berubah."),
    ),
    "invite": _Deed(
        "inviteBurialFamily",
        document(__file__, "invite.graphql"),
        "way",
        say("Undangan kepada keluarga tercatat."),
    ),
    "dismiss": _Deed(
        "dismissBurial",
        document(__file__, "dismiss.graphql"),
        "reason",
        say("Laporan tidak dilanjutkan."),
    ),
}


async def burial(visit: Visit) -> web.Response:
    """The report, with what can be done about it."""
    return await _show(visit)


async def work(visit: Visit) -> web.Response:
    """Does one of the three."""
    here, deed = visit.request.match_info["id"], _DEEDS.get(text_of(visit.form, "do"))
    if deed is None:
        return await _show(visit, status=422)
    value = text_of(visit.form, deed.field)
    if deed.field == "way" and value not in WAYS:
        wrong = FieldError("way", say("Pilih cara mengundang."))
        return await _show(visit, (wrong,), status=422)
    given = {
        "id": here,
        deed.field: value,
        "expectedVersion": version_of(visit.form),
        "idempotencyKey": text_of(visit.form, "key"),
    }
    payload, problems = payload_of(await visit.ask(deed.query, {"input": given}), deed.mutation)
    if payload.get("burial") is None and problems:
        return await _show(visit, field_errors(problems, _FIELDS), status=422)
    await visit.tell(deed.done)
    return visit.go("/console/burials" if deed.field == "reason" else visit.request.path)


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"]})
    edges = (reply.data.get("burialReports") or {}).get("edges") or ()
    if not edges:
        raise refusal(NotFound, say("Laporan ini tidak ada di wilayah Anda. Lihat lagi daftarnya."))
    typed = {name: text_of(visit.form, name) for name in _FIELDS}
    return visit.render(
        "clerk/burial/template.html", status=status, one=edges[0]["node"], errors=errors, key=new_key(), ways=WAYS,
        burial_states=STATES, typed=typed,
    )  # fmt: skip


PAGES = (Page("GET", "/console/burials/{id}", burial), Page("POST", "/console/burials/{id}", work))
