"""What was done to a paper that was uploaded, in words for people. The row keeps English words, apart by `; `."""

from __future__ import annotations

import re
from typing import Final

NO_MALWARE: Final = "no malware found"
_AS_IT_CAME: Final = ("disimpan persis seperti dikirim", "kept byte for byte as it came")
_WORDS: Final = (
    (r"drawn anew from (\d+x\d+)", r"digambar ulang dari \1 piksel"),
    (r"metadata removed", "keterangan tersembunyi (lokasi, perangkat) dibuang"),
    (r"turned upright", "diputar tegak"),
    (r"colours converted to sRGB", "warna disesuaikan ke sRGB"),
    (r"16 bits made 8", "16 bit menjadi 8 bit"),
    (r"same pixels", "piksel tetap sama"),
    (r"JPEG of quality (\d+), longest side (\d+)", r"JPEG mutu \1, sisi terpanjang \2 piksel"),
    (NO_MALWARE, "program berbahaya tidak ditemukan"),
)
_DRAWN: Final = "drawn anew"


def treatment_said(treatment: str, *, indonesian: bool) -> str:
    """The words in a language; a paper that was not drawn anew, such as a PDF, is as it came."""
    parts = [part for part in treatment.split("; ") if part]
    if not treatment.startswith(_DRAWN):
        return "; ".join(
            [_AS_IT_CAME[0 if indonesian else 1], *(_said(part) if indonesian else part for part in parts)]
        )
    return "; ".join(_said(part) if indonesian else part for part in parts)


def _said(part: str) -> str:
    for english, indonesian in _WORDS:
        if re.fullmatch(english, part):
            return re.sub(english, indonesian, part)
    return part
