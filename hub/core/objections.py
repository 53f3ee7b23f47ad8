"""The port of objections: what the inner rooms ask of the store, outside of a mutation's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Protocol

from hub.core.objection import Objection, ObjectionFilter, Standing
from hub.core.ports import Page
from hub.core.predicates import RowFilter


class Objections(Protocol):
    """The objections of one record, outside of a mutation's transaction."""

    async def page(
        self, tenant: str, chosen: ObjectionFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Objection]:
        """Those of persons whom the filter admits, the longest open first: the next to be due."""
        ...

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Objection]:
        """All of one person, the newest first."""
        ...

    async def by_id(self, tenant: str, objection_id: uuid.UUID) -> Objection | None: ...


class Stops(Protocol):
    """What upheld objections keep from being given out, in one district."""

    async def standing(self) -> Sequence[Standing]:
        """All that hold; of whoever was merged into another person they are that person's."""
        ...
