"""Rows of a page as SQL: numbered, with their cursors, and one more than asked for, which tells that there are more."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from hub.core.errors import BadInput
from hub.core.held import Fixed, Leaf, Listing, Selection
from hub.store import cursors
from hub.store.columns import whole_person
from hub.store.cursors import Micros
from hub.store.held_rows import fixed
from hub.store.past import events_of
from hub.store.search import SETTINGS

SEARCH_SETTINGS: Final = f"begin transaction read only; {SETTINGS}"
"""One round trip opens the transaction with them."""

_CURSOR: Final = "rtrim(translate(encode(convert_to({text}, 'UTF8'), 'base64'), E'+/\\n', '-_'), '=')"
"""What `cursors.encode` makes of the same JSON."""


@dataclass(frozen=True, slots=True)
class PageSlots:
    """Placeholders of a page: its size, the cursor that it begins behind, and the parts of that cursor.

    `after` makes the placeholder when it is called: one that stands nowhere has no type.
    """

    first: str
    after: Callable[[], str]
    parts: tuple[str, ...]

    def shown(self, row: str) -> str:
        """The rows of the page itself, without the one that tells of more."""
        return f"filter (where {row}.n <= {self.first})"


Sight: TypeAlias = tuple[Sequence[str], Callable[[], str], Callable[[], str]]
"""The names of the reader's predicates, and the placeholder of the facets that she is not told of."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How the cursors of a list are read: its name, and the types of its sort key."""

    kind: str
    types: tuple[type, ...]
    columns: tuple[str, ...]
    """The same as types of columns."""


CURSORS: Final[Mapping[Listing | None, Cursor]] = {
    Listing.HISTORY: Cursor("history", (Micros, uuid.UUID, int), ("bigint", "uuid", "integer")),
    Listing.DISCREPANCIES: Cursor("discrepancies", (uuid.UUID,), ("uuid",)),
    None: Cursor("search", (int, uuid.UUID), ("integer", "uuid")),
}
"""By listing; None for the search."""


def history(person: str, slots: PageSlots, sight: Sight) -> str:
    """Events of the person that the reader may hear of, the newest first."""
    moment = Micros.SQL.format(at="v.at")
    cursor = _cursor(f"""'["history",' || {moment}::text || ',"' || v.person_id::text || '",' || v.version || ']'""")
    at, whose, version = slots.parts
    heard = (sight[0], sight[1](), sight[2]())
    events = events_of(f"{person}.tenant", f"{person}.id", (at, whose, version), f"{slots.first} + 1", heard)
    return (
        "select v.*, row_number() over (order by v.at desc, v.person_id desc, v.version desc) as n, " + cursor + " as c"
        f" from (select v.*, a.tracking_number from ({events}) v"
        " left join application a on a.tenant = v.tenant and a.id = v.application_id) v"
    )


def discrepancies(person: str, slots: PageSlots, _sight: Sight) -> str:
    """Discrepancies of the person, the newest first: their ids are ordered by time."""
    (last,) = slots.parts
    cursor = _cursor("""'["discrepancies","' || d.id::text || '"]'""")
    return (
        "select d.*, row_number() over (order by d.id desc) as n, " + cursor + " as c"
        " from (select d.* from discrepancy d"
        f" where d.tenant = {person}.tenant and d.person_id in ({whole_person(f'{person}.tenant', f'{person}.id')})"
        f" and ({last} is null or d.id < {last})"
        f" order by d.id desc limit {slots.first} + 1) d"
    )


LISTINGS: Final[Mapping[Listing, Callable[[str, PageSlots, Sight], str]]] = {
    Listing.HISTORY: history,
    Listing.DISCREPANCIES: discrepancies,
}
"""The rows of each list of a person."""


def page_facts(selection: Selection, row: str, slots: PageSlots, prefix: str) -> list[tuple[str, str, str]]:
    """What is selected of a page's facts: (response key, column that gathers it over the rows, that column's name)."""
    known: Mapping[str, Callable[[], str]] = {
        "has_next_page": lambda: f"count(*) > {slots.first}",
        "has_previous_page": lambda: f"{slots.after()} is not null",
        "start_cursor": lambda: f"min({row}.c) filter (where {row}.n = 1)",
        "end_cursor": lambda: f"(array_agg({row}.c order by {row}.n desc) {slots.shown(row)})[1]",
    }
    gathered = []
    for at, step in enumerate(selection.steps):
        assert isinstance(step, Leaf | Fixed)
        value = known[step.column]() if isinstance(step, Leaf) else fixed(step)
        gathered.append((step.key, value, f"{prefix}_{at}"))
    return gathered


def found(slots: PageSlots, matches: str) -> str:
    """Persons of a search's statement, the most alike first."""
    score, last = slots.parts
    cursor = _cursor("""'["search",' || w.score::text || ',"' || w.id::text || '"]'""")
    return (
        "select w.*, row_number() over (order by w.score desc, w.id) as n, " + cursor + " as c from (select w.* from ("
        f"{matches}) w where {score} is null or w.score < {score} or (w.score = {score} and w.id > {last})"
        f" order by w.score desc, w.id limit {slots.first} + 1) w"
    )


def parts_of(listing: Listing | None, after: object) -> Sequence[object]:
    """The sort key in a cursor of this list, or a None for each part. Raises BadInput."""
    known = CURSORS[listing]
    if not (after is None or isinstance(after, str)):
        raise BadInput("A cursor is a text. Use an endCursor that the same query returned.", path="after")
    return cursors.decode(known.kind, after, *known.types) or (None,) * len(known.types)


def _cursor(text: str) -> str:
    return _CURSOR.replace("{text}", text)
