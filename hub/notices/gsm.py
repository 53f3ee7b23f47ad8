"""How long an SMS is: in how many parts a network sends a text (3GPP TS 23.038 sections 6.1.2 and 6.2.1)."""

from __future__ import annotations

from math import ceil
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
"""Of the extension table: each takes the room of two."""


def parts(text: str) -> int:
    """In how many parts a text is sent: 160 letters in one, 153 in each of several; 70 and 67 in UCS-2."""
    if set(text) <= _BASIC | _EXTENDED:
        return _parts(sum(2 if letter in _EXTENDED else 1 for letter in text), 160, 153)
    return _parts(len(text.encode("utf-16-be")) // 2, 70, 67)


def _parts(length: int, whole: int, each: int) -> int:
    return 1 if length <= whole else ceil(length / each)
