"""The port of discrepancies: what the inner rooms ask of the store, outside of a mutation's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Protocol

from hub.core.discrepancy import Discrepancy, DiscrepancyFilter, Noted, Said
from hub.core.ports import Page
from hub.core.predicates import RowFilter


class Discrepancies(Protocol):
    """The discrepancies of the record."""

    async def note(self, said: Sequence[Said]) -> Noted:
        """Compares and opens, changes or ends what follows. Persons whom the record does not hold are passed over."""
        ...

    async def page(
        self, tenant: str, chosen: DiscrepancyFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Discrepancy]:
        """Those of persons whom the filter admits, the longest open first."""
        ...

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Discrepancy]:
        """All of one person, the newest first."""
        ...

    async def showing(self, tenant: str, document_id: uuid.UUID, rows: RowFilter) -> Discrepancy | None:
        """The one that this paper was shown for, of a person whom the filter admits."""
        ...

    async def by_id(self, tenant: str, discrepancy_id: uuid.UUID) -> Discrepancy | None: ...
