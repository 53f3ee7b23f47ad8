"""LZ-String as BPJS Kesehatan uses it: `decompressFromEncodedURIComponent`, and no more text than the caller expects.

The format is that of the JavaScript library (pieroxy/lz-string 1.5.0): bits in groups of six, least significant first,
of a dictionary coder whose codes grow by a bit whenever the dictionary doubles. A few bytes can stand for gigabytes,
which is why the ports on PyPI are not used here: none of them stops. The tests hold this against vectors that the
library itself made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
_SIX: Final = {letter: f"{value:06b}" for value, letter in enumerate(_ALPHABET)} | {" ": f"{62:06b}"}
"""Six bits a letter. A space is a plus that an address has spoiled."""
_NEW_BYTE, _NEW_UNIT, _END = 0, 1, 2
_FIRST_CODE: Final = 3


class TooLong(ValueError):
    """The text is longer than was allowed."""


def decompress(compressed: str, most: int) -> str:
    """The text, of at most `most` UTF-16 units. Raises TooLong, and ValueError for what was not compressed so."""
    units: list[str] = []
    length = 0
    for entry in _entries(_Bits(compressed)):
        length += len(entry)
        if length > most:
            raise TooLong
        units.append(entry)
    # The library counts in UTF-16 units: what lies outside of the basic plane comes in two.
    return "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le")


class _Bits:
    """Reads numbers bit by bit, the least significant bit first."""

    def __init__(self, compressed: str) -> None:
        try:
            self._bits = "".join(map(_SIX.__getitem__, compressed))
        except KeyError:
            raise _unknown() from None
        self._at = 0

    def number(self, width: int) -> int:
        """The next number of so many bits; raises ValueError when there are no more."""
        end = self._at + width
        if end > len(self._bits):
            raise _unknown()
        taken, self._at = self._bits[self._at : end], end
        return int(taken[::-1], 2)


def _unknown() -> ValueError:
    return ValueError("not a text that LZ-String compressed")


def _entries(bits: _Bits) -> Iterator[str]:
    """The pieces of the text in order."""
    dictionary: dict[int, str] = {}
    width, room, following = 2, 1, _FIRST_CODE
    last = ""
    while True:
        code = bits.number(width)
        if code == _END:
            return
        if code in {_NEW_BYTE, _NEW_UNIT}:
            dictionary[following] = chr(bits.number(8 if code == _NEW_BYTE else 16))
            code, following, room = following, following + 1, room - 1
            width, room = _grown(width, room)
        entry = _entry(dictionary, code, following, last)
        yield entry
        if last:
            dictionary[following] = last + entry[0]
            following, room = following + 1, room - 1
            width, room = _grown(width, room)
        last = entry


def _grown(width: int, room: int) -> tuple[int, int]:
    """Codes are a bit longer once the dictionary is as large as they can count."""
    return (width, room) if room else (width + 1, 1 << width)


def _entry(dictionary: dict[int, str], code: int, following: int, last: str) -> str:
    if code in dictionary:
        return dictionary[code]
    if code == following and last:
        return last + last[0]
    raise _unknown()
