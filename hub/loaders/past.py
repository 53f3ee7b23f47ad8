"""What the events of the record say of several persons at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub.core.past import Change, Occasion, Origin, Past, Reading
from hub.core.predicates import RowFilter
from hub.loaders.batch import BatchLoader


class Origins(BatchLoader[Reading, Mapping[str, Origin]]):
    """The events that a person's attributes have their values from."""

    def __init__(self, tenant: str, past: Past, rows: RowFilter) -> None:
        super().__init__("events")
        self._tenant = tenant
        self._past = past
        self._rows = rows

    async def fetch(self, keys: Sequence[Reading]) -> Sequence[Mapping[str, Origin]]:
        found = await self._past.origins(self._tenant, keys, self._rows)
        return [found.get(key, {}) for key in keys]


class Changes(BatchLoader[Occasion, Change | None]):
    """What events changed, as far as the filter admits the persons as they were."""

    def __init__(self, tenant: str, past: Past, rows: RowFilter) -> None:
        super().__init__("events")
        self._tenant = tenant
        self._past = past
        self._rows = rows

    async def fetch(self, keys: Sequence[Occasion]) -> Sequence[Change | None]:
        found = await self._past.changes(self._tenant, keys, self._rows)
        return [found.get(key) for key in keys]
