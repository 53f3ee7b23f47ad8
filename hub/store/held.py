"""A shape of the record as one SQL statement: the answer's JSON, whose data stand in it, and who is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from hub.core.held import Answered, Shape, Unreadable
from hub.core.predicates import RowFilter
from hub.store.database import Database
from hub.store.failures import mapped
from hub.store.held_rows import json_object, named
from hub.store.held_sql import Root, Slots, root_of

_WRONG_VALUE: Final = "22"
"""Class of SQLSTATE: a stored value cannot be read as its type."""


class PgHeld:
    """Implements `hub.core.held.HeldData` for one district."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    def statement(self, shape: Shape, predicates: tuple[str, ...]) -> PgStatement:
        """Raises Unanswerable."""
        text, slots = written(shape, predicates)
        return PgStatement(self._database, self._tenant, text, slots)


@dataclass(frozen=True, slots=True)
class PgStatement:
    """Implements `hub.core.held.Statement`; `slots` names the value of each placeholder."""

    database: Database
    tenant: str
    text: str
    slots: tuple[str, ...] = field(default=())

    async def run(self, rows: RowFilter, arguments: Sequence[Any], mark: str) -> Answered:
        """Raises Unreadable, and RecordUnavailable like every statement."""
        values = self._values(rows, arguments, mark)
        with mapped():
            async with self.database.acquired() as connection:
                try:
                    found = await connection.fetchrow(self.text, *values)
                except asyncpg.PostgresError as error:
                    if (error.sqlstate or "").startswith(_WRONG_VALUE):
                        raise Unreadable from None
                    raise
        assert found is not None
        data, subjects, unheld = found
        # Who may see nothing is told of nobody, so nobody is asked of an agency for her.
        missing = tuple(unheld.split(",")) if unheld and rows.is_usable else ()
        return Answered(data, subjects, missing)

    def _values(self, rows: RowFilter, arguments: Sequence[Any], mark: str) -> list[Any]:
        known: Mapping[str, Any] = {
            "tenant": self.tenant,
            "mark": mark,
            # A region that is none would be a pattern; an empty text contains nobody.
            "region": rows.region if rows.is_usable else "",
            "nik": rows.nik,
        }
        return [known[slot] if slot in known else arguments[int(slot)] for slot in self.slots]


def written(shape: Shape, predicates: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The statement of a shape, and what each of its placeholders stands for. Raises Unanswerable."""
    slots = Slots()
    roots = [root_of(step, f"r{at}", predicates, slots) for at, step in enumerate(shape.roots)]
    return _text(roots), tuple(slots.names)


def _text(roots: Sequence[Root]) -> str:
    answer = json_object([named(root.value, root.key) for root in roots])
    found = [root for root in roots if root.source]
    subjects = " || ".join(f"coalesce({root.alias}.s, ''::bytea)" for root in found)
    unheld = ", ".join(f"{root.alias}.u" for root in found)
    sources = " cross join ".join(f"({root.source}) {root.alias}" for root in found)
    return f"select convert_to({answer}::text, 'UTF8'), {subjects}, concat_ws(',', {unheld}) from {sources}"
