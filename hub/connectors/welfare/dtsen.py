"""The lines of a file: one JSON object each, `{"nik": "...", "decile": 3, "programmes": ["PKH"]}`.

A line is taken as a whole or refused as a whole, with a reason that quotes nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from hub.connectors.welfare.facet import FACETS, Welfare
from hub.core.intake import FileRow, Items, Refusal
from hub.exchange import file_lines
from hub.exchange.file_lines import Refused

_MOST_PROGRAMMES: Final = 20
_PROGRAMME: Final = re.compile(r"[A-Z][A-Z0-9_ -]{0,39}", re.ASCII)
_KEYS: Final = frozenset({"nik", "decile", "programmes"})


def rows(file: BinaryIO, period: str) -> Iterator[FileRow]:
    """The rows in order; a NIK that stood on an earlier line is REPEATED, whatever the two lines say."""
    return file_lines.rows(file, _KEYS, lambda given: _item(given, period))


def merged(held: Items, item: Welfare) -> Items:
    """The file's item, unless what is held is of a later quarter."""
    later = [each for each in held if (each.period or "") > (item.period or "")]
    return tuple(later[:1]) or (item,)


def _item(given: Mapping[str, Any], period: str) -> Welfare:
    item = Welfare(_decile(given.get("decile")), period, _programmes(given.get("programmes", [])))
    written = FACETS[0].written
    assert written is not None
    if next(iter(written.check(item)), None) is not None:
        raise Refused(Refusal.BAD_VALUE)
    return item


def _decile(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(Refusal.BAD_VALUE)
    return value


def _programmes(value: Any) -> tuple[str, ...]:
    usable = isinstance(value, list) and len(value) <= _MOST_PROGRAMMES
    if not usable or not all(isinstance(each, str) and _PROGRAMME.fullmatch(each) for each in value):
        raise Refused(Refusal.BAD_VALUE)
    return tuple(dict.fromkeys(value))
