"""On each way out of the hub exactly one receipt is left, and where it cannot be, nothing leaves."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from hub.core.calendar import now
from hub.sandbox.postgres import EmbeddedPostgres
from hub.store import Database
from hub.store.bulk import copy_citizens
from hub.store.migrate import migrate
from tests.fakes.agreements import WIDE
from tests.receipts.running import Running, running
from tests.receipts.tap import tapped
from tests.receipts.visits import WAYS, Way
from tests.store.samples import person
from tests.worker.receiver import posting, receiving


async def _check(hub: Running, name: str, way: Way) -> None:
    """What came, and what the receipts say of it."""
    before, began = len(await hub.receipts()), now()
    got = await way.visit(hub)
    assert way.marker.encode() in got, (name, got[:2000])
    left = (await hub.receipts())[before:]
    assert len(left) == way.receipts, (name, left)
    person = hub.people.known if way.remote is None else hub.people.remote[way.remote]
    subject = await hub.direct.fetchval("select id from person where nik = $1", person.nik)
    for receipt in left:
        assert receipt["subjects"] == ([] if way.is_unnamed else [subject]), name
        assert (receipt["client_id"], receipt["purpose"]) == (way.client, way.purpose), name
        assert began - dt.timedelta(seconds=1) <= receipt["at"] <= now(), name
        assert receipt["agreement"] == (WIDE.id if way.client == "frontend" else ""), name
        assert receipt["actor"], name
        assert receipt["operation"], name
        assert receipt["categories"], name
    assert way.field in [field for receipt in left for field in receipt["fields"]], name
    assert {agency for receipt in left for agency in receipt["sources"]} == set(way.sources), name
    assert way.on_behalf_of in [receipt["on_behalf_of"] for receipt in left], name


async def test_each_way_leaves_one_receipt_that_says_everything(hub: Running) -> None:
    for name, way in WAYS.items():
        await _check(hub, name, way)


async def test_without_a_receipt_nothing_leaves_on_any_way(hub: Running) -> None:
    """The wire to PostgreSQL is cut between the reading and the receipt."""
    for name, way in WAYS.items():
        before = await hub.receipts()
        hub.tap.arm()
        await _refused(hub, name, way)
        hub.tap.mend()
        assert await hub.receipts() == before, name


async def test_without_a_receipt_no_event_leaves_the_worker_and_later_it_does(database: str, tmp_path: Path) -> None:
    async with tapped(database) as tap, receiving() as receiver:
        behind, direct, known = await Database.open(tap.url), await Database.open(database), person()
        async with posting(behind, database, tmp_path) as post:
            await copy_citizens(direct, [known])
            await post.subscribe(receiver)
            await post.publish(known, 2)
            tap.arm()
            async with post.working():
                await asyncio.wait_for(tap.cut.wait(), 20)
                assert receiver.got == []
                tap.mend()
                await post.until(lambda: receiver.got)
                assert await direct.fetchval("select count(*) from receipt") == 1
        await behind.close()
        await direct.close()


@pytest.fixture
async def own_server() -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL that this test may stop; its account may go through the folder, nobody else may list it."""
    folder = Path("/dev/shm") / f"satu-stop-{os.getpid()}"
    folder.mkdir(mode=0o711)
    server = EmbeddedPostgres(folder, port=unused_port(), fast=True)
    await server.start()
    yield server
    await server.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.long
async def test_nothing_leaves_when_postgresql_itself_is_stopped(own_server: EmbeddedPostgres, tmp_path: Path) -> None:
    """The same on every way with the server really stopped, and started again."""
    await migrate(own_server.url)
    async with tapped(own_server.url) as tap, running(own_server.url, tap, tmp_path) as hub:
        for name, way in WAYS.items():
            before = await hub.receipts()
            tap.arm(own_server.stop)
            await _refused(hub, name, way)
            await tap.cut.wait()
            await own_server.start()
            tap.mend()
            assert await hub.receipts() == before, name


async def _refused(hub: Running, name: str, way: Way) -> None:
    got = await way.visit(hub)
    assert hub.tap.is_cut, f"{name}: no receipt was on its way"
    assert way.marker.encode() not in got, (name, got)
