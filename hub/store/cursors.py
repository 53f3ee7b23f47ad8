"""Opaque cursors of keyset pages: which list, and the sort key of the row they stand on."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import orjson

from hub.core.errors import BadInput
from hub.core.ports import Page

T = TypeVar("T")

_LONGEST: Final = 200
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_INT: Final = 2**31


class Micros(int):
    """A moment in a cursor: microseconds since 1970, as SQL and Python both write them."""

    SQL: Final = "(extract(epoch from {at}) * 1000000)::bigint"

    @classmethod
    def of(cls, at: dt.datetime) -> int:
        return (at - _EPOCH) // dt.timedelta(microseconds=1)


def encode(kind: str, *key: int | str | uuid.UUID | dt.datetime) -> str:
    """A cursor on the row with this sort key; `kind` names the list, so that no cursor serves another one."""
    return base64.urlsafe_b64encode(orjson.dumps([kind, *key])).decode().rstrip("=")


def decode(kind: str, cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """The sort key in a cursor of this list, or None without cursor. Raises BadInput for any other string."""
    if cursor is None:
        return None
    try:
        if len(cursor) > _LONGEST:
            raise ValueError
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        head, *key = orjson.loads(data)
        if head != kind:
            raise ValueError
        return tuple(_typed(type_, value) for type_, value in zip(types, key, strict=True))
    except (ValueError, TypeError):
        raise BadInput(
            "This cursor was not made by this list. Use an endCursor that the same query returned.", path="after"
        ) from None


def page(items: Sequence[T], cursors: Sequence[str], first: int) -> Page[T]:
    """A page of at most `first` out of `first + 1` rows that were asked for: the last one tells that there are more."""
    return Page(tuple(items[:first]), tuple(cursors[:first]), len(items) > first)


def turned(found: Page[T]) -> Page[T]:
    """A page that was read backwards from where the reader stands, in the order of the list again."""
    return Page(found.items[::-1], found.cursors[::-1], has_next=True, has_previous=found.has_next)


def _typed(type_: type, value: object) -> object:
    if type_ is int and type(value) is int and abs(value) < _INT:
        return value
    if type_ is Micros and type(value) is int and abs(value) < _INT**2:
        return value
    if type_ is str and isinstance(value, str) and "\0" not in value:
        return value
    if type_ is uuid.UUID and isinstance(value, str):
        return uuid.UUID(value)
    if type_ is dt.datetime and isinstance(value, str):
        return _moment(value)
    raise ValueError


def _moment(value: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value)
    # A cursor of ours holds a time between these years; others would overflow on their way through time zones.
    if moment.tzinfo is None or not 1900 < moment.year < 9000:
        raise ValueError
    return moment
