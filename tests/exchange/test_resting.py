"""An agency that is down, over HTTP: what reaches it, who is refused at once, and that it is found again.

It rests by a clock that the tests move, so that a slow machine cannot end a rest in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from hub.core.agency_ports import AgencyState
from hub.core.errors import HubError, QuotaExhausted
from hub.exchange import ConnectorSettings
from hub.exchange.breaker import Breaker
from hub.exchange.client import HttpClient, Question
from hub.exchange.session import open_session
from tests.connectors.serving import served, settings

PAUSE = 0.15


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Agency:
    """A server that answers with a status, or says nothing. It counts what comes."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.application = web.Application()
        self.application.router.add_route("*", "/{path:.*}", self._answer)

    async def _answer(self, _request: web.Request) -> web.Response:
        self.asked += 1
        if self.status is None:
            await asyncio.sleep(30)
        return web.json_response({}, status=self.status or 200, headers=self.headers)


@pytest.fixture
def agency() -> Agency:
    return Agency()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


def limits(url: str, clock: Seconds, **changed: Any) -> ConnectorSettings:
    made = in_real_time(url, **changed)
    object.__setattr__(made, "breaker", Breaker(made.manifest, clock=clock))
    return made


def in_real_time(url: str, **changed: Any) -> ConnectorSettings:
    given = {"failures_before_rest": 3, "first_rest_seconds": PAUSE, "longest_rest_seconds": PAUSE, **changed}
    return settings("health", url, **given)


def with_more_time(given: ConnectorSettings) -> ConnectorSettings:
    """The same connector, whose answers may take as long as a busy machine needs."""
    made = in_real_time(given.base_url)
    object.__setattr__(made, "breaker", given.breaker)
    return made


async def asked(client: HttpClient, *, idempotent: bool = False) -> str:
    """`answered`, or the reason why not."""
    try:
        await client.ask(Question(operation="test", method="POST", path="/", idempotent=idempotent, json={}))
    except QuotaExhausted:
        return "QUOTA"
    except HubError as error:
        return str(error.details["reason"])
    return "answered"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(502, "OUT_OF_SERVICE"), (503, "OUT_OF_SERVICE"), (504, "OUT_OF_SERVICE"), (None, "TIMEOUT")],
)
async def test_who_does_not_answer_is_left_alone_and_found_again(
    agency: Agency, session: aiohttp.ClientSession, clock: Seconds, status: int | None, reason: str
) -> None:
    async with served(agency.application) as url:
        given = limits(url, clock, timeout_seconds=5.0 if status else 0.1)
        client, other = HttpClient(given, session), HttpClient(with_more_time(given), session)
        agency.status = status
        assert [await asked(client) for _ in range(5)] == [reason] * 3 + ["RESTING"] * 2
        assert await asked(other) == "RESTING", "what one client found out holds for all of the connector"
        assert agency.asked == 3
        assert given.breaker.state is AgencyState.RESTING
        agency.status = 200
        clock.now += PAUSE
        assert [await asked(other) for _ in range(3)] == ["answered"] * 3
        assert given.breaker.admit() is False


async def test_nobody_there_is_asked_once_a_question(
    session: aiohttp.ClientSession, clock: Seconds, unused_tcp_port: int
) -> None:
    pauses: list[float] = []

    def jitter() -> float:
        pauses.append(0.0)
        return 0.0

    client = HttpClient(limits(f"http://127.0.0.1:{unused_tcp_port}", clock), session, jitter=jitter)
    reasons = [await asked(client, idempotent=True) for _ in range(5)]
    assert reasons == ["UNREACHABLE"] * 3 + ["RESTING"] * 2
    assert pauses == [], "a refused connection is not asked for again"


