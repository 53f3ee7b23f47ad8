"""On each way out of the hub exactly one receipt is left, and where it cannot be, nothing leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.core.calendar import now
from tests.fakes.agreements import WIDE
from tests.receipts.running import Running, running
from tests.receipts.tap import tapped
from tests.receipts.visits import WAYS, Way


@pytest.fixture
async def hub(database: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with tapped(database) as tap, running(database, tap, tmp_path) as made:
        yield made


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
        assert receipt["subjects"] == [subject], name
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
        got = await way.visit(hub)
        assert hub.tap.is_cut, f"{name}: no receipt was on its way"
        assert way.marker.encode() not in got, (name, got)
        hub.tap.mend()
        assert await hub.receipts() == before, name
