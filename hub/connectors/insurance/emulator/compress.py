"""`compressToEncodedURIComponent` of LZ-String: the emulator has to answer as the agency does."""

from __future__ import annotations

import struct
from typing import Final

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
_END: Final = 2


class _Writer:
    """The bits of the codes, which grow by one whenever the dictionary doubles."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.new: set[str] = set()
        self._bits: list[str] = []
        self._width, self._room = 2, 2

    def code(self, text: str) -> None:
        """A code of the dictionary; a letter that comes for the first time is written out."""
        if text in self.new:
            self.new.remove(text)
            is_wide = ord(text) > 255
            self.number(int(is_wide), self._width)
            self.number(ord(text), 16 if is_wide else 8)
            self._grow()
        else:
            self.number(self.codes[text], self._width)
        self._grow()

    def number(self, value: int, width: int) -> None:
        self._bits.append(f"{value:0{width}b}"[::-1])

    def end(self) -> str:
        self.number(_END, self._width)
        bits = "".join(self._bits)
        bits += "0" * (6 - len(bits) % 6)
        return "".join(_ALPHABET[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))

    def _grow(self) -> None:
        self._room -= 1
        if not self._room:
            self._room, self._width = 1 << self._width, self._width + 1


def compress(text: str) -> str:
    """The text as the library would write it."""
    writer, known = _Writer(), ""
    for letter in _units(text):
        if letter not in writer.codes:
            writer.codes[letter] = len(writer.codes) + 3
            writer.new.add(letter)
        if known + letter in writer.codes:
            known += letter
            continue
        writer.code(known)
        writer.codes[known + letter] = len(writer.codes) + 3
        known = letter
    if known:
        writer.code(known)
    return writer.end()


def _units(text: str) -> list[str]:
    """UTF-16 units, in which the library counts."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return [chr(unit) for unit in struct.unpack(f"<{len(encoded) // 2}H", encoded)]
