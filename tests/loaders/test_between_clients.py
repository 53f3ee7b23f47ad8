"""Where an agency tells no clients apart, one call carries keys of several: what they share, what stays their own."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence

import pytest

from hub.core.errors import SourceUnavailable
from hub.core.purpose import Purpose
from hub.exchange.behalf import THE_HUB, Behalf, on_behalf
from hub.loaders.in_turn import InTurn
from hub.loaders.shared_calls import SharedCalls
from tests.loaders.agency import LONG, A, Agency, B, Key, ask, manifest, reason, shared, some_turns, told, until

TOGETHER = {"shares_between_clients": True}


async def test_clients_share_a_call_where_the_agency_tells_them_not_apart() -> None:
    agency = Agency()
    calls = shared(agency, **TOGETHER)
    found = await asyncio.gather(ask(calls, A, 1), ask(calls, B, 2))
    assert [*found] == [[told(1, A)], [told(2, B)]]
    assert agency.numbers() == [[1, 2]]
    apart = shared(agency)
    await asyncio.gather(ask(apart, A, 3), ask(apart, B, 4))
    assert agency.numbers() == [[1, 2], [3], [4]], "not without the manifest's word"


async def test_districts_and_purposes_stay_apart() -> None:
    agency = Agency()
    calls = shared(agency, **TOGETHER)
    callers = (A, dataclasses.replace(B, tenant="1902"), dataclasses.replace(B, purpose=Purpose.PLANNING))
    await asyncio.gather(*(ask(calls, caller, number) for number, caller in enumerate(callers)))
    assert agency.numbers() == [[0], [1], [2]]


async def test_a_key_that_two_clients_want_is_asked_once() -> None:
    agency = Agency()
    calls = shared(agency, **TOGETHER)
    one, other = await asyncio.gather(calls.load(A, [Key(1, A)]), calls.load(B, [Key(1, B), Key(2, B)]))
    assert agency.numbers() == [[1, 2]]
    assert one.calls == other.calls, "each receipt names the call"
    assert one.outcomes == other.outcomes[:1] == [told(1, A)]


async def test_a_flood_of_one_client_keeps_no_other_waiting() -> None:
    agency = Agency()
    calls = shared(agency, concurrency=1, **TOGETHER)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 99))
    await until(lambda: agency.flying == 1)
    flood = [asyncio.create_task(ask(calls, A, number)) for number in range(40)]
    await some_turns()
    other = asyncio.create_task(ask(calls, B, 50))
    await some_turns()
    agency.release()
    assert await other == [told(50, B)]
    assert 50 in agency.numbers()[1], "in the very next call"
    await asyncio.gather(first, *flood)


async def test_a_flood_of_one_client_takes_no_room_from_another() -> None:
    agency = Agency()
    calls = shared(agency, most_queued=2, concurrency=1, **TOGETHER)
    agency.hold()
    first = asyncio.create_task(ask(calls, A, 1))
    await until(lambda: agency.flying == 1)
    waiting = asyncio.create_task(ask(calls, A, 2, 3))
    await some_turns()
    with pytest.raises(SourceUnavailable) as refused:
        await ask(calls, A, 4)
    assert reason(refused.value) == "BUSY"
    other = asyncio.create_task(ask(calls, B, 5, 6))
    await some_turns()
    agency.release()
    assert await other == [told(5, B), told(6, B)]
    await asyncio.gather(first, waiting)


async def test_a_call_for_several_clients_is_made_on_behalf_of_none() -> None:
    seen: list[Behalf] = []

    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        seen.append(on_behalf())
        return ["" for _ in keys]

    calls = SharedCalls(manifest(max_batch=8, **TOGETHER), "test", fetch, linger=LONG)
    counter = dataclasses.replace(B, purpose=Purpose.CIVIL_REGISTRATION)
    await asyncio.gather(calls.load(A, [Key(1, A)]), calls.load(counter, [Key(2, counter)]))
    assert seen == [THE_HUB, Behalf(THE_HUB.client, at_counter=True)]


def test_clients_are_served_in_turn_and_each_ones_in_order() -> None:
    waiting: InTurn[int] = InTurn()
    for client, number in (("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5), ("b", 6)):
        waiting.add(client, number)
    waiting.keep(lambda number: number != 5)
    assert [*waiting.of("a")] == [1, 2, 3]
    waiting.put_back(*waiting.take())
    served = []
    while waiting:
        served.append(waiting.take())
    assert served == [("a", 1), ("b", 4), ("a", 2), ("b", 6), ("a", 3)]


def test_whoever_is_put_back_is_the_first_again() -> None:
    waiting: InTurn[int] = InTurn()
    for client, number in (("a", 1), ("b", 2), ("b", 3)):
        waiting.add(client, number)
    for expected in (("a", 1), ("b", 2)):
        taken = waiting.take()
        assert taken == expected
        waiting.put_back(*taken)
        assert waiting.take() == expected
    assert [*waiting.of("b")] == [3]
