"""Requests share calls: when a call is made, with whose keys, and who is told what."""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import gc
from collections.abc import Sequence

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from hub.core.errors import SourceUnavailable
from hub.core.purpose import Purpose
from hub.loaders.call_group import Caller
from hub.loaders.shared_calls import SharedCalls
from tests.loaders.agency import A, Agency, B, Key, ask, manifest, reason, shared, some_turns, told, until

OTHER_PURPOSE = dataclasses.replace(A, purpose=Purpose.PLANNING)
OTHER_TENANT = dataclasses.replace(A, tenant="1902")


async def test_an_idle_group_sends_at_once() -> None:
    agency = Agency()
    calls = shared(agency)
    async with asyncio.timeout(5):
        assert await ask(calls, A, 1) == [told(1, A)]
        assert await ask(calls, A, 2) == [told(2, A)]
    assert agency.numbers() == [[1], [2]]


async def test_requests_of_one_turn_share_a_call() -> None:
    agency = Agency()
    calls = shared(agency)
    found = await asyncio.gather(*(ask(calls, A, n, n + 1) for n in range(5)))
    assert found == [[told(n, A), told(n + 1, A)] for n in range(5)]
    assert agency.numbers() == [[0, 1, 2, 3, 4, 5]]


async def test_while_a_call_is_under_way_keys_gather_until_it_returns() -> None:
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    later = [asyncio.create_task(ask(calls, A, n)) for n in (2, 3)]
    await some_turns()
    assert agency.numbers() == [[1]], "less than half a batch waits"
    agency.release()
    assert [*await asyncio.gather(first, *later)] == [[told(n, A)] for n in (1, 2, 3)]
    assert agency.numbers() == [[1], [2, 3]]


async def test_half_a_batch_does_not_wait() -> None:
    agency = Agency()
    calls = shared(agency, max_batch=6)
    agency.hold()
    tasks = [asyncio.create_task(ask(calls, A, 1))]
    await until(lambda: agency.flying == 1)
    tasks += [asyncio.create_task(ask(calls, A, n)) for n in (2, 3, 4)]
    await until(lambda: agency.flying == 2)
    agency.release()
    await asyncio.gather(*tasks)
    assert agency.numbers() == [[1], [2, 3, 4]]


async def test_a_slow_agency_makes_nobody_wait_longer_than_the_window() -> None:
    agency = Agency()
    calls = shared(agency, linger=0.01)
    agency.hold()
    tasks = [asyncio.create_task(ask(calls, A, 1))]
    await until(lambda: agency.flying == 1)
    tasks.append(asyncio.create_task(ask(calls, A, 2)))
    await until(lambda: agency.flying == 2)
    agency.release()
    await asyncio.gather(*tasks)


@pytest.mark.parametrize("other", [B, OTHER_PURPOSE, OTHER_TENANT], ids=["agreement", "purpose", "tenant"])
async def test_nothing_but_keys_differs_within_a_call(other: Caller) -> None:
    agency = Agency()
    calls = shared(agency)
    found = [*await asyncio.gather(ask(calls, A, 1, 2), ask(calls, other, 1, 3), ask(calls, A, 3))]
    assert found == [[told(1, A), told(2, A)], [told(1, other), told(3, other)], [told(3, A)]]
    assert agency.numbers() == [[1, 2, 3], [1, 3]]
    assert [{key.of for key in call} for call in agency.calls] == [{A}, {other}]


async def test_nothing_is_cached() -> None:
    agency = Agency()
    calls = shared(agency)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    second = asyncio.create_task(ask(calls, A, 1))
    await some_turns()
    agency.release()
    await asyncio.gather(first, second)
    assert agency.numbers() == [[1], [1]], "a key does not join a call that was sent"


