"""Family cards and their members, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.citizen import Citizen, FamilyCard
from hub.core.ports import People
from hub.core.predicates import RowFilter
from hub.loaders.batch import BatchLoader


class FamilyCards(BatchLoader[str, FamilyCard | None]):
    """Family cards by number."""

    def __init__(self, tenant: str, people: People, rows: RowFilter) -> None:
        super().__init__("family_cards")
        self._tenant = tenant
        self._people = people
        self._rows = rows

    async def fetch(self, keys: Sequence[str]) -> Sequence[FamilyCard | None]:
        found = await self._people.family_cards(self._tenant, keys, self._rows)
        return [found.get(key) for key in keys]


class FamilyMembers(BatchLoader[str, tuple[Citizen, ...]]):
    """Members of families by the number of their card."""

    def __init__(self, tenant: str, people: People, rows: RowFilter) -> None:
        super().__init__("family_members")
        self._tenant = tenant
        self._people = people
        self._rows = rows

    async def fetch(self, keys: Sequence[str]) -> Sequence[tuple[Citizen, ...]]:
        found = await self._people.members(self._tenant, keys, self._rows)
        return [found.get(key, ()) for key in keys]
