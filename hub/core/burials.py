"""The port of burial reports: what the inner rooms ask of the store, outside of a mutation's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Protocol

from hub.core.burial import Burial, BurialFilter
from hub.core.ports import Page
from hub.core.predicates import RowFilter


class Burials(Protocol):
    """The burial reports of one record."""

    async def page(
        self, tenant: str, chosen: BurialFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Burial]:
        """Those of villages in the reader's region, the longest waiting first; of nobody whom `rows` keeps out."""
        ...

    async def by_id(self, tenant: str, burial_id: uuid.UUID) -> Burial | None: ...

    async def of_niks(self, tenant: str, niks: Sequence[str]) -> Mapping[str, Burial]:
        """The report that waits for each of these persons, where an officer has found one."""
        ...
