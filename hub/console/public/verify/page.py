"""Verifying a document by the code of its QR: green, yellow or red, and as little as needed to compare."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.document import VerificationStatus
from hub.core.errors import ErrorCode, SourceUnavailable
from hub.core.texts import say

_QUERY: Final = document(__file__)
_LONGEST: Final = 64
_VERDICTS: Final = {
    VerificationStatus.ACTIVE.name: (
        say("Dokumen asli dan masih berlaku"),
        say("Cocokkan keterangan di bawah dengan dokumen yang Anda pegang. Dokumen ini tidak memerlukan legalisir."),
    ),
    VerificationStatus.SUPERSEDED.name: (
        say("Dokumen asli, tetapi tidak berlaku lagi"),
        say("Sudah ada dokumen yang lebih baru. Mintalah dokumen terbaru kepada pemiliknya."),
    ),
    VerificationStatus.VOID.name: (
        say("Dokumen asli, tetapi tidak berlaku lagi", context="verify"),
        say("Surat ini tidak dipakai pada waktunya, atau pindahnya dibatalkan. Mintalah surat baru kepada pemiliknya."),
    ),
    VerificationStatus.NOT_FOUND.name: (
        say("Dokumen ini tidak terdaftar"),
        say(
            "Kode ini tidak ada dalam data kami. Periksa apakah alamatnya lengkap. Jika QR-nya dipindai dari "
            "dokumen, dokumen itu tidak kami terbitkan."
        ),
    ),
}


async def verify(visit: Visit) -> web.Response:
    """The verdict on a code."""
    code = visit.request.match_info["code"]
    found = await _ask(visit, code) if len(code) <= _LONGEST and code.isascii() and code.isprintable() else None
    found = found or {"status": VerificationStatus.NOT_FOUND.name}
    title, text = _VERDICTS[found["status"]]
    return visit.render("public/verify/template.html", found=found, title=title, text=text)


async def _ask(visit: Visit, code: str) -> dict[str, str] | None:
    reply = await visit.ask(_QUERY, {"code": code})
    found = reply.data.get("verifyDocument")
    unusable = reply.has(ErrorCode.BAD_INPUT) or reply.has(ErrorCode.NOT_FOUND)
    if found is None and reply.problems and not unusable:
        # Never red because something of ours is down.
        raise refusal(SourceUnavailable, say("Dokumen belum dapat diperiksa saat ini. Coba lagi satu menit lagi."))
    return found


PAGES = (Page("GET", "/v/{code}", verify, login=False),)
