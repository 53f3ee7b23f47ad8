"""Rows about papers. Their port gives one at a time, so they are asked side by side."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from hub.core.document import Document
from hub.core.ports import DocumentRows
from hub.loaders.batch import BatchLoader


class Documents(BatchLoader[uuid.UUID, Document | None]):
    """Documents by id."""

    def __init__(self, tenant: str, rows: DocumentRows) -> None:
        super().__init__("documents", max_batch=1)
        self._tenant = tenant
        self._rows = rows

    async def fetch(self, keys: Sequence[uuid.UUID]) -> Sequence[Document | None]:
        return [await self._rows.get(self._tenant, key) for key in keys]
