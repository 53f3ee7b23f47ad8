"""Nothing acknowledged is lost or done twice: the hub is killed, its database paused and stopped, while many write."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import pytest

from tests.demo.graph import Frontend
from tests.drill.breakage import DatabaseServer, Parts
from tests.drill.clerks import Clerks, Mutation, Told, Work
from tests.drill.ledger import Ledger
from tests.fixtures.demo import Demo, free_ports, lend_regions

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1800)]

KILLS: Final = 20
LICENCES, UPLOADS, SUBMISSIONS = 900, 80, 20
"""Of a thousand mutations at once."""
AGAIN: Final = 50
"""Mutations of a round that are sent once more when all is over."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration for this file alone: its processes do not stay."""
    demonstration = Demo(tmp_path_factory.mktemp("kills") / "state", free_ports())
    try:
        lend_regions(demonstration.state_dir)
        demonstration.start()
        yield demonstration
    finally:
        demonstration.remove()


@pytest.fixture(scope="module")
def parts(own: Demo) -> Iterator[Parts]:
    found = Parts(own)
    yield found
    found.end()


@dataclass
class Office:
    """A demonstration under load."""

    parts: Parts
    clerks: Clerks
    work: Work
    data: dict[str, Any]

    async def thousand(self) -> list[Mutation]:
        """A thousand mutations, in no order, and fresh tokens for them."""
        await self.clerks.renew()
        needed = await self.work.needed_papers()
        mutations = [self.work.licence() for _ in range(LICENCES)] + [self.work.upload() for _ in range(UPLOADS)]
        mutations += [await self.work.submission(needed) for _ in range(SUBMISSIONS)]
        random.shuffle(mutations)
        return mutations

    async def ledger(self) -> tuple[asyncpg.Connection[Any], Ledger]:
        connection = await asyncpg.connect(self.data["database_url"])
        return connection, Ledger(connection)


@pytest.fixture
async def office(own: Demo, parts: Parts) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        frontends = {
            client: await stack.enter_async_context(Frontend(own.data, client))
            for client in ("licensing-system", "agency-frontend")
        }
        clerks = Clerks(frontends, own.data["graphql_url"])
        stack.push_async_callback(clerks.close)
        connection = await asyncpg.connect(own.data["database_url"])
        niks = await Ledger(connection).persons()
        await connection.close()
        yield Office(parts, clerks, Work(own.data, niks, frontends["agency-frontend"]), own.data)


async def under_load(office: Office, disturb: Callable[[], Awaitable[None]], after: int) -> Told:
    """A thousand mutations at once; `disturb` runs when so many are acknowledged. Then everything is looked at."""
    mutations, told, began = await office.thousand(), Told(), dt.datetime.now(dt.UTC)
    enough = asyncio.Event()

    def watch() -> None:
        if len(told.acknowledged) >= after:
            enough.set()

    async def trouble() -> None:
        await enough.wait()
        await disturb()

    await asyncio.gather(office.clerks.all_of(mutations, told, watch), trouble())
    connection, ledger = await office.ledger()
    try:
        assert await ledger.not_once(mutations, began) == []
        assert await ledger.gaps() == 0
        assert await ledger.receipts_of_licences(began) >= LICENCES
    finally:
        await connection.close()
    await _says_the_same_again(office, random.sample(mutations, AGAIN), told)
    assert len(told.acknowledged) == len(mutations)
    return told


async def _says_the_same_again(office: Office, mutations: list[Mutation], told: Told) -> None:
    for one in mutations:
        again = await office.clerks.once(one)
        assert again is not None
        first = json.loads(told.acknowledged[one.key])["data"]
        assert json.loads(again)["data"] == first


async def test_the_hub_is_killed_twenty_times(office: Office) -> None:
    acknowledged = attempts = lost = 0
    for _ in range(KILLS):

        async def kill() -> None:
            await asyncio.to_thread(office.parts.kill, "hub")
            office.parts.start("hub")
            await office.parts.answers()

        after = random.randrange(50, 900)  # noqa: S311  any moment will do
        told = await under_load(office, kill, after=after)
        acknowledged += len(told.acknowledged)
        attempts += told.attempts
        lost += told.lost
    print(  # noqa: T201  the figures are what a drill is for
        f"kill -9 of the hub: {KILLS} times, {acknowledged} mutations acknowledged and each stored exactly once, "
        f"{attempts} attempts, {lost} without an answer"
    )
    assert lost > 0, "no kill ever met a mutation"


async def test_the_database_stands_still_for_ten_seconds(office: Office, own: Demo) -> None:
    server = DatabaseServer.of(own)

    async def pause() -> None:
        server.pause()
        try:
            await asyncio.sleep(10)
        finally:
            server.go_on()

    told = await under_load(office, pause, after=200)
    print(  # noqa: T201  the figures are what a drill is for
        f"PostgreSQL paused for 10 s: {len(told.acknowledged)} acknowledged, each stored exactly once, "
        f"{told.lost} attempts without an answer"
    )


async def test_the_database_is_stopped_at_once_and_comes_back(office: Office, own: Demo) -> None:
    server = DatabaseServer.of(own)

    async def stop() -> None:
        await asyncio.to_thread(server.stop_at_once_and_start)

    try:
        told = await under_load(office, stop, after=200)
        print(  # noqa: T201  the figures are what a drill is for
            f"PostgreSQL stopped at once: {len(told.acknowledged)} acknowledged, each stored exactly once, "
            f"{told.lost} attempts without an answer"
        )
        assert told.lost > 0
    finally:
        server.end()
