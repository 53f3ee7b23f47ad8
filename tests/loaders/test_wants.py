"""A request's keys on their way: each has one outcome, the first one, and only calls that gave data are named."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from hub.loaders.wants import Want, all_told
from tests.loaders.agency import A, Agency, ask, reason, shared, unreachable

LATE = 1e12
CALL, OTHER = uuid.uuid4(), uuid.uuid4()


def want(*keys: str) -> Want[str, str | None]:
    return Want(keys, LATE)


@pytest.mark.parametrize("keys", [("a",), ("a", "b", "a"), ("a", "a")])
async def test_every_place_of_a_key_has_its_outcome(keys: tuple[str, ...]) -> None:
    wanted = want(*keys)
    assert wanted.unsent == [*dict.fromkeys(keys)]
    for key in wanted.unsent:
        assert not wanted.over
        wanted.answer(key, key.upper(), CALL)
    assert wanted.over
    assert await wanted.outcomes() == [key.upper() for key in keys]
    assert wanted.calls == {CALL}


async def test_whoever_waits_is_woken_by_the_last_outcome() -> None:
    wanted = want("a", "b")
    waiting = asyncio.ensure_future(wanted.outcomes())
    await asyncio.sleep(0)
    wanted.answer("b", None, CALL)
    await asyncio.sleep(0)
    assert not waiting.done()
    wanted.answer("a", "A", OTHER)
    assert await waiting == ["A", None]
    assert wanted.calls == {CALL, OTHER}


async def test_who_waits_for_several_agencies_is_woken_once() -> None:
    first, second, over = want("a"), want("b"), want("c")
    over.answer("c", "C", CALL)
    waiting = asyncio.ensure_future(all_told([first, over, second, object()]))
    await asyncio.sleep(0)
    second.answer("b", "B", CALL)
    await asyncio.sleep(0)
    assert not waiting.done()
    first.give_up(unreachable())
    await waiting
    assert await second.outcomes() == ["B"]
    assert [reason(one) for one in await first.outcomes()] == ["UNREACHABLE"]


async def test_who_leaves_several_agencies_waits_for_none_of_them() -> None:
    both = [want("a"), want("b")]
    waiting = asyncio.ensure_future(all_told(both))
    await asyncio.sleep(0)
    for one in both:
        one.leave()
        one.answer("a", "A", CALL)
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_failure_stays_and_the_call_after_it_is_not_named() -> None:
    wanted = want("a", "b")
    wanted.answer("a", unreachable(), CALL)
    wanted.answer("a", "A", OTHER)
    assert not wanted.over
    wanted.give_up(unreachable())
    assert [reason(one) for one in await wanted.outcomes()] == ["UNREACHABLE"] * 2
    wanted.answer("b", "B", OTHER)
    assert wanted.calls == set()


async def test_who_has_left_is_given_nothing() -> None:
    wanted = want("a")
    wanted.leave()
    wanted.answer("a", "A", CALL)
    assert wanted.over
    assert wanted.calls == set()
    with pytest.raises(asyncio.CancelledError):
        await wanted.outcomes()


async def test_the_ids_of_calls_go_where_the_request_keeps_them() -> None:
    calls = {OTHER}
    wanted: Want[str, str] = Want(["a"], LATE, calls)
    wanted.answer("a", "A", CALL)
    assert calls == {CALL, OTHER}


async def test_whoever_was_answered_is_not_looked_after_any_more() -> None:
    calls = shared(Agency())
    await ask(calls, A, 1)
    assert not calls._deadlines._waiting


async def test_nobody_waits_for_no_keys() -> None:
    wanted = want()
    assert wanted.over
    assert await wanted.outcomes() == []
