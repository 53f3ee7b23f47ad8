"""The lines of a file that an agency signs: one JSON object each, about one person.

A line is taken as a whole or refused as a whole, with a reason that quotes nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Final

from hub.core.errors import BadInput
from hub.core.identifiers import parse_nik
from hub.core.intake import FileRow, Refusal
from hub.exchange.exact_json import sixteen_digits

_LONGEST_LINE: Final = 2048
_NIK: Final = "nik"


class Refused(ValueError):
    """A line that is not taken, and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def rows(file: BinaryIO, keys: frozenset[str], item: Callable[[Mapping[str, Any]], Any]) -> Iterator[FileRow]:
    """The rows in order; a NIK that stood on an earlier line is REPEATED, whatever the two lines say.

    `keys` are those that a line may have, `nik` among them. `item` makes the facet's item of a line, or raises Refused.
    """
    seen: set[int] = set()
    for number, line in enumerate(_lines(file), start=1):
        try:
            nik, made = _row(line, keys, item)
            if int(nik) in seen:
                raise Refused(Refusal.REPEATED)
        except Refused as refused:
            yield FileRow(number, refusal=refused.refusal)
            continue
        seen.add(int(nik))
        yield FileRow(number, nik, made)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends. One that is too long is cut, so that a file without line ends fills no memory."""
    while line := file.readline(_LONGEST_LINE + 2):
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(_LONGEST_LINE)):
            pass
        yield line.rstrip(b"\r\n")


def _row(line: bytes, keys: frozenset[str], item: Callable[[Mapping[str, Any]], Any]) -> tuple[str, Any]:
    given = _object(line)
    if not given.keys() <= keys:
        raise Refused(Refusal.UNKNOWN_KEY)
    made = item(given)
    return _nik(given.get(_NIK)), made


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise Refused(Refusal.TOO_LONG)
    try:
        given = json.loads(line, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant)
    except Refused:
        raise
    except (ValueError, RecursionError):
        raise Refused(Refusal.NOT_JSON) from None
    if not isinstance(given, dict):
        raise Refused(Refusal.NOT_AN_OBJECT)
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that comes twice says two things; which one was meant nobody knows."""
    given = dict(pairs)
    if len(given) != len(pairs):
        raise Refused(Refusal.DUPLICATE_KEY)
    return given


def _no_constant(_name: str) -> None:
    """NaN and Infinity are not JSON."""
    raise Refused(Refusal.NOT_JSON)


def _nik(value: Any) -> str:
    """A text or a number; a number above 2^53 keeps its digits."""
    digits = sixteen_digits(value)
    try:
        return parse_nik(digits or "")
    except BadInput:
        raise Refused(Refusal.BAD_NIK) from None
