"""Requests share calls: callers that leave, deadlines that pass, agencies that never answer."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence

from hub.loaders.shared_calls import SharedCalls
from tests.loaders.agency import A, Agency, Key, ask, manifest, reason, shared, some_turns, told, until


async def test_a_cancelled_caller_harms_nobody() -> None:
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    asked = [asyncio.create_task(ask(calls, A, 1, n)) for n in (2, 3, 4)]
    await until(lambda: agency.flying == 1)
    asked[0].cancel()
    await some_turns()
    agency.release()
    gone, *others = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(gone, asyncio.CancelledError)
    assert others == [[told(1, A), told(3, A)], [told(1, A), told(4, A)]]
    assert agency.cancelled == 0
    assert len(agency.calls) == 1


async def test_who_left_before_the_call_is_not_asked_for() -> None:
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    leaves, stays = (asyncio.create_task(ask(calls, A, n, 9)) for n in (2, 3))
    await some_turns()
    leaves.cancel()
    agency.release()
    assert [*await asyncio.gather(first, stays)] == [[told(1, A)], [told(3, A), told(9, A)]]
    assert sorted(agency.numbers()[1]) == [3, 9]


async def test_a_deadline_is_kept_while_waiting_and_while_the_call_is_under_way() -> None:
    agency = Agency()
    calls = shared(agency, concurrency=1)
    agency.hold()
    under_way = asyncio.create_task(ask(calls, A, 1, within=0.1))
    await until(lambda: agency.flying == 1)
    waiting = asyncio.create_task(ask(calls, A, 2, within=0.02))
    assert [reason(*(await task)) for task in (under_way, waiting)] == ["TIMEOUT", "TIMEOUT"]
    await until(lambda: agency.cancelled == 1)  # nobody waits for it any more
    assert agency.numbers() == [[1]]
    assert reason(*await ask(calls, A, 3, within=0)) == "TIMEOUT"
    agency.release()
    assert await ask(calls, A, 4) == [told(4, A)]
    assert agency.numbers() == [[1], [4]]


async def test_a_short_deadline_does_not_shorten_the_neighbours() -> None:
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    short, long = (asyncio.create_task(ask(calls, A, n, within=within)) for n, within in ((1, 0.02), (2, 20)))
    assert reason(*(await short)) == "TIMEOUT"
    agency.release()
    assert await long == [told(2, A)]
    assert (len(agency.calls), agency.cancelled) == (1, 0)


async def test_what_came_before_the_deadline_is_kept() -> None:
    agency = Agency()

    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        if keys[0].number == 3:
            agency.hold()
        return await agency.fetch(keys)

    calls = SharedCalls(manifest(max_batch=2, concurrency=1), "test", fetch)
    first, second, third = await ask(calls, A, 1, 2, 3, within=0.05)
    assert [first, second] == [told(1, A), told(2, A)]
    assert reason(third) == "TIMEOUT"


async def test_an_agency_that_never_answers_is_given_up_without_any_deadline() -> None:
    agency = Agency()
    calls = shared(agency, timeout_seconds=0.01)
    agency.hold()
    async with asyncio.timeout(5):
        assert reason(*await ask(calls, A, 1)) == "TIMEOUT"


async def test_a_patient_caller_does_not_make_a_call_last_for_ever() -> None:
    agency = Agency()
    calls = shared(agency, timeout_seconds=0.01)
    agency.hold()
    async with asyncio.timeout(5):
        assert reason(*await ask(calls, A, 1, within=60)) == "TIMEOUT"


async def test_when_everybody_left_nothing_is_asked() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    leaves = asyncio.create_task(ask(calls, A, 2))
    await some_turns()
    leaves.cancel()
    agency.release()
    await first
    await some_turns()
    gc.collect()
    assert (agency.numbers(), calls.waiting(), complaints) == ([[1]], 0, [])
    assert not calls._groups
