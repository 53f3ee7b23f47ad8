"""Jobs put into the queue by a mutation's own transaction."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from hub.store.database import Connection


async def enqueue(connection: Connection, job: str, payload: Mapping[str, Any]) -> None:
    """Queues a job; the worker sees it after the commit."""
    await enqueue_all(connection, job, [payload])


async def enqueue_all(connection: Connection, job: str, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Queues a job for each payload, in their order."""
    # The first job of a process loads the queue's library, which takes long enough to be felt by others on the loop.
    queued = await asyncio.to_thread(importlib.import_module, "hub.store.queued")
    await queued.put(connection, job, payloads)
