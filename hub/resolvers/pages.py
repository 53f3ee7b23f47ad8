"""Connections: pages of the store as Relay shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from strawberry import Parent

from hub.core.errors import BadInput
from hub.core.ports import Page

T = TypeVar("T")
LARGEST_PAGE: Final = 100
PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class EdgeItem(Generic[T]):
    """One item with its cursor."""

    cursor: str
    node: T


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What Relay's PageInfo tells."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page and where it began: `after` is the cursor that was given."""

    items: tuple[EdgeItem[T], ...]
    has_next: bool
    after: str | None
    last_cursor: str | None
    has_previous: bool


def check_first(first: int | None) -> int:
    """The page size, 20 unless given; raises BadInput outside 1 to 100."""
    if first is None:
        return PAGE
    if not 1 <= first <= LARGEST_PAGE:
        raise BadInput(f"Ask for 1 to {LARGEST_PAGE} at a time with `first`, then go on with `after`.", path="first")
    return first


def slice_of(page: Page[T], after: str | None, admits: Callable[[T], bool] | None = None) -> Slice[T]:
    """A page of the store as a slice; items that `admits` refuses are left out."""
    pairs = zip(page.cursors, page.items, strict=True)
    kept = tuple(EdgeItem(cursor, item) for cursor, item in pairs if admits is None or admits(item))
    has_previous = after is not None if page.has_previous is None else page.has_previous
    return Slice(kept, page.has_next, after, page.cursors[-1] if page.cursors else None, has_previous)


def edges(parent: Parent[Slice[T]]) -> list[EdgeItem[T]]:
    return list(parent.items)


def page_info(parent: Parent[Slice[T]]) -> PageFacts:
    first = parent.items[0].cursor if parent.items else None
    return PageFacts(parent.has_next, parent.has_previous, first, parent.last_cursor)
