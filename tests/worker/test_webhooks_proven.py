"""What subscribers are promised, over a real database, the worker's own loop and real HTTP: each event at least once,
those of one person in their order, through outages and beside another worker, and never more than the agreement of the
moment lets."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime as dt
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from aiohttp.test_utils import unused_port

from hub.core.agreement import Agreement
from hub.core.citizen import Citizen
from hub.store import Database, PgAgreements
from hub.store.bulk import copy_citizens
from hub.store.jobs import TryAgain
from hub.store.publishing import job_of
from hub.worker.deliver import Patience
from tests.fakes.agreements import WIDE, agreement
from tests.store.samples import TENANT, person
from tests.worker.process import worker
from tests.worker.receiver import Post, Receiver, posting, receiving

SLOW: Final = Patience(first_pause=8.0)
"""The pauses of a worker, but that none of them is short enough to be waited for in the job itself."""
STUBBORN: Final = Patience(
    first_pause=0.02, longest_pause=0.05, most_attempts=60, attempt_seconds=0.4, lease_seconds=8.0
)
PARTS: Final = ("full_name", "birth_place", "sex")


@pytest.fixture
async def post(db: Database, database: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with posting(db, database, tmp_path / "webhooks") as made:
        made.webhooks = dataclasses.replace(made.webhooks, clock=made.clock)
        yield made


async def told(post: Post, people: Sequence[Citizen], *versions: int) -> None:
    """One after the other, so that those of different persons lie between each other."""
    await copy_citizens(post.database, list(people))
    for version in versions:
        for each in people:
            await post.publish(each, version)


async def tried(post: Post, name: str, who: Citizen) -> float | None:
    """One job of this line as the queue would run it: after how many seconds it wants to be run again, and the clock
    goes on by them. None when nothing is left to do."""
    try:
        await post.deliver(asyncio.Event())(job_of(TENANT, name, who.id))
    except TryAgain as again:
        post.ahead += dt.timedelta(seconds=again.seconds)
        return again.seconds
    return None


def arrivals(receiver: Receiver) -> Mapping[str, Sequence[int]]:
    """The versions of each person in the order of all their arrivals."""
    seen: dict[str, list[int]] = collections.defaultdict(list)
    for event in receiver.events:
        seen[event["subject"]].append(event["data"]["version"])
    return seen


def check_all_came_in_order(receiver: Receiver, people: int, versions: Sequence[int]) -> None:
    """Each of each person, and no repeat after what followed it."""
    seen = arrivals(receiver)
    assert len(seen) == people
    for came in seen.values():
        assert list(came) == sorted(came)
        assert sorted(set(came)) == list(versions)


async def test_a_receiver_that_is_down_is_asked_less_and_less_then_not_at_all_and_misses_nothing(post: Post) -> None:
    known, port, began = person(), unused_port(), post.clock()
    post.patience = SLOW
    name, _ = await post.subscribe(Receiver(url=f"http://127.0.0.1:{port}/hook"))
    await told(post, [known], 2, 3)
    pauses: list[float] = []
    while (pause := await tried(post, name, known)) is not None:
        pauses.append(pause)
        assert len(pauses) < 200, "it is never paused"
        if len(pauses) == 9:
            assert post.clock() - began > dt.timedelta(hours=1), "an hour, and nine attempts"
            await post.publish(known, 4)
    assert pauses[:9] == [8.0 * 2**n for n in range(9)]
    assert max(pauses) <= SLOW.longest_pause
    assert len(pauses) > SLOW.most_attempts, "an outage uses nobody's attempts up"
    assert dt.timedelta(days=3) <= post.clock() - began < dt.timedelta(days=3, hours=2)
    target = await post.targets.get(name)
    assert target is not None
    assert (target.state, target.reason) == ("PAUSED", "FAILING")
    await post.publish(known, 5)
    assert await post.states() == ["WAITING"] * 4
    async with receiving(port) as receiver, post.working():
        await post.targets.resume(name, post.clock())
        await post.until(post.settled)
        assert [event["data"]["version"] for event in receiver.events] == [2, 3, 4, 5]
    assert await post.states() == ["DELIVERED"] * 4


async def test_two_workers_beside_each_other_double_nothing_and_keep_the_order(post: Post) -> None:
    people = [person() for _ in range(12)]
    async with receiving() as receiver:
        await post.subscribe(receiver)
        await told(post, people, 2, 3, 4)
        async with post.working(), post.working():
            await post.until(post.settled)
        check_all_came_in_order(receiver, 12, (2, 3, 4))
        assert len(receiver.got) == len({got.key for got in receiver.got}) == 36


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_two_workers_of_which_one_is_killed_lose_nothing(post: Post, database: str, tmp_path: Path) -> None:
    people = [person() for _ in range(50)]
    async with receiving() as receiver:
        await post.subscribe(receiver)
        await told(post, people, *range(2, 12))
        with worker(database, tmp_path) as first, worker(database, tmp_path):
            await post.until(lambda: len(receiver.got) > 200, 120)
            first.kill()
            await post.until(post.settled, 240)
        repeated = len(receiver.got) - len({got.key for got in receiver.got})
        print(f"two workers, one killed: 500 events, {len(receiver.got)} requests, {repeated} repeated")  # noqa: T201  figures
        check_all_came_in_order(receiver, 50, range(2, 12))
        assert set(await post.states()) == {"DELIVERED"}
        assert repeated <= 16, "no more than were under way when it was killed"


@pytest.mark.parametrize(("people", "events"), [(4, 5), pytest.param(50, 20, marks=pytest.mark.long)])
@pytest.mark.timeout(600)
async def test_every_event_arrives_in_its_order_through_failures_of_every_kind(
    post: Post, people: int, events: int
) -> None:
    """A third of all requests fail: 500, no answer in time, the connection cut after the body was read."""
    post.patience, chance = STUBBORN, random.Random(people)  # noqa: S311  a fault needs no secret
    persons = [person() for _ in range(people)]
    async with receiving() as receiver:
        faults: collections.Counter[str] = collections.Counter()

        async def fail() -> None:
            kind = chance.choices(("none", "500", "late", "cut"), (66, 14, 10, 10))[0]
            faults[kind] += 1
            if kind == "late":
                await asyncio.sleep(STUBBORN.attempt_seconds * 1.5)
            receiver.answers += [{"500": 500, "cut": 0}.get(kind, 204)]

        receiver.before = fail
        await post.subscribe(receiver)
        await told(post, persons, *range(2, 2 + events))
        async with post.working():
            await post.until(post.settled, 500)
        keys = {got.key for got in receiver.got}
        print(f"{people * events} events of {people}: {len(receiver.got)} requests, {dict(faults)}")  # noqa: T201  figures
        check_all_came_in_order(receiver, people, range(2, 2 + events))
        assert keys == {str(row["id"]) for row in await post.rows()}
        assert len(faults) > 1
        assert set(await post.states()) == {"DELIVERED"}


async def test_a_payload_holds_what_the_agreement_of_the_moment_lets_and_a_receipt_says_all_of_it(post: Post) -> None:
    """It grows, shrinks and ends between the attempts of one event."""
    known, allowed = person(), frozenset({"Citizen.id", "Citizen.fullName"})
    papers: list[tuple[Agreement, list[str] | None]] = [
        (agreement(fields=allowed), ["fullName"]),
        (WIDE, ["fullName", "birthPlace", "sex"]),
        (agreement(fields=allowed | {"Citizen.sex"}), ["fullName", "sex"]),
        (agreement(active=False), None),
    ]
    post.patience = SLOW
    async with receiving() as receiver:
        receiver.status = 503
        name, _ = await post.subscribe(receiver)
        await copy_citizens(post.database, [known])
        await post.publish(known, 2, changed=PARTS)
        for paper, changed in papers:
            await PgAgreements(post.database, TENANT).put(paper)
            before = len(receiver.got)
            await tried(post, name, known)
            assert [event["data"]["changed"] for event in receiver.events[before:]] == ([changed] if changed else [])
        assert await post.states() == ["WITHHELD"]
        receipts = await post.database.fetch("select fields from receipt order by id")
        everything = ["Citizen.id", "Citizen.fullName", "Citizen.birthPlace", "Citizen.sex"]
        assert [row["fields"] for row in receipts] == [everything[:2], everything], "what shrank is said already"
