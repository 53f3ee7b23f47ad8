"""Deliveries are not lost and have one effect: the worker is killed, the agency fails in every way, in the middle."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from hub.core.citizen import Citizen
from hub.core.outbox import Settlement
from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.fixtures.demo import ROOT
from tests.store.samples import person
from tests.worker.conftest import db  # noqa: F401  a fixture
from tests.worker.process import worker
from tests.worker.receiver import Post, Receiver, posting, receiving
from tests.worker.test_agencies import Licensing, oss, post  # noqa: F401  fixtures

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1800)]

PEOPLE, VERSIONS = 100, 5
"""Five hundred deliveries: so many lines, each with so many events in order."""
KILLS: Final = 10
LICENSED: Final = 40
PATIENCE: Final = 240.0
SAMPLE: Final = ROOT / "hub/connectors/licensing/emulator/sample.jsonl"
NAMES: Final = ("Ani", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gita", "Hadi", "Intan", "Joko")


def nik(number: int) -> str:
    return f"190101450595{9000 + number}"


async def many(database: Database, count: int) -> list[Citizen]:
    """Synthetic persons, each with a NIK of her own."""
    people = [person(f"{NAMES[number % len(NAMES)]} Contoh", nik=nik(number)) for number in range(count)]
    await copy_citizens(database, people)
    return people


async def test_the_worker_is_killed_in_the_middle_of_five_hundred_deliveries(database: str, tmp_path: Path) -> None:
    record = await Database.open(database)
    try:
        async with receiving() as receiver, posting(record, database, tmp_path / "webhooks") as post:
            people = await many(record, PEOPLE)
            await post.subscribe(receiver)
            for known in people:
                await post.publish(known, *range(2, 2 + VERSIONS))
            for kill in range(KILLS):
                with worker(database, tmp_path) as running:
                    enough = (kill + 1) * PEOPLE * VERSIONS // (KILLS + 2)
                    await post.until(partial(arrived, receiver, enough), PATIENCE)
                    # At whatever it is doing just then.
                    await asyncio.sleep(random.uniform(0, 0.05))  # noqa: S311  any moment will do
                    running.kill()
            with worker(database, tmp_path):
                await post.until(post.settled, PATIENCE)
            rows = await post.rows()
    finally:
        await record.close()
    states = collections.Counter(row["state"] for row in rows)
    repeated = len(receiver.got) - len(distinct(receiver))
    print(  # noqa: T201  the figures are what a drill is for
        f"kill -9 of the worker: {KILLS} times in {len(rows)} deliveries, {dict(states)}; "
        f"{len(receiver.got)} requests, {len(distinct(receiver))} distinct keys, {repeated} repeated under their key"
    )
    assert states == {"DELIVERED": PEOPLE * VERSIONS}
    assert distinct(receiver) == {str(row["id"]) for row in rows}
    assert in_order(receiver) == {who: list(range(2, 2 + VERSIONS)) for who in in_order(receiver)}
    assert len(in_order(receiver)) == PEOPLE


def arrived(receiver: Receiver, enough: int) -> bool:
    return len(distinct(receiver)) >= enough


def distinct(receiver: Receiver) -> set[str]:
    return {got.key for got in receiver.got}


def in_order(receiver: Receiver) -> Mapping[str, Sequence[int]]:
    """The versions of each person in the order of their first arrival."""
    seen: dict[str, list[int]] = collections.defaultdict(list)
    for event in receiver.events:
        if event["data"]["version"] not in seen[event["subject"]]:
            seen[event["subject"]].append(event["data"]["version"])
    return seen


async def quarter(receiver: Receiver) -> None:
    """A receiver that stands, drops, refuses and answers nonsense by turns."""
    receiver.answers.extend(random.choices([204, 500, 0, 503, 204], k=3000))  # noqa: S311  a fault needs no secret


async def test_a_subscriber_that_fails_in_every_way_has_one_effect_of_each(post: Post) -> None:  # noqa: F811  a fixture
    post.patience = dataclasses.replace(post.patience, most_attempts=50)
    people = await many(post.database, PEOPLE)
    async with receiving() as receiver:
        await post.subscribe(receiver)
        await quarter(receiver)
        for known in people:
            await post.publish(known, 2, 3)
        async with post.working():
            await post.until(lambda: len(receiver.got) > PEOPLE // 2, PATIENCE)
            receiver.answers.clear()
            await post.until(lambda: _nothing_open(post), PATIENCE)
        states = collections.Counter(await post.states())
        print(f"faulty subscriber: {dict(states)}, {len(receiver.got)} requests")  # noqa: T201  figures of a drill
        assert set(states) <= {"DELIVERED", "DEAD", "WAITING"}
        # A dead letter is seen, and what stands behind it in its line waits for somebody's decision.
        waiting = [row for row in await post.rows() if row["state"] == "WAITING"]
        dead = {row["person_id"] for row in await post.rows() if row["state"] == "DEAD"}
        assert {row["person_id"] for row in waiting} <= dead
        delivered = {str(row["id"]) for row in await post.rows() if row["state"] == "DELIVERED"}
        assert delivered <= distinct(receiver)


async def _nothing_open(post: Post) -> bool:  # noqa: F811  not the fixture
    """Whether nothing is left but what waits for a person, dead letters and doubts, and what stands behind it."""
    rows = await post.rows()
    stuck = {row["person_id"] for row in rows if row["state"] in {"DEAD", "IN_DOUBT"}}
    return all(row["settled_at"] or row["person_id"] in stuck for row in rows)


FAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "slow": {"latency_ms": 700},
    "500": {"status": 500},
    "garbage": {"garbage": True},
    "half-closing": {"half_close": True},
    "does the work and drops the reply": {"lost_reply": True},
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_agency_that_fails_in_the_middle_is_told_each_thing_once(
    post: Post,  # noqa: F811  a fixture
    oss: Licensing,  # noqa: F811  a fixture
    fault: str,
) -> None:
    """Forty licences; the fault comes when some have arrived, stays a while, and goes.

    Whose tries ran out while nobody could say whether OSS has it is a doubt that a clerk sees. She has it sent again,
    and OSS, which can be asked, is not told twice.
    """
    await businesses(oss)
    people = await many(post.database, LICENSED)
    for number, known in enumerate(people):
        await oss.record(known, "FROZEN", nib=licence(number))
    async with post.working():
        await post.until(_at_least(oss, LICENSED // 5), PATIENCE)
        await oss.fault(**FAULTS[fault])
        await asyncio.sleep(2)
        await oss.fault()
        await post.until(lambda: _nothing_open(post), PATIENCE)
        doubts = [row["id"] for row in await post.rows() if row["state"] == "IN_DOUBT"]
        for doubt in doubts:
            await post.decide(doubt, Settlement.SEND_AGAIN)
        await post.until(lambda: _nothing_open(post), PATIENCE)
    effects, states = await oss.effects(), collections.Counter(await post.states())
    print(f"OSS {fault}: {dict(states)}, {len(effects)} effects, {len(doubts)} doubts")  # noqa: T201  the figures are what a drill is for
    assert len(set(effects)) == len(effects), "told twice"
    assert set(states) <= {"DELIVERED", "DEAD"}
    assert states["DELIVERED"] > 0


def licence(number: int) -> str:
    return f"912000{number:07d}"


async def businesses(oss: Licensing) -> None:  # noqa: F811  not the fixture
    """Makes the emulator know a business for each of the licences."""
    sample = json.loads(SAMPLE.read_text(encoding="utf-8").splitlines()[0])
    line = next(each for each in sample["licences"] if each["kbli"])
    told = [
        {**sample, "nik": nik(number), "licences": [{**line, "nib": licence(number)}]} for number in range(LICENSED)
    ]
    async with oss.http.post(f"{oss.url}/admin/data", json=told) as response:
        assert response.status == 200, await response.text()


def _at_least(oss: Licensing, count: int) -> Callable[[], Awaitable[bool]]:  # noqa: F811  not the fixture
    async def arrived() -> bool:
        return len(await oss.effects()) >= count

    return arrived
