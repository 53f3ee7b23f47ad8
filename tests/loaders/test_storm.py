"""Whatever comes in whatever order: each request gets its own keys' outcomes or a typed error, and nothing is left."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core.errors import SourceUnavailable
from hub.loaders.call_group import Caller
from hub.loaders.shared_calls import SharedCalls
from tests.loaders.agency import A, Agency, B, Key, choked, manifest, told, unreachable

CALLERS = (A, B, dataclasses.replace(A, tenant="1902"))
TICK = 0.001


@dataclass(frozen=True)
class Request:
    """When it comes, for whom, what it wants, and when it gives up or is cancelled, in ticks."""

    at: int
    caller: int
    numbers: tuple[int, ...]
    cancelled_after: int | None
    within: int | None


@dataclass(frozen=True)
class Weather:
    """The agency's limits, how long its calls take in turn, its poisonous keys, the call from which on it is out.

    `together`: it tells no clients apart.
    """

    max_batch: int
    concurrency: int
    most_queued: int
    linger: int
    pauses: tuple[int, ...]
    bad: frozenset[int]
    out_from: int | None
    together: bool = False

    def may_share(self, one: Caller, other: Caller) -> bool:
        return one == other or (self.together and one.tenant == other.tenant)


numbers = st.integers(0, 12)
requests = st.builds(
    Request,
    at=st.integers(0, 12),
    caller=st.integers(0, len(CALLERS) - 1),
    numbers=st.lists(numbers, min_size=0, max_size=9).map(tuple),
    cancelled_after=st.none() | st.none() | st.integers(0, 8),
    within=st.none() | st.none() | st.integers(0, 12),
)
weathers = st.builds(
    Weather,
    max_batch=st.integers(1, 8),
    concurrency=st.integers(1, 3),
    most_queued=st.integers(4, 60),
    linger=st.integers(0, 3),
    pauses=st.lists(st.integers(0, 6), min_size=1, max_size=5).map(tuple),
    bad=st.frozensets(numbers, max_size=3),
    out_from=st.none() | st.none() | st.integers(0, 10),
    together=st.booleans(),
)


class Moody(Agency):
    """An agency in some weather."""

    def __init__(self, weather: Weather) -> None:
        super().__init__(bad=weather.bad)
        self.weather = weather

    async def fetch(self, keys: Sequence[Key]) -> Sequence[str | Exception]:
        number, pauses = len(self.calls), self.weather.pauses
        pause = pauses[number % len(pauses)]
        self.calls.append([*keys])
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        try:
            await asyncio.sleep(pause * TICK)
        finally:
            self.flying -= 1
        if self.weather.out_from is not None and number >= self.weather.out_from:
            raise unreachable()
        if any(key.number in self.bad for key in keys):
            raise choked()
        return [told(key.number, key.of) for key in keys]


async def one(calls: SharedCalls[Key, str], request: Request) -> Any:
    """The outcomes of a request; "cancelled", or the reason of a refusal, when there are none."""
    loop, caller = asyncio.get_running_loop(), CALLERS[request.caller]
    await asyncio.sleep(request.at * TICK)
    deadline = None if request.within is None else loop.time() + request.within * TICK
    task = asyncio.ensure_future(calls.load(caller, [Key(n, caller) for n in request.numbers], deadline))
    if request.cancelled_after is not None:
        loop.call_later(request.cancelled_after * TICK, task.cancel)
    try:
        return (await task).outcomes
    except asyncio.CancelledError:
        return "cancelled"
    except SourceUnavailable as error:
        return error.details["reason"]


def check(weather: Weather, request: Request, found: Any, coming: Sequence[Request]) -> None:
    if found == "cancelled":
        assert request.cancelled_after is not None
        return
    if isinstance(found, str):
        assert found == "BUSY"
        ever = sum(len(set(other.numbers)) for other in coming if other.caller == request.caller)
        assert ever > weather.most_queued, "refused although there was room for everybody"
        return
    assert len(found) == len(request.numbers)
    for number, outcome in zip(request.numbers, found, strict=True):
        if isinstance(outcome, str):
            assert number not in weather.bad
            own = CALLERS[request.caller]
            assert outcome in {told(number, each) for each in CALLERS if weather.may_share(own, each)}
            continue
        assert isinstance(outcome, SourceUnavailable)
        expected = {"ERROR_STATUS"} if number in weather.bad else set()
        expected |= {"UNREACHABLE"} if weather.out_from is not None else set()
        expected |= {"TIMEOUT"} if request.within is not None else set()
        assert outcome.details["reason"] in expected, (number, outcome.details)


async def storm(weather: Weather, coming: Sequence[Request]) -> None:
    agency = Moody(weather)
    declared = manifest(
        max_batch=weather.max_batch, concurrency=weather.concurrency, shares_between_clients=weather.together
    )
    calls = SharedCalls(declared, "test", agency.fetch, linger=weather.linger * TICK, most_queued=weather.most_queued)
    async with asyncio.timeout(10):
        found = await asyncio.gather(*(one(calls, request) for request in coming))
        while calls._tasks or calls._groups:
            await asyncio.sleep(TICK)
    for request, outcomes in zip(coming, found, strict=True):
        check(weather, request, outcomes, coming)
    for call in agency.calls:
        assert 0 < len(call) <= weather.max_batch
        assert all(weather.may_share(call[0].of, key.of) for key in call), "keys of two callers in one call"
        assert len({key.number for key in call}) == len(call)
    assert agency.most_flying <= weather.concurrency
    assert len(agency.calls) <= sum(2 * len(set(request.numbers)) for request in coming)
    assert calls.waiting() == 0
    await calls.close()


def run(weather: Weather, coming: Sequence[Request]) -> None:
    asyncio.run(storm(weather, coming))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weathers, st.lists(requests, min_size=1, max_size=25))
def test_everybody_gets_what_is_theirs(weather: Weather, coming: list[Request]) -> None:
    run(weather, coming)


@pytest.mark.long
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weathers, st.lists(requests, min_size=5, max_size=80))
def test_everybody_gets_what_is_theirs_in_a_long_run(weather: Weather, coming: list[Request]) -> None:
    run(weather, coming)
