"""Filling the places that a statement left open: agencies are asked for all of them at once, then joined in.

In this order: `cut` finds the places, `_wanted` whom to ask of which agency, `_ask` asks them all side by side, and
`_value` writes what comes into each place. Paths into the answer are made for errors only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson
from graphql import GraphQLError, located_error

from hub.core.citizen import Source
from hub.core.facet import FacetCopy, FacetKey
from hub.core.held import UNTIMED
from hub.engine.compiled import AgencyHole, FreshnessHole, OpenHole, Path
from hub.engine.items import OddValue
from hub.loaders.batch import Loading
from hub.loaders.request import Loaders
from hub.loaders.wants import all_told
from hub.resolvers.facets import by_agency, nothing_known, record_source, source_of

Outcome: TypeAlias = "FacetCopy[Any] | BaseException"
Wanted: TypeAlias = Mapping[str, Mapping[str, FacetKey]]
"""The keys that each facet's agency is asked for, by NIK."""
Copies: TypeAlias = Mapping[str, Mapping[str, Outcome]]
"""What came, by facet and NIK."""
_QUOTE: Final = b'"'
_SEPARATOR: Final = "|"


class Gap:
    """One open place as the statement wrote it: which hole, whose, where in the lists above it, and the times.

    `nik` is empty where the person has none. The rest is read when it is needed: an answer may have thousands of these.
    """

    __slots__ = ("_parts", "nik", "number")

    def __init__(self, written: str) -> None:
        self._parts = parts = written.split(_SEPARATOR)
        self.number = int(parts[0])
        self.nik = parts[2]

    @property
    def person_id(self) -> uuid.UUID:
        return uuid.UUID(self._parts[1])

    @property
    def indices(self) -> list[int]:
        return [int(index) for index in self._parts[3].split(".") if index]

    @property
    def times(self) -> list[str]:
        return self._parts[4:]


@dataclass(slots=True)
class Filled:
    """The joined answer and what went wrong in it."""

    data: bytes
    errors: list[GraphQLError] = field(default_factory=list)


async def fill(data: bytes, mark: str, holes: Sequence[OpenHole], loaders: Loaders) -> Filled:
    """`mark` is the one that the statement was run with."""
    texts, gaps = cut(data, mark)
    copies = await _ask(_wanted(gaps, holes), loaders)
    filled = Filled(b"")
    pieces = [texts[0]]
    for gap, text in zip(gaps, texts[1:], strict=True):
        pieces += (_value(gap, holes[gap.number], copies, loaders, filled.errors), text)
    filled.data = b"".join(pieces)
    return filled


# ---- where ---------------------------------------------------------------------------------------------------------


def cut(data: bytes, mark: str) -> tuple[list[bytes], list[Gap]]:
    """The texts around the open places, and the places."""
    first, *rest = data.split(_QUOTE + mark.encode())
    texts, gaps = [first], []
    for piece in rest:
        written, _, text = piece.partition(_QUOTE)
        gaps.append(Gap(written.decode()))
        texts.append(text)
    return texts, gaps


def _path(path: Path, indices: Sequence[int]) -> list[str | int]:
    """The place in this answer: the pattern with its indices."""
    left = iter(indices)
    return [key if key is not None else next(left) for key in path]


# ---- asking --------------------------------------------------------------------------------------------------------


def _wanted(gaps: Sequence[Gap], holes: Sequence[OpenHole]) -> Wanted:
    wanted: dict[str, dict[str, FacetKey]] = {}
    keys: dict[str, FacetKey] = {}
    for gap in gaps:
        # Agencies know a person by the NIK only: without one there is nothing to ask them.
        nik = gap.nik
        if nik:
            key = keys.get(nik)
            if key is None:
                key = keys[nik] = FacetKey(gap.person_id, nik)
            for facet in _asked(gap, holes[gap.number]):
                wanted.setdefault(facet, {})[nik] = key
    return wanted