async def test_one_key_a_call_still_shares_what_waits_for_the_same_key() -> None:
    agency = Agency()
    calls = shared(agency, max_batch=1, concurrency=1)
    agency.hold()
    asked = [asyncio.create_task(ask(calls, A, n)) for n in (1, 2, 3, 2, 3)]
    await until(lambda: agency.flying == 1)
    agency.release()
    assert [*await asyncio.gather(*asked)] == [[told(n, A)] for n in (1, 2, 3, 2, 3)]
    assert agency.numbers() == [[1], [2], [3]]


async def test_no_more_calls_at_once_than_declared_and_none_too_large() -> None:
    agency = Agency()
    calls = shared(agency, max_batch=3, concurrency=2, linger=0.001)
    agency.hold()
    asked = [asyncio.create_task(ask(calls, caller, n)) for n in range(20) for caller in (A, B)]
    await until(lambda: agency.flying == 2)
    await some_turns()
    assert agency.flying == 2
    agency.release()
    await asyncio.gather(*asked)
    assert agency.most_flying == 2
    assert max(len(call) for call in agency.calls) == 3
    assert len(agency.calls) == 14


async def test_a_large_request_does_not_hold_up_small_ones() -> None:
    agency = Agency()
    calls = shared(agency, max_batch=4, concurrency=1)
    ended: list[str] = []

    async def named(name: str, caller: Caller, *numbers: int) -> None:
        await ask(calls, caller, *numbers)
        ended.append(name)

    await asyncio.gather(named("large", A, *range(40)), named("small", A, 50), named("other", B, 60))
    assert ended == ["other", "small", "large"]
    assert [len(call) for call in agency.calls] == [4, 1, 1, *[4] * 9], (
        "small ones wait for one part of it, not for all"
    )


async def test_a_request_that_fits_into_a_call_is_not_cut() -> None:
    agency = Agency()
    calls = shared(agency, max_batch=8)
    await asyncio.gather(*(ask(calls, A, *range(n, n + 5)) for n in (0, 10, 20)))
    assert agency.numbers() == [[*range(n, n + 5)] for n in (0, 10, 20)]


async def test_a_key_asked_twice_by_one_request_is_answered_twice() -> None:
    agency = Agency()
    assert await ask(shared(agency), A, 1, 2, 1) == [told(1, A), told(2, A), told(1, A)]
    assert agency.numbers() == [[1, 2]]


async def test_no_keys_cost_no_call() -> None:
    agency = Agency()
    assert await ask(shared(agency), A) == []
    assert agency.calls == []


async def test_a_key_that_two_wait_for_stops_counting_for_both() -> None:
    agency = Agency()
    calls = shared(agency, concurrency=1)
    agency.hold()
    asked = [asyncio.create_task(ask(calls, A, 1))]
    await until(lambda: agency.flying == 1)
    asked += [asyncio.create_task(ask(calls, A, 2)) for _ in range(2)]
    await some_turns()
    assert calls.waiting() == 2
    agency.release()
    agency.hold()
    await until(lambda: len(agency.calls) == 2)
    assert calls.waiting() == 0
    agency.release()
    await asyncio.gather(*asked)


async def test_too_many_waiting_keys_are_shed_with_a_sentence() -> None:
    agency = Agency()
    calls = shared(agency, most_queued=3, concurrency=1)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    waiting = asyncio.create_task(ask(calls, A, 2, 3))
    await some_turns()
    assert calls.waiting() == 2
    with pytest.raises(SourceUnavailable) as refused:
        await ask(calls, A, 4, 5)
    assert reason(refused.value) == "BUSY"
    other = asyncio.create_task(ask(calls, B, 6, 7, 8))
    last = asyncio.create_task(ask(calls, A, 4))
    await some_turns()
    agency.release()
    assert [*await asyncio.gather(first, waiting, other, last)] == [
        [told(1, A)], [told(2, A), told(3, A)], [told(6, B), told(7, B), told(8, B)], [told(4, A)],
    ]  # fmt: skip
    assert calls.waiting() == 0


