"""Pages are compressed where nobody can learn from their length what stands on them."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer

from hub.web.compression import compressed

PAGE = "<!DOCTYPE html><p>Permohonan Anda</p>" * 100
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
LOGGED_IN = {**GZIP, "Cookie": "__Host-satu=word"}


async def page(_request: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


async def short(_request: web.Request) -> web.Response:
    return web.Response(text="<p>Ya</p>", content_type="text/html")


async def answer(_request: web.Request) -> web.Response:
    return web.json_response({"data": {"citizen": {"fullName": "Siti Contoh" * 100}}})


@pytest.fixture
async def site() -> AsyncIterator[str]:
    app = web.Application(middlewares=[compressed])
    app.add_routes([web.get("/page", page), web.get("/short", short), web.get("/graphql", answer)])
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def got(site: str, path: str, headers: Mapping[str, str]) -> tuple[bytes, Mapping[str, Any]]:
    """The bytes as they came over the wire, and the head."""
    async with (
        ClientSession(auto_decompress=False, cookie_jar=DummyCookieJar()) as http,
        http.get(f"{site}/{path}", headers={"Accept-Encoding": "identity", **headers}) as response,
    ):
        return await response.read(), response.headers


async def is_compressed(site: str, headers: Mapping[str, str]) -> bool:
    body, head = await got(site, "page", headers)
    coded = head.get("Content-Encoding") == "gzip"
    assert (gzip.decompress(body) if coded else body) == PAGE.encode()
    assert head["Vary"] == "Accept-Encoding, Sec-Fetch-Site"
    assert int(head["Content-Length"]) == len(body)
    return coded


async def test_what_anybody_gets_is_compressed_wherever_she_comes_from(site: str) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert await is_compressed(site, {**GZIP, **headers})


@pytest.mark.parametrize("came_from", ["same-origin", "none"])
async def test_a_page_of_somebody_is_compressed_when_our_own_page_asked(site: str, came_from: str) -> None:
    assert await is_compressed(site, {**LOGGED_IN, "Sec-Fetch-Site": came_from})


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}])
async def test_a_page_of_somebody_is_not_compressed_when_another_site_may_have_asked(
    site: str, headers: Mapping[str, str]
) -> None:
    assert not await is_compressed(site, {**LOGGED_IN, **headers})
    assert not await is_compressed(site, {**GZIP, "Authorization": "Bearer word", **headers} if headers else LOGGED_IN)


async def test_who_cannot_read_it_gets_it_plain(site: str) -> None:
    for accepted in ("", "identity", "br", "gzip;q=0", "deflate"):
        assert not await is_compressed(site, {"Accept-Encoding": accepted})


async def test_a_short_page_and_an_answer_of_the_graph_stay_as_they_are(site: str) -> None:
    for path in ("short", "graphql"):
        _, head = await got(site, path, GZIP)
        assert "Content-Encoding" not in head
        assert "Vary" not in head
