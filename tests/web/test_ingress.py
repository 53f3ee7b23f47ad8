"""Where agencies push: bytes in, the connector's own words out, and nothing written but by the agency's mutation."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hub.core.errors import BadInput, Unauthenticated
from hub.core.recording import Recording
from hub.engine.pushes import Pushes
from hub.exchange import Command, Connector, IngressRoute, Outcome, Push, PushAnswer, read_manifest
from hub.web import middleware
from hub.web.ingress import ingress
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import NOW, clock, person
from tests.fakes.world import World, world

WELFARE = FACETS["welfare"]


def read(push: Push) -> Command:
    """Trusts who knows the word, and takes lines of NIK and decile."""
    if push.headers.get("x-word") != "contoh":
        raise Unauthenticated("Say the word.")
    try:
        lines = [line.split(b",") for line in push.body.splitlines()]
        said = [(nik.decode(), int(decile)) for nik, decile in lines]
    except ValueError:
        raise BadInput("Lines of NIK and decile, please.", path="line") from None
    assert push.at == NOW
    recordings = [
        Recording(facet="welfare", nik=nik, items=(WELFARE.item(decile, "2026-Q3", ()),)) for nik, decile in said
    ]
    return Command(key=str(hash(push.body)), recordings=tuple(recordings))


def answer(outcome: Outcome) -> PushAnswer:
    if outcome.refused:
        return PushAnswer(418, f"no: {outcome.refused.code} {outcome.refused.path}".encode(), "text/plain")
    told = [trouble.code.value if trouble else "kept" for trouble in outcome.results]
    return PushAnswer(200, orjson.dumps(told), "application/x-told")


@dataclasses.dataclass
class Rig:
    world: World
    url: str
    http: aiohttp.ClientSession

    async def push(self, body: Any, **headers: str) -> tuple[int, str, str]:
        async with self.http.post(self.url, data=body, headers={"X-Word": "contoh", **headers}) as response:
            assert response.headers["Cache-Control"] == "no-store"
            return response.status, response.content_type, await response.text()


@asynccontextmanager
async def rig() -> AsyncIterator[Rig]:
    w = world([person("Siti Contoh", nik="1901014101909001")])

    async def ping() -> None:
        raise AssertionError("nobody asks")

    route = IngressRoute(name="deciles", read=read, answer=answer, max_bytes=100)
    connector = Connector(manifest=read_manifest("hub.connectors.welfare"), ping=ping, ingress=(route,))
    application = web.Application(middlewares=[middleware.envelope, middleware.error_shape])
    ingress(Pushes(w.engine, w.hub), [connector], clock)(application)
    async with TestServer(application) as server, aiohttp.ClientSession() as http:
        yield Rig(w, str(server.make_url("/ingress/welfare/deciles")), http)


async def test_what_is_pushed_is_kept_and_answered_in_the_agencys_words() -> None:
    async with rig() as r:
        for _ in range(2):  # the same push again does nothing twice
            assert await r.push(b"1901014101909001,3") == (200, "application/x-told", '["kept"]')
        ((_, copy),) = r.world.record.tables.copies.items()
        assert copy.items == (WELFARE.item(3, "2026-Q3", ()),)
        (receipt,) = r.world.record.tables.receipts
        assert (receipt.client_id, receipt.fields) == ("agency:welfare", ("Mutation.recordWelfare",))


async def test_each_line_has_its_own_outcome() -> None:
    async with rig() as r:
        pushed = await r.push(b"1901014101909002,3\n1901014101909001,11\n1901014101909001,4")
        assert pushed == (200, "application/x-told", '["NOT_FOUND","BAD_INPUT","kept"]')


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (b"1901014101909001,3", {"X-Word": "salah"}, "no: UNAUTHENTICATED "),
        (b"no lines", {}, "no: BAD_INPUT line"),
        (b"x" * 101, {}, "no: COST_EXCEEDED "),
    ],
)
async def test_what_is_refused_is_answered_by_the_connector_too(
    body: bytes, headers: dict[str, str], told: str
) -> None:
    async with rig() as r:
        assert await r.push(body, **headers) == (418, "text/plain", told)
        assert r.world.calls.made == []


async def test_a_body_of_unsaid_length_is_cut_off_too() -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield b"x" * 1000

    async with rig() as r:
        assert (await r.push(pieces()))[2] == "no: COST_EXCEEDED "
    assert sent < 10_000


async def test_only_post_and_only_the_connectors_own_names() -> None:
    async with rig() as r:
        async with r.http.get(r.url) as response:
            assert (response.status, response.headers["Allow"]) == (405, "POST")
        for other in ("/ingress/welfare/others", "/ingress/education/deciles", "/ingress"):
            async with r.http.post(r.url.replace("/ingress/welfare/deciles", other)) as response:
                assert response.status == 404


async def test_an_outage_on_the_way_is_no_success() -> None:
    async with rig() as r:
        r.world.population.out = True
        assert (await r.push(b"1901014101909002,3"))[2] == '["SOURCE_UNAVAILABLE"]'
