"""A shape of the record as one SQL statement: the answer's JSON, whose data stand in it, and who is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from hub.core.held import Answered, Keys, Listing, RootStep, Shape, Unreadable, Way
from hub.core.ports import Clock
from hub.core.predicates import RowFilter
from hub.store.database import Database
from hub.store.failures import mapped
from hub.store.held_company import Company, ForMany, SlotsOfMany
from hub.store.held_pages import SEARCH_SETTINGS, parts_of
from hub.store.held_rows import json_object, named
from hub.store.held_slots import Slots
from hub.store.held_sql import Root, root_of
from hub.store.search import terms_of

_GIVEN: Final = ("tenant", "mark", "now", "region", "nik", "untold", "opened", "clerks")
_OF_ONE: Final = frozenset({Way.CITIZEN, Way.FAMILY_CARD, Way.NODE})
_WRONG_VALUE: Final = "22"
"""Class of SQLSTATE: a stored value cannot be read as its type."""


class PgHeld:
    """Implements `hub.core.held.HeldData` for one district."""

    def __init__(self, database: Database, tenant: str, clock: Clock) -> None:
        self._database = database
        self._tenant = tenant
        self._clock = clock

    def statement(self, shape: Shape, predicates: tuple[str, ...]) -> PgStatement:
        """Raises Unanswerable."""
        text, slots = written(shape, predicates)
        searches = any(isinstance(step, RootStep) and step.way is Way.SEARCH for step in shape.roots)
        made = PgStatement(self._database, self._tenant, self._clock, text, slots, searches)
        if made.places is None or not _is_of_few(shape):
            return made
        company = Company(self._database, text, made.places, lambda: for_many(shape, predicates, slots))
        return dataclasses.replace(made, company=company)


@dataclass(frozen=True, slots=True)
class PgStatement:
    """Implements `hub.core.held.Statement`; `slots` names the value of each placeholder. With a `company` the requests
    of a moment are answered together."""

    database: Database
    tenant: str
    clock: Clock
    text: str
    slots: tuple[str, ...] = ()
    searches: bool = False
    company: Company | None = None
    places: tuple[int, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", _places(self.slots))

    async def run(self, rows: RowFilter, arguments: Sequence[Any], mark: str) -> Answered:
        """Raises Unreadable, and RecordUnavailable like every statement."""
        arguments = [_sent(argument) for argument in arguments]
        given = self._given(rows, arguments, mark)
        with mapped():
            try:
                if self.company is not None:
                    found = await self.company.read(rows, given)
                else:
                    values = self._values(given, arguments)
                    found = await (self._searched(values) if self.searches else self.database.read(self.text, values))
            except asyncpg.PostgresError as error:
                if (error.sqlstate or "").startswith(_WRONG_VALUE):
                    raise Unreadable from None
                raise
        assert found is not None
        data, asked, unheld, kin = found
        # Who may see nothing is told of nobody, so nobody is asked of an agency for her.
        missing = tuple(unheld.split(",")) if unheld and rows.is_usable else ()
        return Answered(data, asked, missing, kin)

    async def _searched(self, values: Sequence[Any]) -> asyncpg.Record | None:
        async with self.database.acquired() as connection:
            await connection.execute(SEARCH_SETTINGS)
            try:
                return await connection.fetchrow(self.text, *values)
            finally:
                # Only read, so nothing is lost; and it ends the transaction after an error as well.
                await connection.execute("rollback")

    def _given(self, rows: RowFilter, arguments: Sequence[Any], mark: str) -> Sequence[Any]:
        # A region that is none would be a pattern; an empty text contains nobody.
        region, now = rows.region if rows.is_usable else "", self.clock()
        return (self.tenant, mark, now, region, rows.nik, list(rows.untold), rows.opened, rows.clerks, *arguments)

    def _values(self, given: Sequence[Any], arguments: Sequence[Any]) -> Sequence[Any]:
        if self.places is not None:
            return [given[at] for at in self.places]
        known: dict[str, Any] = dict(zip(_GIVEN, given, strict=False))
        for slot in self.slots:
            if slot not in known:
                known.update(_argument(slot, arguments))
        return [known[slot] for slot in self.slots]


def _sent(argument: Any) -> Any:
    """A list of NIKs as one text: the driver looks at each member of an array several times."""
    return ",".join(argument) if type(argument) is list else argument


def _places(slots: Sequence[str]) -> tuple[int, ...] | None:
    """Where each placeholder's value stands in `given`; None when some are parts of one."""
    if any("." in slot for slot in slots):
        return None
    return tuple(_GIVEN.index(slot) if slot in _GIVEN else len(_GIVEN) + int(slot) for slot in slots)


def _is_of_few(shape: Shape) -> bool:
    """Whether each of its roots begins with one person or card. A list fills a statement of its own, and a search takes
    long."""
    roots = [step for step in shape.roots if isinstance(step, RootStep)]
    return bool(roots) and all(step.way in _OF_ONE for step in roots)


def _argument(slot: str, arguments: Sequence[Any]) -> Mapping[str, Any]:
    """The values of an argument's placeholders: itself, parts of a cursor (`2.history.0`), of keys, of a search."""
    number, *rest = slot.split(".")
    value = arguments[int(number)]
    if not rest:
        return {slot: value}
    if len(rest) == 1:
        parts = {"niks": value.niks, "ids": value.ids} if isinstance(value, Keys) else terms_of(value)
        return {f"{number}.{name}": part for name, part in parts.items()}
    listing = Listing(rest[0]) if rest[0] != "search" else None
    return {f"{number}.{rest[0]}.{at}": part for at, part in enumerate(parts_of(listing, value))}


def written(shape: Shape, predicates: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The statement of a shape, and what each of its placeholders stands for. Raises Unanswerable."""
    slots = Slots()
    return _written(shape, predicates, slots), tuple(slots.names)


def for_many(shape: Shape, predicates: tuple[str, ...], slots: Sequence[str]) -> ForMany:
    """The statement for several requests that have the same row filter; they differ in arguments and marks."""
    many = SlotsOfMany([slot for slot in slots if slot == "mark" or slot not in _GIVEN])
    text = many.around(_written(shape, predicates, many))
    alike, own = _places(many.names), _places(tuple(many.types))
    assert alike is not None
    assert own is not None
    return ForMany(text, alike, own)


def _written(shape: Shape, predicates: tuple[str, ...], slots: Slots) -> str:
    return _text([root_of(step, f"r{at}", predicates, slots) for at, step in enumerate(shape.roots)])


def _text(roots: Sequence[Root]) -> str:
    answer = json_object([named(root.value, root.key) for root in roots])
    found = [root for root in roots if root.source]
    asked = " || ".join(f"coalesce({root.alias}.s, ''::bytea)" for root in found)
    unheld = ", ".join(f"{root.alias}.u" for root in found)
    kin = " || ".join(f"coalesce({root.alias}.k, ''::bytea)" for root in found)
    sources = " cross join ".join(f"({root.source}) {root.alias}" for root in found)
    return f"select convert_to({answer}::text, 'UTF8'), {asked}, concat_ws(',', {unheld}), {kin} from {sources}"
