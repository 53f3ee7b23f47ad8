"""One key, one effect, one answer, on every transport of one door, over a real database."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import pytest

from hub.core.actor import Role
from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.fakes.actors import staff
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import person
from tests.web.rig import GRAPHQL, JSON, TRANSPORTS, Rig, over_post, over_socket, rig

OPERATOR = staff(Role.OPERATOR)
NIK = "1901011501859001"
PAYLOAD = "citizen { birthPlace version } version changed errors { code path version changed }"
ONE = f"mutation Correct($a: CorrectCitizenInput!) {{ correctCitizen(input: $a) {{ {PAYLOAD} }} }}"
TWO = (
    "mutation Two($a: CorrectCitizenInput!, $b: CorrectCitizenInput!) {"
    f" a: correctCitizen(input: $a) {{ {PAYLOAD} }} b: correctCitizen(input: $b) {{ {PAYLOAD} }} }}"
)


def said(key: str | None = "1", version: int = 1, place: str = "Belinyu") -> dict[str, Any]:
    return {
        "idempotencyKey": key, "nik": NIK, "expectedVersion": version, "reason": "Salah ketik.",
        "source": {"kind": "BIRTH_DEED", "number": "7"}, "attributes": {"birthPlace": place},
    }  # fmt: skip


def one(*given: Any) -> dict[str, Any]:
    return {"query": ONE, "variables": {"a": said(*given)}}


def two(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    return {"query": TWO, "variables": {"a": a, "b": b}}


class Counter:
    """A hub that listens, over a database with one person in it."""

    def __init__(self, db: Database, hub: Rig, token: str) -> None:
        self.db, self.hub, self.token = db, hub, token

    async def post(self, body: dict[str, Any], **headers: str) -> bytes:
        """The bytes of the answer."""
        asked = {"Content-Type": JSON, "Accept": GRAPHQL, "Authorization": self.token, **headers}
        async with self.hub.http.post(self.hub.url, data=orjson.dumps(body), headers=asked) as response:
            return await response.read()

    async def over_wire(self, body: dict[str, Any]) -> bytes:
        """The bytes of the message that holds the answer, over a socket of its own."""
        async with self.hub.socket(self.token) as wire:
            return await self.asked(wire, body)

    async def asked(self, wire: aiohttp.ClientWebSocketResponse, body: dict[str, Any]) -> bytes:
        await wire.send_json({"id": "1", "type": "subscribe", "payload": body})
        message = await wire.receive(timeout=10)
        assert await wire.receive_json(timeout=10) == {"id": "1", "type": "complete"}
        text: str = message.data
        return text.encode()

    async def corrections(self) -> list[str]:
        """Where she was born, after each event."""
        rows = await self.db.fetch(
            "select after ->> 'birth_place' as place from record_event where version > 1 order by version"
        )
        return [row["place"] for row in rows]


@asynccontextmanager
async def counter(database: str) -> AsyncIterator[Counter]:
    db = await Database.open(database, max_size=4)
    try:
        await copy_citizens(db, [person("Suparman", nik=NIK, birth_place="Sungailiat")])
        async with rig(on_postgres(db), batch=4) as hub:
            yield Counter(db, hub, await hub.bearer(OPERATOR))
    finally:
        await db.close()


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_retry_gets_the_first_answer_and_another_body_is_refused(database: str, transport: str) -> None:
    ask = TRANSPORTS[transport]
    async with counter(database) as at:
        first = await ask(at.hub, one(), at.token)
        made = first.payload["data"]["correctCitizen"]
        assert (made["errors"], made["version"], made["citizen"]["birthPlace"]) == ([], 2, "Belinyu")
        # Somebody else goes on meanwhile.
        await over_post(at.hub, one("2", 2, "Toboali"), at.token)
        assert (await ask(at.hub, one(), at.token)).payload == first.payload
        refused = (await ask(at.hub, one("1", 1, "Koba"), at.token)).payload["data"]["correctCitizen"]
        assert [(error["code"], error["path"]) for error in refused["errors"]] == [
            ("IDEMPOTENCY_MISMATCH", "idempotencyKey")
        ]
        assert await at.corrections() == ["Belinyu", "Toboali"]


async def test_the_bytes_of_the_answer_are_the_same(database: str) -> None:
    async with counter(database) as at:
        first = await at.post(one())
        assert await at.post(one()) == first
        # The key in the header is the same key.
        assert await at.post(one(None), **{"Idempotency-Key": "1"}) == first
        over_wire = await at.over_wire(one())
        assert await at.over_wire(one()) == over_wire
        assert orjson.loads(over_wire)["payload"] == orjson.loads(first)
        assert await at.corrections() == ["Belinyu"]


async def test_the_same_key_on_many_connections_at_once_makes_one_event(database: str) -> None:
    async with counter(database) as at, at.hub.socket(at.token) as wire:
        posts = [at.post(one()) for _ in range(4)]
        answers = await asyncio.gather(*posts, at.over_wire(one()), at.asked(wire, one()))
        told = [orjson.loads(answer) for answer in answers]
        payloads = [message.get("payload", message) for message in told]
        assert all(payload == payloads[0] for payload in payloads)
        assert payloads[0]["data"]["correctCitizen"]["version"] == 2
        assert await at.corrections() == ["Belinyu"]
        assert await at.db.fetchval("select count(*) from receipt where fields = '{Mutation.correctCitizen}'") == 1


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_of_two_mutations_in_one_document_the_second_fails_alone(database: str, transport: str) -> None:
    ask = TRANSPORTS[transport]
    async with counter(database) as at:
        body = two(said("1"), said("2", 1, "Toboali"))
        told = await ask(at.hub, body, at.token)
        a, b = told.payload["data"]["a"], told.payload["data"]["b"]
        assert (a["errors"], a["version"]) == ([], 2)
        assert b["errors"] == [{"code": "CONFLICT", "path": "expectedVersion", "version": 2, "changed": ["birthPlace"]}]
        assert await at.corrections() == ["Belinyu"]
        assert await at.db.fetchval("select array_agg(key) from idempotency_reply") == ["1"]
        assert (await ask(at.hub, body, at.token)).payload == told.payload
        # Corrected, the second goes through under the key that its failure left free.
        told = await ask(at.hub, two(said("1"), said("2", 2, "Toboali")), at.token)
        assert told.payload["data"]["b"]["version"] == 3
        assert await at.corrections() == ["Belinyu", "Toboali"]


async def test_one_key_for_two_mutations_of_a_document_is_one_body(database: str) -> None:
    async with counter(database) as at:
        told = (await over_post(at.hub, two(said("1"), said("1", 2, "Toboali")), at.token)).payload["data"]
        assert told["a"]["errors"] == []
        assert [error["code"] for error in told["b"]["errors"]] == ["IDEMPOTENCY_MISMATCH"]
        same = (await over_post(at.hub, two(said("1"), said("1")), at.token)).payload["data"]
        assert same["a"] == same["b"] == told["a"]
        assert await at.corrections() == ["Belinyu"]


async def test_the_header_does_not_serve_two_mutations(database: str) -> None:
    async with counter(database) as at:
        answer = orjson.loads(await at.post(two(said(None), said(None)), **{"Idempotency-Key": "1"}))
        assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
        assert await at.corrections() == []


async def test_who_hangs_up_finds_it_done_once_or_not_at_all(database: str) -> None:
    """Whether the hub got to the commit or not, the retry ends with one event and one answer."""
    async with counter(database) as at:
        keys = [uuid.uuid4().hex for _ in range(8)]
        for version, key in enumerate(keys, start=1):
            lost = asyncio.create_task(at.post(one(key, version, f"Tempat {version}")))
            await asyncio.sleep(0.002 * version)
            lost.cancel()
            again = await over_socket(at.hub, one(key, version, f"Tempat {version}"), at.token)
            made = again.payload["data"]["correctCitizen"]
            assert (made["errors"], made["version"]) == ([], version + 1)
        assert await at.corrections() == [f"Tempat {number}" for number in range(1, 9)]
