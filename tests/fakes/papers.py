"""Papers in memory: those that the hub makes, and rows of what was uploaded."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hub.core.document import Document, DocumentState


class FakeUploads:
    """Implements `hub.resolvers.context.Uploads`."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self.stored: dict[uuid.UUID, bytes] = {}

    async def create(self, actor: Any, kind: str, media_type: str, size: int) -> Document:
        raise AssertionError("the graph announces papers inside its transaction")

    async def deposit(self, actor: Any, kind: str, pdf: bytes, owner: str, client_id: str) -> Document:
        key = uuid.uuid4()
        self.stored[key] = pdf
        return ready_document(key, kind, owner, client_id, actor.tenant, self._clock(), len(pdf))


def ready_document(
    key: uuid.UUID, kind: str, owner: str, client_id: str, tenant: str, at: dt.datetime, size: int = 100
) -> Document:
    """A paper whose bytes have arrived."""
    return Document(
        tenant=tenant, id=key, kind=kind, media_type="application/pdf", size=size, offset=size,
        state=DocumentState.READY, owner=owner, client_id=client_id, created_at=at, sha256="0" * 64,
    )  # fmt: skip
