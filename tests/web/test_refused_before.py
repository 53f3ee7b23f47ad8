"""What is refused before it is an operation: counted for its client, or by code alone where nobody knows whose."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp

from hub.core.trusted import Key
from hub.engine import Engine
from hub.engine.uses import Uses
from hub.telemetry import metrics
from hub.web.door import MAX_BODY_BYTES
from tests.fakes.actors import READER
from tests.fakes.world import schema, world
from tests.web.rig import Rig, answered, rig

MINE = READER.client_id
GOOD = {"query": "{ services { name } }"}
DAY = dt.date(2026, 11, 27)


class Rows:
    """Keeps what is counted."""

    def __init__(self) -> None:
        self.errors: Counter[Key] = Counter()

    async def count(self, _day: dt.date, _documents: Any, _deprecated: Any, errors: Mapping[Key, int]) -> None:
        self.errors.update(errors)

    async def forget(self, _day: dt.date) -> None:
        self.errors.clear()


class Counts:
    """The counts of a hub since they were last looked at."""

    def __init__(self, uses: Uses) -> None:
        self._uses, self._unknown = uses, metrics._unknown.copy()

    async def new(self) -> tuple[dict[Key, int], dict[str, int]]:
        """Of clients, and of nobody known."""
        rows, unknown = Rows(), metrics._unknown.copy()
        await self._uses.write(rows, DAY)
        new, self._unknown = unknown - self._unknown, unknown
        return dict(rows.errors), dict(new)


async def test_what_is_refused_before_it_is_an_operation_is_counted_once_under_its_code() -> None:
    w, uses = world(), Uses()
    w.engine = Engine(schema(), w.hub, uses=uses)
    counts = Counts(uses)
    async with rig(w, batch=2) as hub:
        mine = await hub.bearer()
        for token in (mine, None):
            await hub.post(GOOD, token)
        assert await counts.new() == ({}, {}), "nothing is counted of a good answer"

        for token in ("Bearer a.b.c", "Basic x"):
            assert (await hub.post(GOOD, token)).status == 401
            assert (await hub.get(token, **GOOD)).status == 401
        assert await _closed(hub, "Bearer a.b.c") == 4403
        assert await _document(hub, "Bearer a.b.c") == 401
        assert await counts.new() == ({}, {"UNAUTHENTICATED": 6})

        # As bodies come: no JSON, no object, no parameters of a request, an empty batch, too large, of another type.
        for token in (mine, None):
            assert [(await hub.post(body, token)).status for body in _BODIES] == [400, 400, 400, 400]
            assert (await hub.post([], token)).codes == ["COST_EXCEEDED"]
            assert (await hub.post(b" " * (MAX_BODY_BYTES + 1), token)).codes == ["COST_EXCEEDED"]
            assert (await hub.post(GOOD, token, **{"Content-Type": "text/plain"})).status == 415
            assert (await hub.get(token, query="mutation { __typename }")).status == 405
            assert (await hub.post([GOOD, {}], token)).payload[1]["errors"]
        expected = {"BAD_INPUT": len(_BODIES) + 3, "COST_EXCEEDED": 2}
        assert await counts.new() == (_of(MINE, expected.items()), expected)

        # Over a socket it is no other than over HTTP.
        async with hub.socket(mine) as wire:
            await wire.send_json({"id": "1", "type": "subscribe", "payload": {}})
            assert (await answered(wire, "1"))["errors"]
        assert await counts.new() == (_of(MINE, [("BAD_INPUT", 1)]), {})

        # A document that cannot be parsed is an operation of its client that was refused.
        assert (await hub.post({"query": "{"}, mine)).codes == ["BAD_INPUT"]
        assert (await hub.get(mine, query="{")).codes == ["BAD_INPUT"]
        assert await counts.new() == (_of(MINE, [("BAD_INPUT", 2)]), {})
        # Whose it is does not matter where nothing of ours may be answered: that stands before the token.
        assert (await hub.post(GOOD, mine, "image/png")).status == 406
        assert await counts.new() == ({}, {"BAD_INPUT": 1})


_BODIES = (b"{", b"1", b"{}", b'{"query": 1}')


def _of(client: str, codes: Iterable[tuple[str, int]]) -> dict[Key, int]:
    return {(client, code): count for code, count in codes}


async def _closed(hub: Rig, token: str) -> int | None:
    """The number with which a socket ends."""
    async with hub.socket(token, initialise=False) as wire:
        await wire.send_json({"type": "connection_init", "payload": {"Authorization": token}})
        message = await wire.receive(timeout=5)
        assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
        return wire.close_code


async def _document(hub: Rig, token: str) -> int:
    url = hub.url.removesuffix("/graphql") + "/documents/01938f00-0000-7000-8000-000000000000"
    async with hub.http.get(url, headers={"Authorization": token}) as response:
        return response.status
