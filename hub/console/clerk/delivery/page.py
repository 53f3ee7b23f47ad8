"""One delivery: what to type, whether it arrived, and once more what was given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.clerk.deliveries.words import told_of
from hub.core.errors import NotFound
from hub.core.outbox import Settlement
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_TYPED: Final = document(__file__, "typed.graphql")
_SETTLE: Final = document(__file__, "settle.graphql")
_REPLAY: Final = document(__file__, "replay.graphql")
_PAGE: Final = "/console/deliveries/{id}"
_WORKER: Final = "delivery:transcribe"
SETTLEMENTS: Final[Mapping[str, Pair]] = {
    Settlement.DELIVERED.name: say("Sudah sampai: instansi punya datanya"),
    Settlement.SEND_AGAIN.name: say("Belum sampai: kirim lagi"),
    Settlement.CANCELLED.name: say("Tidak perlu dikirim", context="delivery"),
}
_CHOOSE: Final = FieldError("decision", say("Pilih apa yang Anda ketahui."))
_DONE: Final[Mapping[str, Pair]] = {
    "markTranscribed": say("Tercatat. Satu akan mencocokkannya dengan instansi."),
    "settleDelivery": say("Putusan tersimpan."),
    "replayDelivery": say("Dikirim lagi."),
}


async def delivery(visit: Visit) -> web.Response:
    """The delivery, with what may be done about it."""
    return await _show(visit)


async def typed(visit: Visit) -> web.Response:
    """A clerk has typed it into the agency's own system."""
    return await _do(visit, _TYPED, "markTranscribed", {})


async def settle(visit: Visit) -> web.Response:
    """Somebody found out what became of it."""
    decision = text_of(visit.form, "decision")
    if decision not in SETTLEMENTS:
        return await _show(visit, (_CHOOSE,), status=422)
    given = {"decision": decision, "reason": text_of(visit.form, "reason")}
    return await _do(visit, _SETTLE, "settleDelivery", given)


async def replay(visit: Visit) -> web.Response:
    """What was given up is tried again."""
    return await _do(visit, _REPLAY, "replayDelivery", {})


async def _do(visit: Visit, mutation: str, root: str, given: Mapping[str, Any]) -> web.Response:
    one = {"deliveryId": visit.request.match_info["id"], "idempotencyKey": text_of(visit.form, "key"), **given}
    payload, problems = payload_of(await visit.ask(mutation, {"input": one}), root)
    if payload.get("deliveryId") is None and problems:
        return await _show(visit, field_errors(problems, {"decision": "decision", "reason": "reason"}), status=422)
    await visit.tell(_DONE[root])
    return visit.go("/console/deliveries")


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    given = {"id": visit.request.match_info["id"], "types": _WORKER in visit.actor.scopes}
    reply = await visit.ask(_QUERY, given)
    edges = (reply.data.get("deliveries") or {}).get("edges") or ()
    if not edges:
        raise refusal(NotFound, say("Kiriman ini tidak ada. Lihat lagi daftarnya."))
    return visit.render(
        "clerk/delivery/template.html", status=status, one=told_of(edges[0]["node"], reply.data.get("agencies") or ()),
        errors=errors, key=new_key(), settlements=SETTLEMENTS, reply=reply,
        decision=text_of(visit.form, "decision"), reason=text_of(visit.form, "reason"),
    )  # fmt: skip


PAGES = (
    Page("GET", _PAGE, delivery),
    Page("POST", f"{_PAGE}/typed", typed, form_at=_PAGE),
    Page("POST", f"{_PAGE}/settle", settle, form_at=_PAGE),
    Page("POST", f"{_PAGE}/replay", replay, form_at=_PAGE),
)
