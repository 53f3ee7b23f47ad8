"""What holds while somebody waits: her document is still hers, and that nobody can say so takes no time of others."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from hub.core.administration import By
from hub.core.errors import SourceUnavailable, Unauthenticated
from hub.core.trusted import CheckedDocument, CheckedOperation, id_of
from hub.core.versions import Mark, Topic
from hub.engine.changes import Changes
from hub.store import PgTrustedWork
from hub.web.door import Caller
from hub.web.following import Following
from hub.web.graphql import DOOR
from tests.fakes.actors import READER
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.web.following import CITIZEN, SOON, Office, office
from tests.web.rig import rig
from tests.web.test_socket import subscribe

NIK = "1901014505959001"
BY = By("operator", "operator of the hub", "command-line")
OPERATION = CheckedOperation("Waiting", "subscription", "E", 1, 2, "allowed")


async def registered(it: Office) -> None:
    async with it.database.transaction() as connection:
        documents = [CheckedDocument(CITIZEN, (OPERATION,))]
        await PgTrustedWork(connection, TENANT).register(READER.client_id, documents, BY, NOW)


async def retired(it: Office) -> None:
    async with it.database.transaction() as connection:
        assert await PgTrustedWork(connection, TENANT).retire(READER.client_id, id_of(CITIZEN), NOW)


async def refusal(wire: aiohttp.ClientWebSocketResponse) -> str:
    message = await wire.receive_json(timeout=SOON)
    assert message["type"] == "error", message
    return str(message["payload"][0]["extensions"]["code"])


async def test_a_subscription_ends_with_its_document_on_either_transport(module_database: str) -> None:
    async with office(module_database, registers=True) as it:
        somebody = await it.enter()
        await registered(it)
        asked = {"documentId": id_of(CITIZEN), "variables": {"nik": somebody.nik}}
        async with it.stream(asked) as stream, it.hub.socket(it.token) as wire:
            await wire.send_json(subscribe("1", asked))
            await it.until(2)
            after = await it.rename(somebody, "Nama Baru")
            assert await stream.name() == "Nama Baru"
            assert (await wire.receive_json(timeout=SOON))["type"] == "next"
            await retired(it)
            event, payload = await stream.next()
            assert (event, payload["errors"][0]["extensions"]["code"]) == ("next", "OPERATION_NOT_REGISTERED")
            assert await stream.next() == ("complete", None)
            assert await refusal(wire) == "OPERATION_NOT_REGISTERED"
            await it.rename(after, "Nama Lagi")
        await it.until(0)
        assert len(await it.receipts(somebody)) == 2


@dataclass
class Growing:
    """Somebody who changes whenever she is looked at."""

    version: int = 1

    async def marks(self, _tenant: str, _topic: Topic, keys: Sequence[str]) -> Mapping[str, Mark]:
        self.version += 1
        return {key: Mark(uuid.UUID(int=1), self.version) for key in keys}


async def test_whoever_cannot_be_verified_now_is_looked_at_again_after_a_while() -> None:
    asked_for = 0

    async def who() -> Caller:
        nonlocal asked_for
        asked_for += 1
        # Nothing is waited for here, as behind a breaker that is open; without a pause this would never end.
        if asked_for > 5000:
            raise Unauthenticated("The token ended.")
        raise SourceUnavailable("The issuer does not answer.")

    async with rig() as hub:
        door, caller = hub.application[DOOR], Caller(READER)
        following = Following(door, Changes(Growing(), TENANT, every=0.05), 1, 1)
        found = await door.subscribe(door.request({"query": CITIZEN, "variables": {"nik": NIK}}), caller)
        assert found is not None
        async with following.opened(found, READER, who) as answers:
            task = asyncio.ensure_future(anext(answers))
            await asyncio.wait({task}, timeout=0.6)
            assert not task.done()
            task.cancel()
            await asyncio.wait({task})
    assert 1 < asked_for < 30, "each look takes the time of everybody else"
