"""What a caller wants to read, by its Accept header (RFC 9110 section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

_WEIGHT: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_MOST_RANGES: Final = 64


class Media(Enum):
    """What the endpoint can answer in, the best first where the caller names several and weighs them alike."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"
    EVENTS = "text/event-stream"


_AS_IT_PLEASES: Final = (Media.JSON, Media.GRAPHQL, Media.EVENTS)
"""The order for callers that name none: before 2025 every client read `application/json`, and many still only that."""


@dataclass(frozen=True, slots=True)
class _Range:
    type_: str
    weight: float

    def precision(self, media: Media) -> int:
        """How closely it names a type: 2 by its name, 1 by the half before the slash, 0 by `*/*`, -1 not at all."""
        if self.type_ == media.value:
            return 2
        if self.type_ == f"{media.value.partition('/')[0]}/*":
            return 1
        return 0 if self.type_ == "*/*" else -1


def chosen(header: str | None) -> Media | None:
    """The media type to answer in, or None when the caller takes none of ours.

    Events only when they are wanted more than any JSON: clients that could read a stream list it beside what they
    really want, and would get nothing that they understand.
    """
    if header is None or not header.strip():
        return Media.JSON
    ranges = list(_ranges(header))
    json = max(
        (Media.GRAPHQL, Media.JSON),
        key=lambda media: (*_wish(media, ranges), -_order(media, ranges)),
    )
    events, wanted = _wish(Media.EVENTS, ranges)[0], _wish(json, ranges)[0]
    if events > wanted:
        return Media.EVENTS
    return json if wanted > 0 else None


def _wish(media: Media, ranges: list[_Range]) -> tuple[float, bool]:
    """Weight of a type and whether it was named: the closest range counts (RFC 9110)."""
    closest = max(ranges, key=lambda one: one.precision(media), default=None)
    if closest is None or closest.precision(media) < 0:
        return 0.0, False
    return closest.weight, closest.precision(media) == 2


def _order(media: Media, ranges: list[_Range]) -> int:
    named = any(one.precision(media) == 2 for one in ranges)
    return (tuple(Media) if named else _AS_IT_PLEASES).index(media)


def _ranges(header: str) -> Iterator[_Range]:
    for part in header.split(",")[:_MOST_RANGES]:
        type_, *parameters = (piece.strip().lower() for piece in part.split(";"))
        given = dict(parameter.partition("=")[::2] for parameter in parameters)
        weight = given.get("q", "1")
        # A range that is malformed, or that wants another charset than the only one of JSON, wants nothing of ours.
        if _WEIGHT.fullmatch(weight) and given.get("charset", "utf-8").strip('"') == "utf-8":
            yield _Range(type_, float(weight))
