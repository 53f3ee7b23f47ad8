"""Where something first stands in an answer that is still the bytes of its JSON.

Mostly its key alone tells whether it stands there, and then it can stand first in one place only. An answer may also
hold a list of fifty persons, and what is looked for mostly stands in the first of them; so the list is read from its
beginning, and only what is not found there costs reading all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

import orjson

from hub.engine.compiled import Path, RefusedField

Place: TypeAlias = list[str | int]

_SHORT: Final = 4096
"""Bytes of an answer that is read as a whole."""
_BEGINNING: Final = 16 * 1024
"""Bytes in which the first items are looked for."""
_FIRST_ITEMS: Final = 8
_BETWEEN: Final = re.compile(r"[\s,]*")
_read_item: Final = json.JSONDecoder().raw_decode


def signed(refused: RefusedField, keys: Mapping[str, int], lists: Container[Path]) -> RefusedField:
    """With its sign, where it has one: its key is no other field's, and above it stands no list but that of a facet's
    items, which all have the same keys.

    `keys` says how often a response key stands in the operation, `lists` where facets' items stand. A quote within a
    text has a backslash before it, so that a key is found nowhere but in its place.
    """
    above, key = refused.path[:-1], refused.path[-1]
    indices = refused.path.count(None) - (above in lists and above[-1] is None)
    return refused if indices or keys[str(key)] > 1 else replace(refused, sign=f'"{key}":'.encode())


def first_places(data: bytes, paths: Sequence[Path]) -> list[Place | None]:
    """For each pattern of response keys where it first meets the answer (see `first_place`)."""
    found = _in_first_items(data, paths) if len(data) > _SHORT else {}
    if len(found) < len(paths):
        parsed = orjson.loads(data)
        return [found.get(path) or first_place(parsed, path) for path in paths]
    return [found[path] for path in paths]


def first_place(data: Any, path: Path) -> Place | None:
    """Where a pattern first meets parsed data; None where no object above its last key is there."""
    if not path:
        return []
    if data is None:
        return None
    step, rest = path[0], path[1:]
    if step is not None:
        below = first_place(data[step], rest) if rest else []
        return None if below is None else [step, *below]
    for at, item in enumerate(data):
        below = first_place(item, rest)
        if below is not None:
            return [at, *below]
    return None


def _in_first_items(data: bytes, paths: Sequence[Path]) -> dict[Path, Place]:
    """Those that the first items of the answer's first root settle, where it is a list and they lie below it."""
    key = paths[0][0]
    found: dict[Path, Place] = {}
    below = {path: path[2:] for path in paths if path[:2] == (key, None)}
    for at, item in enumerate(_first_items(data, f'{{"{key}":['.encode())):
        for path in below.keys() - found.keys():
            place = first_place(item, below[path])
            if place is not None:
                found[path] = [str(key), at, *place]
        if len(found) == len(below):
            break
    return found


def _first_items(data: bytes, before: bytes) -> Iterator[Any]:
    """Some items of the list that stands behind these bytes; none where something else stands there."""
    if not data.startswith(before):
        return
    text, at = data[:_BEGINNING].decode(errors="ignore"), len(before)
    for _ in range(_FIRST_ITEMS):
        try:
            item, ends = _read_item(text, at)
        except ValueError:
            # Cut off, or the end of the list.
            return
        yield item
        found = _BETWEEN.match(text, ends)
        assert found is not None
        at = found.end()
