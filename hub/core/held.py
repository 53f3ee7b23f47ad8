"""How a field is answered from what the hub holds: words in which the schema declares it, and the tree they become.

A field says where its value stands (`Column`, `Embedded`, `Linked`, `Copies`, `Freshness`, `Found`); the engine makes
one tree of an operation's fields; the store makes one statement of the tree. Nothing here knows GraphQL or SQL.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from hub.core.predicates import RowFilter


class Origin(Enum):
    """What a selection is made from."""

    PERSON = "person"
    ADDRESS = "address"
    MOTHER = "mother"
    FATHER = "father"
    MOVED = "moved"
    FAMILY_CARD = "family_card"
    MEMBER = "member"
    EVENT = "event"
    DISCREPANCY = "discrepancy"
    SOURCE = "source"
    CONNECTION = "connection"
    EDGE = "edge"
    PAGE_INFO = "page_info"


class Link(Enum):
    """Ways from one row to others. HEAD may lead to a person whom only the population agency knows."""

    FAMILY_CARD = "family_card"
    HEAD = "head"
    MEMBERS = "members"


KIN: Final = (Link.HEAD, Link.MEMBERS)
"""Ways on which somebody comes into an answer whom the reader did not ask for: by her family card."""


class Way(Enum):
    """Where an answer begins. SEARCH begins a page; NODE takes an id, ENTITIES take Keys."""

    CITIZEN = "citizen"
    CITIZENS = "citizens"
    FAMILY_CARD = "family_card"
    SEARCH = "search"
    NODE = "node"
    ENTITIES = "entities"


class Listing(Enum):
    """Lists that are read page by page, the newest first."""

    HISTORY = "history"
    DISCREPANCIES = "discrepancies"


@dataclass(frozen=True, slots=True)
class Column:
    """A value that stands in the row itself, under the attribute's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object made of columns of the same row, such as an address."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Linked:
    """An object, or a list of them, made of other rows."""

    link: Link
    origin: Origin
    many: bool = False


@dataclass(frozen=True, slots=True)
class Copies:
    """What an agency knows of a person: the copy in the record, the agency's answer where the facet is live, or the
    copy as long as it is fresh and then the agency's answer."""

    facet: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """The state of each source of a person's data."""


@dataclass(frozen=True, slots=True)
class Found:
    """A root: `argument` names the one that holds its key or keys.

    `type_name` is the type held here, where the field may be of several: what is of another is left to the resolvers.
    """

    way: Way
    origin: Origin
    argument: str
    type_name: str | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """Persons in order, each by one of their keys: `niks` and `ids` are equally long, and one of the two is None."""

    niks: tuple[str | None, ...]
    ids: tuple[uuid.UUID | None, ...]


@dataclass(frozen=True, slots=True)
class Paged:
    """A page of a list that belongs to a person; its arguments are `first` and `after`."""

    listing: Listing
    origin: Origin


@dataclass(frozen=True, slots=True)
class Items:
    """What a page is a page of: the item of an edge."""


@dataclass(frozen=True, slots=True)
class Unheld:
    """Only a resolver can tell, and why. A field that declares nothing has only a resolver too."""

    reason: str


Declaration: TypeAlias = Column | Embedded | Linked | Copies | Freshness | Found | Paged | Items | Unheld


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column under a response key."""

    key: str
    column: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same text in every answer: a type's name. None for a field that the reader is refused."""

    key: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """An object under a response key, made of the same row."""

    key: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Branch:
    """An object or a list under a response key, made of other rows."""

    key: str
    link: Link
    selection: Selection
    many: bool


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that the statement leaves open, marked with the person it is about.

    `times` are the held facets whose time stands in the mark, after the person's own; None: no times at all.
    """

    key: str
    number: int
    times: tuple[Timed, ...] | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """The time of a held facet's copy. With `seconds` only while it is fresh, checked no longer ago than that; a fresh
    one of which no time is known has `UNTIMED`."""

    facet: str
    seconds: int | None = None


UNTIMED: Final = "-"


@dataclass(frozen=True, slots=True)
class HeldCopies:
    """A facet out of the record. `fields` are those of an item; `types` the Python types of the attributes read.

    With `stale` it is left open where the person has a NIK and the copy is missing or was checked longer than
    `seconds` ago.
    """

    key: str
    facet: str
    many: bool
    fields: tuple[Leaf | Fixed, ...]
    types: tuple[tuple[str, type], ...]
    stale: Hole | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class PageStep:
    """A page under a response key. `first` and `after` are the numbers of its arguments."""

    key: str
    listing: Listing
    selection: Selection
    first: int
    after: int


Step: TypeAlias = Leaf | Fixed | Part | Branch | HeldCopies | Hole | PageStep


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields of one object, in the order of the answer."""

    origin: Origin
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class RootStep:
    """A root field: where it begins, the number of its argument, and the most rows that it may begin with.

    Of a page also the numbers of `first` and `after`.
    """

    key: str
    way: Way
    selection: Selection
    argument: int
    most: int = 1
    first: int = -1
    after: int = -1


@dataclass(frozen=True, slots=True)
class Shape:
    """A whole answer: its root fields in order, and whether anything in it is left open."""

    roots: tuple[RootStep | Fixed, ...]
    has_holes: bool


class Answered(NamedTuple):
    """What one statement gave.

    `data` is the JSON of the whole answer; `asked` the 16-byte ids of the persons in it who were asked for, one after
    the other, with repetitions; `unheld` the NIKs of persons who are not shown, for whatever reason. `kin` are those
    who stand there as somebody's family, each time behind a byte that says as what: an index of `KIN`.
    """

    data: bytes
    asked: bytes
    unheld: tuple[str, ...]
    kin: bytes = b""


class Statement(Protocol):
    """A shape for one set of row predicates, ready to run again and again."""

    @property
    def text(self) -> str:
        """What is sent to the database."""
        ...

    async def run(self, rows: RowFilter, arguments: Sequence[Any], mark: str) -> Answered:
        """One round trip. `mark` begins every hole, so it must not be guessable.

        `arguments` are coerced values in the order of their numbers: texts, a list of them, an id, Keys, the terms of a
        search by the graph's names, whole numbers, a cursor or None.

        Raises Unreadable when something stored does not have its declared type, BadInput for terms or a cursor that
        cannot be used.
        """
        ...


class HeldData(Protocol):
    """The record, read by shapes."""

    def statement(self, shape: Shape, predicates: tuple[str, ...]) -> Statement:
        """Raises Unanswerable for what no statement can say."""
        ...


class Unanswerable(Exception):
    """This shape cannot be answered by one statement; the message says why."""


class Unreadable(Exception):
    """A stored value does not have its declared type. The resolvers tell which one."""
