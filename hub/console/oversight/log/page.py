"""The log of receipts for whoever watches over it: signed heads, what witnesses remember, the proof of a receipt."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import forbidden
from hub.console.base.visit import Visit
from hub.core.errors import BadInput, ErrorCode
from hub.core.identifiers import global_id, parse_global_id, parse_uuid
from hub.core.texts import say

_QUERY: Final = document(__file__)
_PROOF: Final = document(__file__, "proof.graphql")
_PATH: Final = "/console/log"
_PAGE: Final = 10
_NO_RECEIPT: Final = say("Isi id tanda terima seperti tertulis pada pembukaan data, atau UUID-nya.")
_NOT_THERE: Final = say(
    "Tanda terima ini belum tercatat dalam kepala yang ditandatangani. Periksa id-nya, atau coba lagi sebentar."
)


@dataclasses.dataclass(frozen=True)
class Asked:
    """The receipt that was asked for, and its proof."""

    receipt: str = ""
    proof: str = ""
    errors: tuple[FieldError, ...] = ()

    @property
    def position(self) -> str:
        """The number of its leaf, as the proof says it."""
        return self.proof.split("\n")[1].removeprefix("index ") if self.proof else ""

    @property
    def key(self) -> str:
        """Its id as commands take it."""
        return str(parse_uuid(self.receipt)) if self.proof else ""


async def heads(visit: Visit) -> web.Response:
    """The newest heads; with `before` those below that size."""
    return await _show(visit, Asked())


async def proof(visit: Visit) -> web.Response:
    """The proof of one receipt, on the page or as the file that `hub audit verify` reads; its id is in no address."""
    asked = await _asked(visit)
    if asked.proof and text_of(visit.form, "file"):
        headers = {"Content-Disposition": 'attachment; filename="receipt.tlog-proof"'}
        return web.Response(text=asked.proof, content_type="text/plain", charset="utf-8", headers=headers)
    return await _show(visit, asked, 422 if asked.errors else 200)


async def _asked(visit: Visit) -> Asked:
    typed = text_of(visit.form, "receipt")
    try:
        key = _key(typed)
    except BadInput as error:
        return Asked(typed, errors=(FieldError("receipt", (_NO_RECEIPT[0], error.message)),))
    reply = await visit.ask(_PROOF, {"receipt": global_id("Access", parse_uuid(key))})
    found = (reply.data.get("receiptLog") or {}).get("inclusion")
    return Asked(key, found) if found else Asked(typed, errors=(FieldError("receipt", _NOT_THERE),))


def _key(typed: str) -> str:
    """The uuid of a receipt, which is written as the graph's id or as it is. Raises BadInput."""
    try:
        return str(parse_uuid(typed, path="receipt"))
    except BadInput:
        kind, key = parse_global_id(typed, path="receipt")
        if kind != "Access":
            raise
        return str(parse_uuid(key, path="receipt"))


async def _show(visit: Visit, asked: Asked, status: int = 200) -> web.Response:
    before = visit.request.query.get("before", "")
    below = int(before) if before.isascii() and before.isdecimal() and len(before) < _PAGE else None
    reply = await visit.ask(_QUERY, {"before": below})
    if reply.has(ErrorCode.FORBIDDEN):
        raise forbidden(say("Kepala catatan diawasi oleh auditor dan kepala dinas."), rule="audit:read")
    log: dict[str, Any] | None = reply.data.get("receiptLog")
    found: Sequence[Any] = (log or {}).get("heads") or ()
    return visit.render(
        "oversight/log/template.html", status=status, log=log, heads=found, asked=asked, errors=asked.errors,
        older=found[-1]["size"] if len(found) == _PAGE and found[-1]["continues"] is not None else None,
        sound=all(one["key"] and one["continues"] is not False for one in found), newest=below is None,
    )  # fmt: skip


PAGES = (
    Page("GET", _PATH, heads),
    Page("POST", _PATH, proof),
)
