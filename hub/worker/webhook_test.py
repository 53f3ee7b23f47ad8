"""Posts the test message that a client asked for: signed as events are, and without anybody's data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from hub.core.identifiers import global_id
from hub.core.webhook import PREFIX
from hub.exchange.webhooks import Message, event, post
from hub.store.targets import Target
from hub.worker.webhooks import Webhooks, milliseconds, unanswered

_KIND: Final = "webhook.test"


@dataclass(frozen=True, slots=True)
class TestMessage:
    """Handler of the job `test-webhook`; payload {tenant, target, id}. It is sent once, paused or not, and never tried
    again by itself: the client asks anew."""

    __test__ = False

    webhooks: Webhooks

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        target = await self.webhooks.targets.get(payload["target"])
        acting = await self.webhooks.clients.acting(target.client_id or "") if target else None
        if target is None or target.state == "REMOVED" or acting is None or not acting.client.active:
            return
        result, latency = await self._sent(target, payload["id"])
        await self.webhooks.targets.tested(target.name, result, latency, self.webhooks.clock())

    async def _sent(self, target: Target, id_: str) -> tuple[str, int]:
        subject = global_id("Webhook", target.name.removeprefix(PREFIX))
        content = event(
            id_=id_, source=self.webhooks.source, kind=_KIND, subject=subject, at=self.webhooks.clock(), data={}
        )
        message = Message.of(target.url or "", content, self.webhooks.secrets(target))
        began = time.perf_counter()
        try:
            response = await post(self.webhooks.session, message, self.webhooks.clock())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return unanswered(error), milliseconds(began)
        return f"HTTP_{response.status}", milliseconds(began)
