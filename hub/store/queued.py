"""The queue's own client, on a connection of the pool. Only a process that queued a job has loaded it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.queries import Queries

from hub.store.database import Connection


class _Driver(AsyncpgDriver):
    """Speaks through a connection of the pool, which takes jsonb as Python values.

    The queue hands its last value, the jobs' headers, over as JSON texts. Left so, they would be stored as JSON
    strings, and the worker could not read any job.
    """

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        *others, headers = args
        assert isinstance(headers, list)
        return await super().fetch(query, *others, [orjson.loads(text) for text in headers])


async def put(connection: Connection, job: str, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Queues a job for each payload; the worker sees them after the commit."""
    # The queue's types name the driver's connection; ours is the pool's proxy of one.
    proxy: Any = connection
    count = len(payloads)
    await Queries(_Driver(proxy)).enqueue([job] * count, [orjson.dumps(each) for each in payloads], [0] * count)
