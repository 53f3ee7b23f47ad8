"""Filling the places that a statement left open: agencies are asked for all of them at once, then joined in."""

from __future__ import annotations

import asyncio
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
from hub.resolvers.context import Context
from hub.resolvers.facets import by_agency, items_of, record_source, source_of

Copies: TypeAlias = Mapping[tuple[str, FacetKey], "FacetCopy[Any] | BaseException"]
_QUOTE: Final = b'"'
_SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True)
class Gap:
    """One open place: which hole, whose, where in the lists above it, and the times that the statement gave."""

    number: int
    person_id: uuid.UUID
    nik: str
    indices: tuple[int, ...]
    times: tuple[str, ...]

    @property
    def key(self) -> FacetKey:
        return FacetKey(self.person_id, self.nik)


@dataclass(slots=True)
class Filled:
    """The joined answer and what went wrong in it."""

    data: bytes
    errors: list[GraphQLError] = field(default_factory=list)


async def fill(data: bytes, mark: str, holes: Sequence[OpenHole], context: Context) -> Filled:
    """`mark` is the one that the statement was run with."""
    texts, gaps = cut(data, mark)
    copies = await _ask(gaps, holes, context)
    filled = Filled(b"")
    pieces = [texts[0]]
    for gap, text in zip(gaps, texts[1:], strict=True):
        pieces += (_value(gap, holes[gap.number], copies, context, filled.errors), text)
    filled.data = b"".join(pieces)
    return filled


def cut(data: bytes, mark: str) -> tuple[list[bytes], list[Gap]]:
    """The texts around the open places, and the places."""
    first, *rest = data.split(_QUOTE + mark.encode())
    texts, gaps = [first], []
    for piece in rest:
        written, _, text = piece.partition(_QUOTE)
        gaps.append(_gap(written.decode()))
        texts.append(text)
    return texts, gaps


def _gap(written: str) -> Gap:
    number, person, nik, indices, *times = written.split(_SEPARATOR)
    steps = tuple(int(index) for index in indices.split(".")) if indices else ()
    return Gap(int(number), uuid.UUID(person), nik, steps, tuple(times))


async def _ask(gaps: Sequence[Gap], holes: Sequence[OpenHole], context: Context) -> Copies:
    """What agencies say of every key, each facet in a task of its own; a failed key has its exception."""
    wanted: dict[str, dict[FacetKey, None]] = {}
    for gap in gaps:
        # Agencies know a person by the NIK only: without one there is nothing to ask them.
        if gap.nik:
            for facet in _asked(gap, holes[gap.number]):
                wanted.setdefault(facet, {})[gap.key] = None
    asked = [context.loaders.facet(facet).load_at_once(list(keys)) for facet, keys in wanted.items()]
    answers = await asyncio.gather(*asked)
    return {
        (facet, key): copy
        for (facet, keys), found in zip(wanted.items(), answers, strict=True)
        for key, copy in zip(keys, found, strict=True)
    }


def _asked(gap: Gap, hole: OpenHole) -> Sequence[str]:
    """The facets that agencies have to give for a place."""
    if isinstance(hole, AgencyHole):
        return (hole.facet.name,)
    times = zip(hole.held, gap.times[1:], strict=True)
    return [*hole.live, *(facet for facet, time in times if facet in hole.kept and not time)]


def _value(gap: Gap, hole: OpenHole, copies: Copies, context: Context, errors: list[GraphQLError]) -> bytes:
    path = _path(hole.path, gap.indices)
    if isinstance(hole, AgencyHole):
        return _facet(gap, hole, copies, path, errors)
    return orjson.dumps(
        [_source(hole, source, [*path, at], errors) for at, source in _sources(gap, hole, copies, context)]
    )


def _facet(gap: Gap, hole: AgencyHole, copies: Copies, path: list[str | int], errors: list[GraphQLError]) -> bytes:
    try:
        items = items_of(_copy(hole.facet.name, gap, copies), hole.facet)
    except Exception as error:  # noqa: BLE001 - whatever keeps an agency from answering is the error of its field
        errors.append(located_error(error, hole.nodes, path))
        return b"null"
    return orjson.dumps(_items(hole, items, path, errors))


def _items(hole: AgencyHole, items: Sequence[Any], path: list[str | int], errors: list[GraphQLError]) -> Any:
    write = hole.items.quickly
    try:
        if hole.facet.many:
            return [write(item) for item in items]
        return write(items[0]) if items else None
    except OddValue:
        return _odd_items(hole, items, path, errors)


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


def _sources(gap: Gap, hole: FreshnessHole, copies: Copies, context: Context) -> list[tuple[int, Source]]:
    asked, times = _asked(gap, hole), dict(zip(hole.held, gap.times[1:], strict=True))
    found = [record_source(context, gap.person_id, _moment(gap.times[0]))]
    for facet, agency in hole.order:
        if facet not in asked:
            copy: Any = FacetCopy(facet, (), _moment(times[facet]), fresh=False)
        else:
            copy = _copy(facet, gap, copies)
        found.append(source_of(agency, copy))
    return list(enumerate(by_agency(found)))


def _source(hole: FreshnessHole, source: Source, path: list[str | int], errors: list[GraphQLError]) -> Any:
    try:
        return hole.items.quickly(source)
    except OddValue:
        value, found = hole.items.carefully(source, path)
        errors += found
        return value


def _copy(facet: str, gap: Gap, copies: Copies) -> FacetCopy[Any] | BaseException:
    nothing: FacetCopy[Any] = FacetCopy(facet, (), None, fresh=False)
    return copies[facet, gap.key] if gap.nik else nothing


def _moment(time: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(time) if time and time != UNTIMED else None


def _path(path: Path, indices: tuple[int, ...]) -> list[str | int]:
    """The place in this answer: the pattern with its indices."""
    left = iter(indices)
    return [key if key is not None else next(left) for key in path]
