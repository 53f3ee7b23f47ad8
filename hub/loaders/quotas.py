"""What was given out of the day's quotas of agreements."""

from __future__ import annotations

from collections.abc import Sequence

from hub.audit.quotas import DailyQuotas
from hub.loaders.batch import BatchLoader


class GivenToday(BatchLoader[str, int]):
    """How many persons of today were given out under agreements, by the agreement's id."""

    def __init__(self, quotas: DailyQuotas | None) -> None:
        super().__init__("quotas", max_batch=100)
        self._quotas = quotas

    async def fetch(self, keys: Sequence[str]) -> Sequence[int]:
        given = {} if self._quotas is None else await self._quotas.given(keys)
        return [given.get(key, 0) for key in keys]
