"""Whatever a client sends to a facade counts against its rate, also what asks nothing of the graph."""

from __future__ import annotations

import dataclasses
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from hub.core.calendar import now
from hub.engine import Engine, Shares, Traffic
from hub.engine.asked import Asked
from hub.facades import Given, discover
from hub.web.graphql import DOOR
from tests.facades.spdci.asking import Office, search, status, unsubscribe
from tests.fakes.world import schema, world
from tests.receipts.conftest import hub
from tests.receipts.running import Running
from tests.store.samples import TENANT

__all__ = ["hub"]
BURST = 3


def facades_of(hub: Running) -> web.Application:
    """The facades of this hub with a rate, which nobody has in the sandbox; a message is not run, but counted."""
    traffic = Traffic(Shares(rate=1, burst=BURST), lambda: 0.0)
    engine = Engine(schema(), world().hub, traffic=traffic)
    door = dataclasses.replace(hub.application[DOOR], engine=engine)
    given = Given(
        tenant=TENANT, public_url=hub.url, database=hub.direct, clock=now, sandbox=True, facets=frozenset(),
        ask=Asked(engine),
    )  # fmt: skip
    application = web.Application()
    for facade in discover():
        facade.routes(given, door.knows)(application)
    return application


async def test_messages_that_ask_nothing_count_too_before_anything_is_read_or_kept(hub: Running) -> None:
    office = await Office.of(hub)
    notify = {**search(), "message": {"transaction_id": "t-1", "notify_event": []}}
    messages: tuple[tuple[str, str, Any], ...] = (
        ("POST", "/dci/crvs/registry/txn/status", lambda: status("search", "transaction_id", "t-1")),
        ("POST", "/dci/crvs/registry/sync/txn/status", lambda: status("search", "transaction_id", "t-1")),
        ("POST", "/dci/social/registry/unsubscribe", lambda: unsubscribe("s-1")),
        ("POST", "/dci/crvs/registry/notify", lambda: notify),
        ("POST", "/dci/crvs/registry/search", search),
        ("GET", "/govstack/registries/databases", lambda: None),
        ("POST", "/govstack/registries/data/a/1/create", lambda: None),
    )
    for method, path, message in messages:
        async with TestClient(TestServer(facades_of(hub))) as client:
            told, waits, kept = [], set(), 0
            for _ in range(BURST + 2):
                kept = await hub.direct.fetchval("select count(*) from spdci_message")
                headers = {"Authorization": office.token}
                async with client.request(method, path, json=message(), headers=headers) as answer:
                    told.append(answer.status)
                    waits.add(answer.headers.get("Retry-After"))
            assert told[BURST:] == [429, 429], path
            assert 429 not in told[:BURST], path
            assert waits == {None, "1"}
            assert await hub.direct.fetchval("select count(*) from spdci_message") == kept, path
