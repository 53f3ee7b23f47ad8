"""The console on a real port, with a graph, an issuer and a clock of its own."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, get_port_socket
from aiohttp.typedefs import Handler
from graphql import GraphQLSchema

from hub.console.application import console_application
from hub.console.base.contract import Contract
from hub.console.base.graph import Graph
from hub.console.base.session import MemorySessions
from hub.console.base.visit import Office
from tests.console.fakes import FakeClock, FakeGraph, FakeTokens, published_schema
from tests.console.issuer import FakeIssuer
from tests.console.visitor import Visitor

PAPER = b"%PDF-1.7 a paper of the tests"


@dataclass
class Site:
    """Everything around the console under test."""

    url: str
    graph: FakeGraph
    issuer: FakeIssuer
    tokens: FakeTokens
    clock: FakeClock
    sessions: MemorySessions


@pytest.fixture(scope="session")
def schema() -> GraphQLSchema:
    return published_schema()


async def paper(request: web.Request) -> web.Response:
    """Stands for the hub's own documents: they want a token that may read them."""
    if request.headers.get("Authorization") != "Bearer token-operator":
        raise web.HTTPForbidden
    return web.Response(body=PAPER, content_type="application/pdf")


@asynccontextmanager
async def standing(
    schema: GraphQLSchema,
    asked: Graph | None = None,
    *,
    routes: Mapping[str, Handler] | None = None,
    training: bool = False,
    contract: Contract | None = None,
    sample: bool = True,
) -> AsyncIterator[Site]:
    """The console with everything around it, in the loop of whoever asks; over `asked` instead of the small graph.

    `routes` are addresses of the hub itself that stand beside the console.
    """
    clock, tokens, issuer, graph = FakeClock(), FakeTokens(), FakeIssuer(), FakeGraph(schema)
    sessions = MemorySessions(clock)
    async with TestServer(issuer.application()) as issuer_server:
        issuer.base = str(issuer_server.make_url("")).rstrip("/")
        # Held from now on: the application has to know its address before it serves, and others look for ports too.
        held = get_port_socket("127.0.0.1", 0, socket.AF_INET)
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        app = web.Application()
        for path, handle in {"/documents/{id}": paper, **(routes or {})}.items():
            app.router.add_get(path, handle)
        console_application(
            asked or graph, issuer.base, url, actor_of=tokens.actor_of, sessions=sessions, clock=clock,
            office=Office("Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka", sample=sample, training=training),
            contract=contract,
        )(app)  # fmt: skip
        async with TestServer(app, socket_factory=lambda *_: held):
            yield Site(url, graph, issuer, tokens, clock, sessions)


@pytest.fixture
async def site(schema: GraphQLSchema) -> AsyncIterator[Site]:
    async with standing(schema) as site:
        yield site


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[Visitor]:
    """Somebody with a browser's cookies and no script."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield Visitor(http, site.url)


@pytest.fixture
async def operator(site: Site, visitor: Visitor) -> Visitor:
    """A visitor who has logged in as an operator."""
    site.issuer.person = "operator"
    page = await visitor.get("/console")
    assert page.status == 200
    return visitor
