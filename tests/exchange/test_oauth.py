"""Tokens: asked once for many, again when they end, once more when they are refused."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import aiohttp
import pytest

from hub.core.errors import SourceUnavailable
from hub.exchange.client import HttpClient, Question
from hub.exchange.oauth import ClientCredentials
from hub.exchange.session import open_session
from tests.connectors.serving import Canned, Clock, served, settings

TOKEN = Question(operation="token", method="POST", path="/token", idempotent=True, form={"client_secret": "s3cret"})
ASK = Question(operation="ask", method="GET", path="/ask", idempotent=True)


def grant(token: str, expires_in: object = "3599") -> tuple[int, bytes]:
    written = f'"{expires_in}"' if isinstance(expires_in, str) else f"{expires_in}"
    return 200, f'{{"access_token": "{token}", "expires_in": {written}}}'.encode()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


def parts(url: str, session: aiohttp.ClientSession, clock: Clock) -> HttpClient:
    given = settings("health", url)
    tokens = ClientCredentials(HttpClient(given, session), TOKEN, given.manifest, clock)
    return HttpClient(given, session, tokens=tokens)


def bearers(canned: Canned) -> list[str]:
    return [asked.headers["Authorization"] for asked in canned.asked if asked.path == "/ask"]


async def test_many_questions_share_one_token(session: aiohttp.ClientSession) -> None:
    canned = Canned({"/token": grant("one"), "/ask": (200, b"{}")})
    async with served(canned.application) as url:
        client = parts(url, session, Clock())
        await asyncio.gather(*(client.ask(ASK) for _ in range(10)))
    assert [asked.path for asked in canned.asked].count("/token") == 1
    assert set(bearers(canned)) == {"Bearer one"}


@pytest.mark.parametrize(
    ("expires_in", "after", "asked"),
    [("3599", 49, 1), ("3599", 51, 2), (600, 8, 1), (600, 10, 2), ("soon", 4, 1), ("soon", 6, 2), (10**8, 51, 2)],
)
async def test_a_token_is_used_until_a_minute_before_its_end_and_at_most_50_minutes(
    session: aiohttp.ClientSession, expires_in: object, after: int, asked: int
) -> None:
    canned = Canned({"/token": [grant("one", expires_in), grant("two", expires_in)], "/ask": (200, b"{}")})
    clock = Clock()
    async with served(canned.application) as url:
        client = parts(url, session, clock)
        await client.ask(ASK)
        clock.now += dt.timedelta(minutes=after)
        await client.ask(ASK)
    assert len(set(bearers(canned))) == asked


async def test_a_refused_token_is_replaced_once(session: aiohttp.ClientSession) -> None:
    canned = Canned({"/token": [grant("old"), grant("new")], "/ask": [(401, b"{}"), (200, b"{}")]})
    async with served(canned.application) as url:
        reply = await parts(url, session, Clock()).ask(ASK)
    assert reply.status == 200
    assert bearers(canned) == ["Bearer old", "Bearer new"]


async def test_a_second_refusal_is_an_answer(session: aiohttp.ClientSession) -> None:
    canned = Canned({"/token": [grant("old"), grant("new")], "/ask": (401, b"{}")})
    async with served(canned.application) as url:
        with pytest.raises(SourceUnavailable) as caught:
            await parts(url, session, Clock()).ask(ASK)
    assert caught.value.details["reason"] == "REFUSED"
    assert len(bearers(canned)) == 2


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, b'{"error": "invalid_client"}', "REFUSED"),
        (401, b"", "REFUSED"),
        (200, b"{}", "UNREADABLE"),
        (200, b"[]", "UNREADABLE"),
        (200, b'{"access_token": 7}', "UNREADABLE"),
        (200, b'{"access_token": "a\\r\\nX-Injected: b"}', "UNREADABLE"),
        (200, b"<html>", "UNREADABLE"),
    ],
)
async def test_no_token_no_question(session: aiohttp.ClientSession, status: int, body: bytes, reason: str) -> None:
    canned = Canned({"/token": (status, body), "/ask": (200, b"{}")})
    async with served(canned.application) as url:
        with pytest.raises(SourceUnavailable) as caught:
            await parts(url, session, Clock()).ask(ASK)
    assert caught.value.details["reason"] == reason
    assert "s3cret" not in repr(caught.value)
    assert not bearers(canned)
