"""A client that keeps its own subscriptions: its token, its receiver, and the graph over a real database."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from hub.core.actor import Actor
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.core.webhook import PREFIX, TEST_JOB, Webhooks
from hub.engine import Engine
from hub.exchange.sealing import SealingKey
from hub.exchange.webhook_secrets import SealedSecrets
from hub.identity.words import OneTimeWords
from hub.resolvers.context import Administration
from hub.store import Database, PgAccounts, PgWebhooks
from hub.store.bulk import copy_citizens
from hub.store.jobs import run_jobs
from hub.worker.webhook_test import TestMessage
from tests.fakes.actors import agency
from tests.fakes.on_postgres import on_postgres
from tests.fakes.world import World, schema
from tests.worker.receiver import Post, Receiver, posting, receiving

LOG = "eventId kind state attempts attemptedAt responseCode problem latencyMs replays"
MINE = f"{{ webhooks {{ id url state reason testResult deliveries(first: 50) {{ edges {{ node {{ {LOG} }} }} }} }} }}"
DONE = "webhook { id url state reason testResult } secret replayed errors { code path }"


@dataclasses.dataclass
class Hand:
    """A client that subscribed, its receiver, and the graph that it asks."""

    post: Post
    receiver: Receiver
    world: World
    name: str
    secret: str
    client: Actor

    @property
    def id(self) -> str:
        return global_id("Webhook", self.name.removeprefix(PREFIX))

    async def do(self, mutation: str, actor: Actor | None = None, key: str = "", **given: Any) -> Any:
        """The payload, or the rule that refused."""
        said = {"idempotencyKey": key or str(uuid.uuid4()), "webhookId": self.id, **given}
        if mutation == "createWebhook":
            del said["webhookId"]
        name = f"{mutation[0].upper()}{mutation[1:]}Input!"
        query = f"mutation ($input: {name}) {{ {mutation}(input: $input) {{ {DONE} }} }}"
        answer = await self.world.ask(query, {"input": said}, actor=actor or self.client)
        assert "data" in answer.payload, answer.payload
        found = answer.payload["data"][mutation]
        return found or answer.payload["errors"][0]["extensions"]["rule"]

    async def log(self, actor: Actor | None = None) -> list[dict[str, Any]]:
        """Of the first subscription, the newest first."""
        answer = await self.world.ask(MINE, actor=actor or self.client)
        (webhook, *_) = answer.payload["data"]["webhooks"]
        return [edge["node"] for edge in webhook["deliveries"]["edges"]]

    async def replay(self, **given: Any) -> Any:
        now = self.post.clock()
        span = {"from": (now - dt.timedelta(days=1)).isoformat(), "to": (now + dt.timedelta(hours=1)).isoformat()}
        return await self.do("replayWebhook", **{**span, **given})

    async def tell(self, people: Sequence[Citizen], *versions: int) -> None:
        await copy_citizens(self.post.database, list(people))
        for each in people:
            await self.post.publish(each, *versions)

    @asynccontextmanager
    async def testing(self) -> AsyncIterator[None]:
        """The worker's loop with the job of test messages alone."""
        stop = asyncio.Event()
        loop = asyncio.create_task(run_jobs(self.post.url, {TEST_JOB: TestMessage(self.post.webhooks)}, stop))
        yield
        stop.set()
        await asyncio.wait_for(loop, 15)


@asynccontextmanager
async def subscribed(database: str, tmp_path: Path) -> AsyncIterator[Hand]:
    db = await Database.open(database)
    async with posting(db, database, tmp_path) as post, receiving() as receiver:
        name, secret = await post.subscribe(receiver)
        made = on_postgres(db)
        secrets = SealedSecrets(cache(lambda: SealingKey.load(tmp_path)), sandbox=True)
        administration = Administration(PgAccounts(db, made.hub.clock), OneTimeWords(b"k" * 32))
        hub = dataclasses.replace(made.hub, webhooks=Webhooks(PgWebhooks(db), secrets), administration=administration)
        world = dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))
        target = await post.targets.get(name)
        assert target is not None
        client = agency("webhook:manage", "citizen:read", client_id=target.client_id or "")
        yield Hand(post, receiver, world, name, secret, client)
    await db.close()
