"""The client against real servers: what it repeats, what it gives up on, and what it never tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest
from aiohttp import web

from hub.core.errors import HubError, QuotaExhausted, SourceUnavailable
from hub.exchange.client import HttpClient, Question
from hub.exchange.session import open_session
from tests.connectors.serving import Canned, served, settings

SECRET = "9171011201909003"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


def question(*, idempotent: bool = True) -> Question:
    return Question(operation="test", method="POST", path="/ask", idempotent=idempotent, query={"key": SECRET}, json={})


def no_pause() -> float:
    return 0.0


async def refused(client: HttpClient, *, idempotent: bool = True) -> HubError:
    with pytest.raises(HubError) as caught:
        await client.ask(question(idempotent=idempotent))
    assert SECRET not in f"{caught.value!r}{caught.value.message}{caught.value.details}"
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_passing_failure_is_asked_again(session: aiohttp.ClientSession, status: int) -> None:
    canned = Canned({"/ask": [(status, b""), (status, b""), (200, b"{}")]})
    async with served(canned.application) as url:
        reply = await HttpClient(settings("health", url), session, jitter=no_pause).ask(question())
    assert reply.json() == {}
    assert len(canned.asked) == 3


async def test_three_attempts_are_enough(session: aiohttp.ClientSession) -> None:
    canned = Canned({"/ask": (503, b"")})
    async with served(canned.application) as url:
        error = await refused(HttpClient(settings("health", url), session, jitter=no_pause))
    assert isinstance(error, SourceUnavailable)
    assert error.details["reason"] == "OUT_OF_SERVICE"
    assert len(canned.asked) == 3


@pytest.mark.parametrize("status", [429, 503])
async def test_what_changes_something_is_asked_once(session: aiohttp.ClientSession, status: int) -> None:
    canned = Canned({"/ask": (status, b"")})
    async with served(canned.application) as url:
        await refused(HttpClient(settings("health", url), session, jitter=no_pause), idempotent=False)
    assert len(canned.asked) == 1


@pytest.mark.parametrize(("status", "reason"), [(500, "ERROR_STATUS"), (401, "REFUSED"), (403, "REFUSED")])
async def test_a_lasting_failure_is_not_asked_again(session: aiohttp.ClientSession, status: int, reason: str) -> None:
    canned = Canned({"/ask": (status, b"")})
    async with served(canned.application) as url:
        error = await refused(HttpClient(settings("health", url), session))
    assert error.details["reason"] == reason
    assert len(canned.asked) == 1


async def test_429_is_a_quota_that_is_used_up(session: aiohttp.ClientSession) -> None:
    """Without a time, the question comes back once, after the first pause; others cost no call meanwhile."""
    canned = Canned({"/ask": (429, b"")})
    async with served(canned.application) as url:
        client = HttpClient(settings("health", url), session, jitter=no_pause)
        for _ in range(5):
            assert isinstance(await refused(client), QuotaExhausted)
    assert len(canned.asked) == 2


async def test_a_crowd_that_passes_is_waited_for(session: aiohttp.ClientSession) -> None:
    canned = Canned({"/ask": [(429, b""), (200, b"{}")]})
    async with served(canned.application) as url:
        reply = await HttpClient(settings("health", url), session).ask(question())
    assert reply.json() == {}
    assert len(canned.asked) == 2


async def test_a_long_retry_after_is_not_waited_for(session: aiohttp.ClientSession) -> None:
    calls = 0

    async def busy(_request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        return web.Response(status=503, headers={"Retry-After": "3600"})

    async with serving(busy) as url:
        await refused(HttpClient(settings("health", url), session, jitter=no_pause))
    assert calls == 1


async def test_a_redirect_is_not_followed(session: aiohttp.ClientSession) -> None:
    paths = []

    async def away(request: web.Request) -> web.Response:
        paths.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async with serving(away) as url:
        reply = await HttpClient(settings("health", url), session).ask(question())
    assert reply.status == 307
    assert paths == ["/ask"]


async def test_a_slow_answer_is_given_up_in_time(session: aiohttp.ClientSession) -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with serving(slow) as url:
        began = asyncio.get_running_loop().time()
        error = await refused(HttpClient(settings("health", url, timeout_seconds=0.2), session))
    assert error.details["reason"] == "TIMEOUT"
    assert asyncio.get_running_loop().time() - began < 2


@pytest.mark.parametrize("announced", [True, False])
async def test_a_large_answer_is_given_up_early(session: aiohttp.ClientSession, announced: bool) -> None:
    sent = 0

    async def large(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        if announced:
            response.content_length = 10**9
        await response.prepare(request)
        for _ in range(10_000):
            await response.write(b"x" * 65_536)
            sent += 65_536
        return response

    async with serving(large) as url:
        error = await refused(HttpClient(settings("health", url, max_body_bytes=100_000), session))
    assert error.details["reason"] == "TOO_LARGE"
    assert sent < 50_000_000


async def test_a_compressed_bomb_is_as_large_as_what_it_holds(session: aiohttp.ClientSession) -> None:
    async def bomb(request: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"0" * 5_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with serving(bomb) as url:
        error = await refused(HttpClient(settings("health", url, max_body_bytes=100_000), session))
    assert error.details["reason"] == "TOO_LARGE"


async def test_nobody_there(session: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    client = HttpClient(settings("health", f"http://127.0.0.1:{unused_tcp_port}"), session, jitter=no_pause)
    assert (await refused(client)).details["reason"] == "UNREACHABLE"


async def test_no_more_questions_at_one_time_than_the_manifest_allows(session: aiohttp.ClientSession) -> None:
    now, most = 0, 0

    async def count(_request: web.Request) -> web.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return web.json_response({})

    async with serving(count) as url:
        client = HttpClient(settings("health", url, concurrency=3), session)
        await asyncio.gather(*(client.ask(question()) for _ in range(12)))
    assert most == 3


async def test_a_queue_does_not_wait_for_ever(session: aiohttp.ClientSession) -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with serving(slow) as url:
        client = HttpClient(settings("health", url, timeout_seconds=0.3, concurrency=1), session)
        errors = await asyncio.gather(*(client.ask(question()) for _ in range(5)), return_exceptions=True)
        again = await asyncio.gather(client.ask(question()), return_exceptions=True)
    reasons = [error.details["reason"] for error in (*errors, *again) if isinstance(error, HubError)]
    assert reasons.count("TIMEOUT") >= 2, "the place of a question that was given up is free again"
    assert len(reasons) == 6
    assert set(reasons) == {"TIMEOUT", "BUSY"}


def serving(handler: Handler) -> AbstractAsyncContextManager[str]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    return served(application)
