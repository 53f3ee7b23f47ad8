"""The worker is killed between a gateway's work and its own note of it; the next one tells again under the same id."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson
import pytest

from hub.core.notices import TARGET
from hub.store import Database
from tests.notices.office import SECRET, counter
from tests.worker.process import worker
from tests.worker.receiver import receiving

pytestmark = [pytest.mark.drill, pytest.mark.timeout(240)]


async def test_a_killed_workers_notice_is_told_again_under_its_id(database: str, tmp_path: Path) -> None:
    arrived = asyncio.Event()

    async def stall() -> None:
        arrived.set()
        await asyncio.sleep(30)

    db = await Database.open(database)
    try:
        async with receiving() as gateway, counter(db) as office:
            told = {"HUB_SMS_URL": gateway.url, "HUB_SMS_SECRET": SECRET}
            await office.submit()
            gateway.before = stall
            with worker(database, tmp_path, more=told) as first:
                await asyncio.wait_for(arrived.wait(), 90)
                first.kill()
            gateway.before = None
            with worker(database, tmp_path, more=told):
                async with asyncio.timeout(180):
                    while (await office.rows())[0]["settled_at"] is None:
                        await asyncio.sleep(0.2)
            (row,) = await office.rows()
    finally:
        await db.close()
    assert (row["target"], row["state"], row["attempts"]) == (TARGET, "DELIVERED", 2)
    assert [got.key for got in gateway.got] == [str(row["id"])] * 2
    assert len({orjson.loads(got.body)["text"] for got in gateway.got}) == 1
