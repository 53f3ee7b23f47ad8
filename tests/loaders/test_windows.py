"""How long keys wait for company: until no call is under way, and on a busy hub for longer than on a quiet one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest

from hub.loaders.shared_calls import SharedCalls
from tests.loaders.agency import LONG, A, Agency, Key, ask, manifest, shared, some_turns, told, until

LINGER = 0.02


async def test_keys_wait_until_the_last_call_has_returned() -> None:
    made: list[list[int]] = []
    returns = [asyncio.Event(), asyncio.Event()]

    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        made.append([key.number for key in keys])
        if len(made) <= len(returns):
            await returns[len(made) - 1].wait()
        return [told(key.number, key.of) for key in keys]

    calls = SharedCalls(manifest(max_batch=8, concurrency=4), "test", fetch, linger=LONG)
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: made == [[1]])
    second = asyncio.create_task(ask(calls, A, 2, 3, 4, 5))
    await until(lambda: made == [[1], [2, 3, 4, 5]])
    waiting = [asyncio.create_task(ask(calls, A, number)) for number in (6, 7)]
    await some_turns()
    returns[0].set()
    await first
    await some_turns()
    assert len(made) == 2, "one call is still under way"
    returns[1].set()
    assert [*await asyncio.gather(*waiting)] == [[told(6, A)], [told(7, A)]]
    assert made[2:] == [[6, 7]]
    await second


async def held_up(calls: SharedCalls[Key, str], agency: Agency) -> list[asyncio.Task[list[str]]]:
    """One call is under way, one key waits for company, and the hub is behind when its time is over."""
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    waiting = asyncio.create_task(ask(calls, A, 2))
    await asyncio.sleep(0)
    time.sleep(3 * LINGER)  # noqa: ASYNC251  the hub is busy, so no timer rings in time
    for _ in range(3):
        await asyncio.sleep(0)
    return [first, waiting]


async def test_keys_wait_longer_while_the_hub_is_behind() -> None:
    agency = Agency()
    calls = shared(agency, linger=LINGER)
    calls._took = LONG
    asked = await held_up(calls, agency)
    assert agency.numbers() == [[1]]
    asked.append(asyncio.create_task(ask(calls, A, 3)))
    await until(lambda: len(agency.calls) == 2)
    assert agency.numbers() == [[1], [2, 3]], "once it is not, what has gathered is sent"
    agency.release()
    await asyncio.gather(*asked)


async def test_a_busy_hub_keeps_nobody_waiting_for_ever() -> None:
    agency = Agency()
    calls = shared(agency, linger=LINGER)
    assert calls._took == 0
    asked = await held_up(calls, agency)
    await some_turns()
    assert agency.numbers() == [[1], [2]]
    agency.release()
    await asyncio.gather(*asked)


async def test_what_a_call_takes_is_remembered() -> None:
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    asked = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    await asyncio.sleep(LINGER)
    agency.release()
    await asked
    await some_turns()
    assert calls._took == pytest.approx(LINGER / 8, rel=100)
    assert calls._took >= LINGER / 8 * 0.9


async def in_company() -> tuple[SharedCalls[Key, str], Agency]:
    """A call of two requests has returned, and none is under way."""
    agency = Agency()
    calls = shared(agency)
    await asyncio.gather(ask(calls, A, 1), ask(calls, A, 2))
    await some_turns()
    assert agency.numbers() == [[1, 2]]
    return calls, agency


async def test_after_a_call_of_several_the_next_waits_for_others() -> None:
    calls, agency = await in_company()
    asked = []
    for number in (3, 4, 5, 6):
        assert len(agency.calls) == 1
        asked.append(asyncio.create_task(ask(calls, A, number)))
        await some_turns()
    assert agency.numbers() == [[1, 2], [3, 4, 5, 6]], "half a batch is together"
    await asyncio.gather(*asked)


async def test_whoever_came_alone_is_sent_at_once_the_next_time() -> None:
    calls, agency = await in_company()
    alone = asyncio.create_task(ask(calls, A, 3))
    await some_turns()
    assert len(agency.calls) == 1
    rings(calls)
    rings(calls)
    assert await alone == [told(3, A)]
    async with asyncio.timeout(5):
        assert await ask(calls, A, 4) == [told(4, A)]
    await some_turns()
    assert not calls._groups, "nobody is expected any more"


async def test_keys_wait_as_long_as_others_come() -> None:
    calls, agency = await in_company()
    asked = []
    for number in (3, 4, 5):
        asked.append(asyncio.create_task(ask(calls, A, number)))
        await some_turns()
        rings(calls)
        await some_turns()
        assert len(agency.calls) == 1, "somebody came since it was set"
    rings(calls)
    await asyncio.gather(*asked)
    assert agency.numbers() == [[1, 2], [3, 4, 5]], "nobody came any more"


async def test_others_keep_nobody_waiting_for_ever() -> None:
    calls, agency = await in_company()
    asked = [asyncio.create_task(ask(calls, A, 3))]
    await some_turns()
    (group,) = calls._groups.values()
    group.company_until = asyncio.get_running_loop().time()
    rings(calls)
    await asyncio.gather(*asked)
    assert agency.numbers() == [[1, 2], [3]]


async def test_a_group_in_which_nobody_came_is_forgotten() -> None:
    calls, _ = await in_company()
    assert len(calls._groups) == 1
    rings(calls)
    assert not calls._groups


def rings(calls: SharedCalls[Key, str]) -> None:
    """The time of the only group's timer is over, which took as long as it should."""
    (group,) = calls._groups.values()
    assert group.timer is not None
    calls._rung(group, due=asyncio.get_running_loop().time())