async def test_a_question_is_not_repeated_once_its_agency_rests(
    agency: Agency, session: aiohttp.ClientSession, clock: Seconds
) -> None:
    agency.status = 503
    async with served(agency.application) as url:
        client = HttpClient(limits(url, clock, failures_before_rest=2), session, jitter=lambda: 0.0)
        assert await asked(client, idempotent=True) == "OUT_OF_SERVICE", "told what happened, not what followed"
    assert agency.asked == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_an_agency_that_answers_is_not_left_alone_whatever_it_says(
    agency: Agency, session: aiohttp.ClientSession, clock: Seconds, status: int
) -> None:
    agency.status = status
    async with served(agency.application) as url:
        given = limits(url, clock)
        client = HttpClient(given, session)
        assert "RESTING" not in [await asked(client) for _ in range(8)]
        assert given.breaker.state is AgencyState.ASKED
    assert agency.asked == 8


async def test_only_one_of_many_tries_a_resting_agency(
    agency: Agency, session: aiohttp.ClientSession, clock: Seconds
) -> None:
    async with served(agency.application) as url:
        client = HttpClient(limits(url, clock, timeout_seconds=1.0), session)
        agency.status = 503
        for _ in range(3):
            await asked(client)
        agency.status = None
        clock.now += PAUSE
        reasons = await asyncio.gather(*(asked(client) for _ in range(6)))
    assert sorted(reasons) == ["RESTING"] * 5 + ["TIMEOUT"]
    assert agency.asked == 4


async def test_whoever_tries_and_leaves_does_not_shut_the_door(
    agency: Agency, session: aiohttp.ClientSession, clock: Seconds
) -> None:
    async with served(agency.application) as url:
        client = HttpClient(limits(url, clock), session)
        agency.status = 503
        for _ in range(3):
            await asked(client)
        agency.status = None
        clock.now += PAUSE
        leaves = asyncio.create_task(asked(client))
        async with asyncio.timeout(5):
            while agency.asked < 4:
                await asyncio.sleep(0.005)
        leaves.cancel()
        await asyncio.gather(leaves, return_exceptions=True)
        agency.status = 200
        assert await asked(client) == "answered"


async def test_retry_after_is_kept(agency: Agency, session: aiohttp.ClientSession, clock: Seconds) -> None:
    agency.status, agency.headers = 429, {"Retry-After": "1"}
    async with served(agency.application) as url:
        given = limits(url, clock)
        client = HttpClient(given, session)
        assert [await asked(client) for _ in range(3)] == ["QUOTA"] * 3
        assert agency.asked == 1
        assert given.breaker.state is AgencyState.WAITING
        agency.status, agency.headers = 200, {}
        clock.now += 0.9
        assert await asked(client) == "QUOTA"
        clock.now += 0.1
        assert await asked(client) == "answered"


async def test_a_short_retry_after_is_waited_for(agency: Agency, session: aiohttp.ClientSession) -> None:
    agency.status, agency.headers = 429, {"Retry-After": "1"}
    async with served(agency.application) as url:
        asking = asyncio.create_task(asked(HttpClient(in_real_time(url), session), idempotent=True))
        async with asyncio.timeout(5):
            while not agency.asked:
                await asyncio.sleep(0.005)
        agency.status, agency.headers = 200, {}
        assert await asking == "answered"
    assert agency.asked == 2


async def test_nobody_waits_for_a_turn_while_the_agency_rests(
    agency: Agency, session: aiohttp.ClientSession, clock: Seconds
) -> None:
    agency.status = None
    async with served(agency.application) as url:
        given = limits(
            url, clock, concurrency=1, timeout_seconds=5.0, first_rest_seconds=60.0, longest_rest_seconds=60.0
        )
        client = HttpClient(given, session)
        under_way = asyncio.create_task(asked(client))
        async with asyncio.timeout(5):
            while not agency.asked:
                await asyncio.sleep(0.005)
        agency.status = 503
        for _ in range(3):
            await asked(HttpClient(given, session))
        async with asyncio.timeout(1):
            assert await asked(client) == "RESTING"
        under_way.cancel()
        await asyncio.gather(under_way, return_exceptions=True)
    assert agency.asked == 4