def _asked(gap: Gap, hole: OpenHole) -> Sequence[str]:
    """The facets that agencies have to give for a place."""
    if isinstance(hole, AgencyHole):
        return (hole.facet.name,)
    times = zip(hole.held, gap.times[1:], strict=True)
    return [*hole.live, *(facet for facet, time in times if facet in hole.kept and not time)]


async def _ask(wanted: Wanted, loaders: Loaders) -> Copies:
    """What agencies say of every key, all of them asked at once; a failed key has its exception."""
    begun: dict[str, Loading[FacetCopy[Any]]] = {}
    try:
        for facet, keys in wanted.items():
            begun[facet] = loaders.begin(facet, [*keys.values()])
        await all_told(begun.values())
        return {
            facet: dict(zip(wanted[facet], await loading.outcomes(), strict=True)) for facet, loading in begun.items()
        }
    finally:
        # Whoever leaves before everything came leaves everywhere.
        for loading in begun.values():
            loading.leave()


def _copy(facet: str, gap: Gap, copies: Copies) -> Outcome:
    nik = gap.nik
    return copies[facet][nik] if nik else FacetCopy(facet, (), None, fresh=False)


# ---- writing -------------------------------------------------------------------------------------------------------


def _value(gap: Gap, hole: OpenHole, copies: Copies, loaders: Loaders, errors: list[GraphQLError]) -> bytes:
    if isinstance(hole, AgencyHole):
        return _facet(gap, hole, _copy(hole.facet.name, gap, copies), errors)
    return orjson.dumps(
        [_source(gap, hole, source, at, errors) for at, source in enumerate(_sources(gap, hole, copies, loaders))]
    )


def _facet(gap: Gap, hole: AgencyHole, copy: Outcome, errors: list[GraphQLError]) -> bytes:
    if isinstance(copy, FacetCopy) and copy.available:
        return orjson.dumps(_items(gap, hole, copy.items, errors))
    error = nothing_known(hole.facet) if isinstance(copy, FacetCopy) else copy
    if not isinstance(error, Exception):
        raise error
    errors.append(located_error(error, hole.nodes, _path(hole.path, gap.indices)))
    return b"null"


def _items(gap: Gap, hole: AgencyHole, items: Sequence[Any], errors: list[GraphQLError]) -> Any:
    write = hole.items.quickly
    try:
        if hole.facet.many:
            return [write(item) for item in items]
        return write(items[0]) if items else None
    except OddValue:
        return _odd_items(hole, items, _path(hole.path, gap.indices), errors)


def _odd_items(hole: AgencyHole, items: Sequence[Any], path: list[str | int], errors: list[GraphQLError]) -> Any:
    """Something is not of its type: the same again, with an error for each such value."""
    if not hole.facet.many:
        value, found = hole.items.carefully(items[0], path)
        errors += found
        return value
    values = []
    for at, item in enumerate(items):
        value, found = hole.items.carefully(item, [*path, at])
        errors += found
        if value is None:
            return None  # an item may not be null, so the list is
        values.append(value)
    return values


def _sources(gap: Gap, hole: FreshnessHole, copies: Copies, loaders: Loaders) -> list[Source]:
    asked, times = _asked(gap, hole), dict(zip(hole.held, gap.times[1:], strict=True))
    found = [record_source(loaders, gap.person_id, _moment(gap.times[0]))]
    for facet, agency in hole.order:
        if facet not in asked:
            copy: Outcome = FacetCopy(facet, (), _moment(times[facet]), fresh=False)
        else:
            copy = _copy(facet, gap, copies)
        found.append(source_of(agency, copy))
    return by_agency(found)


def _source(gap: Gap, hole: FreshnessHole, source: Source, at: int, errors: list[GraphQLError]) -> Any:
    try:
        return hole.items.quickly(source)
    except OddValue:
        value, found = hole.items.carefully(source, [*_path(hole.path, gap.indices), at])
        errors += found
        return value


def _moment(time: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(time) if time and time != UNTIMED else None
