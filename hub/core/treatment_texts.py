"""What was done to a paper that was uploaded, in words for people. The row keeps English words, apart by `; `."""

from __future__ import annotations

import re
from typing import Final

from hub.core.texts import say

NO_MALWARE: Final = "no malware found"
_AS_IT_CAME: Final = say("disimpan persis seperti dikirim")
_WORDS: Final = (
    say("drawn anew from (\\d+x\\d+)"),
    say("metadata removed"),
    say("turned upright"),
    say("colours converted to sRGB"),
    say("16 bits made 8"),
    say("same pixels"),
    say("JPEG of quality (\\d+), longest side (\\d+)"),
    (NO_MALWARE, say("program berbahaya tidak ditemukan")[0]),
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
