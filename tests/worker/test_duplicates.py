"""The worker's rounds find who stands twice, survive a database that is away, and end when they are told to."""

from __future__ import annotations

import asyncio

from hub.store import Database
from hub.store.bulk import copy_citizens
from hub.store.duplicate_scan import PgDuplicateScan, Scanned
from hub.store.failures import RecordUnavailable
from hub.worker.duplicates import DuplicateRounds
from tests.store.samples import TENANT, clock, nik, person


class Away(PgDuplicateScan):
    """A scan whose first batch meets no database."""

    failed = False

    async def batch(self, most: int = 1000) -> Scanned:
        if not self.failed:
            self.failed = True
            raise RecordUnavailable("The record does not answer now.")
        return await super().batch(most)


async def test_rounds_go_on_until_the_end(database: str) -> None:
    db = await Database.open(database)
    await copy_citizens(db, [person("Muhammad Yusuf"), person("Mohd. Jusuf", nik=nik())])
    stop, scan = asyncio.Event(), Away(db, TENANT, clock)
    running = asyncio.create_task(DuplicateRounds(scan, every=0.01, most=1).run(stop))
    async with asyncio.timeout(30):
        while await db.fetchval("select count(*) from duplicate_candidate") == 0:
            await asyncio.sleep(0.05)
        stop.set()
        await running
    assert scan.failed
    assert await scan.unseen() == 0
    await db.close()
