"""The worker is killed between a subscriber's work and its own note of it; the next one goes on under the same key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.store.samples import person
from tests.worker.process import worker
from tests.worker.receiver import posting, receiving

pytestmark = [pytest.mark.drill, pytest.mark.timeout(240)]


async def test_a_killed_workers_delivery_is_repeated_under_its_key_and_in_its_order(
    database: str, tmp_path: Path
) -> None:
    known, arrived = person(), asyncio.Event()

    async def stall() -> None:
        arrived.set()
        await asyncio.sleep(30)

    db = await Database.open(database)
    try:
        # The worker finds the same key of the sandbox in its folder.
        async with receiving() as receiver, posting(db, database, tmp_path / "webhooks") as post:
            await copy_citizens(db, [known])
            await post.subscribe(receiver)
            receiver.before = stall
            await post.publish(known, 2, 3)
            with worker(database, tmp_path) as first:
                await asyncio.wait_for(arrived.wait(), 60)
                first.kill()
            receiver.before = None
            with worker(database, tmp_path):
                await post.until(post.settled, 120)
            versions = [event["data"]["version"] for event in receiver.events]
            keys = [got.key for got in receiver.got]
            rows = await post.rows()
    finally:
        await db.close()
    assert versions == [2, 2, 3]
    assert keys == [str(rows[0]["id"])] * 2 + [str(rows[1]["id"])]
    assert [row["state"] for row in rows] == ["DELIVERED", "DELIVERED"]
    assert [row["attempts"] for row in rows] == [2, 1]
