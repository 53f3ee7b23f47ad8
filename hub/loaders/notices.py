"""What applicants were told."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from hub.core.delivery import Delivery
from hub.core.notices import NoticeLog
from hub.loaders.batch import BatchLoader


class Notices(BatchLoader[uuid.UUID, Sequence[Delivery]]):
    """The notices of applications, by the application's id. Without a log there are none."""

    def __init__(self, tenant: str, log: NoticeLog | None) -> None:
        super().__init__("notices", max_batch=100)
        self._tenant = tenant
        self._log = log

    async def fetch(self, keys: Sequence[uuid.UUID]) -> Sequence[Sequence[Delivery]]:
        found = {} if self._log is None else await self._log.of(self._tenant, keys)
        return [found.get(key, ()) for key in keys]
