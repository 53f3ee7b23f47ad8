"""Verifying a document by the code of its QR: green, yellow or red, and as little as needed to compare."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.document import VerificationStatus
from hub.core.errors import ErrorCode, SourceUnavailable

_QUERY: Final = document(__file__)
_LONGEST: Final = 64
_VERDICTS: Final = {
    VerificationStatus.ACTIVE.name: (
        ("Dokumen asli dan masih berlaku", "Genuine and active"),
        (
            "Cocokkan keterangan di bawah dengan dokumen yang Anda pegang. Dokumen ini tidak memerlukan legalisir.",
            "Compare the lines below with the document in your hand. It needs no certified copy.",
        ),
    ),
    VerificationStatus.SUPERSEDED.name: (
        ("Dokumen asli, tetapi tidak berlaku lagi", "Genuine, but no longer active"),
        (
            "Sudah ada dokumen yang lebih baru. Mintalah dokumen terbaru kepada pemiliknya.",
            "There is a newer document. Ask its holder for the latest one.",
        ),
    ),
    VerificationStatus.VOID.name: (
        ("Dokumen asli, tetapi tidak berlaku lagi", "Genuine, but no longer valid"),
        (
            "Surat ini tidak dipakai pada waktunya, atau pindahnya dibatalkan. Mintalah surat baru kepada pemiliknya.",
            "This letter was not used in time, or the move was called off. Ask its holder for a new one.",
        ),
    ),
    VerificationStatus.NOT_FOUND.name: (
        ("Dokumen ini tidak terdaftar", "This document is not registered"),
        (
            (
                "Kode ini tidak ada dalam data kami. Periksa apakah alamatnya lengkap. Jika QR-nya dipindai dari "
                "dokumen, dokumen itu tidak kami terbitkan."
            ),
            (
                "The code is not in our data. Check that the address is complete. If the QR was scanned from a "
                "document, we did not issue it."
            ),
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
        raise SourceUnavailable("The document cannot be verified at the moment. Try again in a minute.")
    return found


PAGES = (Page("GET", "/v/{code}", verify, login=False),)