async def test_who_left_makes_room() -> None:
    agency = Agency()
    calls = shared(agency, most_queued=2, concurrency=1)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    leaves = [asyncio.create_task(ask(calls, A, n)) for n in (2, 3)]
    await some_turns()
    for task in leaves:
        task.cancel()
    await some_turns()
    stays = asyncio.create_task(ask(calls, A, 4, 5))
    await some_turns()
    agency.release()
    assert [*await asyncio.gather(first, stays)] == [[told(1, A)], [told(4, A), told(5, A)]]


async def test_a_group_that_has_nothing_to_do_is_forgotten() -> None:
    agency = Agency()
    calls = shared(agency)
    await asyncio.gather(*(ask(calls, Caller("1901", f"client {n}", A.purpose), 1) for n in range(50)))
    await some_turns()
    assert len(agency.calls) == 50
    assert not calls._groups
    assert not calls._tasks


async def test_closing_answers_everybody() -> None:
    agency = Agency()
    calls = shared(agency, concurrency=1)
    agency.hold()
    under_way = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    waiting, unsent = (asyncio.create_task(ask(calls, caller, 2)) for caller in (A, B))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await calls.close()
        assert [reason(*(await task)) for task in (under_way, waiting, unsent)] == ["STOPPING"] * 3
        with pytest.raises(SourceUnavailable) as refused:
            await ask(calls, A, 3)
    assert reason(refused.value) == "STOPPING"
    assert agency.numbers() == [[1]]


async def test_a_call_that_was_about_to_start_is_answered_too_when_closing() -> None:
    agency = Agency()
    calls = shared(agency)
    asked = asyncio.create_task(ask(calls, A, 1))
    while not calls._tasks:
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await calls.close()
        assert reason(*(await asked)) == "STOPPING"


WHO: contextvars.ContextVar[str | None] = contextvars.ContextVar("who", default=None)


async def test_one_callers_context_is_not_seen_by_the_shared_call() -> None:
    seen: list[object] = []
    agency = Agency()

    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        seen.append((WHO.get(), trace.get_current_span().get_span_context().is_valid))
        found = await agency.fetch(keys)
        seen.append((WHO.get(), trace.get_current_span().get_span_context().is_valid))
        WHO.set("left behind by an earlier call")
        return found

    calls = SharedCalls(manifest(max_batch=2, concurrency=1), "test", fetch, linger=0.001)

    async def caller(number: int) -> None:
        WHO.set(f"caller {number}")
        span = NonRecordingSpan(SpanContext(number + 1, number + 1, is_remote=False, trace_flags=TraceFlags(1)))
        with trace.use_span(span):
            await asyncio.sleep(number * 0.001)
            assert await ask(calls, A, number) == [told(number, A)]
            assert WHO.get() == f"caller {number}"

    await asyncio.gather(*(caller(n) for n in range(12)))
    assert len(agency.calls) >= 6
    assert set(seen) == {(None, False)}


async def test_each_answer_names_the_calls_that_its_data_came_from() -> None:
    agency = Agency(bad=frozenset({3}))
    calls = shared(agency, max_batch=2, concurrency=1)
    loads = [calls.load(A, [Key(n, A) for n in numbers]) for numbers in ((1,), (2,), (4, 5, 6), (3,))]
    one, two, several, bad = await asyncio.gather(*loads)
    assert one.calls == two.calls
    assert len(one.calls) == 1
    assert len(several.calls) == 2
    assert not one.calls & several.calls
    assert bad.calls == frozenset(), "no data came"
    assert {call.version for call in one.calls | several.calls} == {7}


async def test_nothing_is_left_behind_unseen() -> None:
    """No task ends with an exception that nobody looked at."""
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    agency = Agency(out=True)
    calls = shared(agency, linger=0.001)
    asked = [asyncio.create_task(ask(calls, A, n)) for n in range(4)]
    await some_turns()
    asked[0].cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    agency.hold()
    lost = asyncio.create_task(ask(calls, A, 9))
    await until(lambda: agency.flying == 1)
    await calls.close()
    await lost
    del asked, lost
    gc.collect()
    await some_turns()
    assert complaints == []
