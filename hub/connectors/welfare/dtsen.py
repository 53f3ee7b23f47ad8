"""The lines of a file: one JSON object each, `{"nik": "...", "decile": 3, "programmes": ["PKH"]}`.

A line is taken as a whole or refused as a whole, with a reason that quotes nothing of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final

from hub.connectors.welfare.facet import FACETS, Welfare
from hub.core.errors import BadInput
from hub.core.identifiers import parse_nik
from hub.core.intake import FileRow, Items, Refusal
from hub.exchange.exact_json import sixteen_digits

_LONGEST_LINE: Final = 2048
_MOST_PROGRAMMES: Final = 20
_PROGRAMME: Final = re.compile(r"[A-Z][A-Z0-9_ -]{0,39}", re.ASCII)
_KEYS: Final = frozenset({"nik", "decile", "programmes"})


class _Refused(ValueError):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def rows(file: BinaryIO, period: str) -> Iterator[FileRow]:
    """The rows in order; a NIK that stood on an earlier line is REPEATED, whatever the two lines say."""
    seen: set[int] = set()
    for number, line in enumerate(_lines(file), start=1):
        try:
            nik, item = _row(line, period)
            if int(nik) in seen:
                raise _Refused(Refusal.REPEATED)
        except _Refused as refused:
            yield FileRow(number, refusal=refused.refusal)
            continue
        seen.add(int(nik))
        yield FileRow(number, nik, item)


def merged(held: Items, item: Welfare) -> Items:
    """The file's item, unless what is held is of a later quarter."""
    later = [each for each in held if (each.period or "") > (item.period or "")]
    return tuple(later[:1]) or (item,)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends. One that is too long is cut, so that a file without line ends fills no memory."""
    while line := file.readline(_LONGEST_LINE + 2):
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(_LONGEST_LINE)):
            pass
        yield line.rstrip(b"\r\n")


def _row(line: bytes, period: str) -> tuple[str, Welfare]:
    given = _object(line)
    if not given.keys() <= _KEYS:
        raise _Refused(Refusal.UNKNOWN_KEY)
    item = Welfare(_decile(given.get("decile")), period, _programmes(given.get("programmes", [])))
    written = FACETS[0].written
    assert written is not None
    if next(iter(written.check(item)), None) is not None:
        raise _Refused(Refusal.BAD_VALUE)
    return _nik(given.get("nik")), item


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise _Refused(Refusal.TOO_LONG)
    try:
        given = json.loads(line, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant)
    except _Refused:
        raise
    except (ValueError, RecursionError):
        raise _Refused(Refusal.NOT_JSON) from None
    if not isinstance(given, dict):
        raise _Refused(Refusal.NOT_AN_OBJECT)
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that comes twice says two things; which one was meant nobody knows."""
    given = dict(pairs)
    if len(given) != len(pairs):
        raise _Refused(Refusal.DUPLICATE_KEY)
    return given


def _no_constant(_name: str) -> None:
    """NaN and Infinity are not JSON."""
    raise _Refused(Refusal.NOT_JSON)


def _decile(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Refused(Refusal.BAD_VALUE)
    return value


def _programmes(value: Any) -> tuple[str, ...]:
    usable = isinstance(value, list) and len(value) <= _MOST_PROGRAMMES
    if not usable or not all(isinstance(each, str) and _PROGRAMME.fullmatch(each) for each in value):
        raise _Refused(Refusal.BAD_VALUE)
    return tuple(dict.fromkeys(value))


def _nik(value: Any) -> str:
    """A text or a number; a number above 2^53 keeps its digits."""
    digits = sixteen_digits(value)
    try:
        return parse_nik(digits or "")
    except BadInput:
        raise _Refused(Refusal.BAD_NIK) from None
