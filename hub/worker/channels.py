"""Every target's channel: agencies by their connectors, subscribers by their subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.core.delivery import Way
from hub.worker.deliver import Channel
from hub.worker.webhooks import Subscriber, Webhooks


@dataclass(frozen=True, slots=True)
class AllChannels:
    """Implements `hub.worker.deliver.Channels`. Subscribers' channels are made when they are first needed, and kept."""

    agencies: Mapping[str, Channel]
    webhooks: Webhooks
    _subscribers: dict[str, Subscriber] = field(default_factory=dict, init=False)

    async def of(self, target: str) -> Channel | None:
        found = self.agencies.get(target) or self._subscribers.get(target)
        return found or await self._subscriber(target)

    async def _subscriber(self, name: str) -> Channel | None:
        target = await self.webhooks.targets.get(name)
        if target is None or target.way is not Way.WEBHOOK:
            return None
        return self._subscribers.setdefault(name, Subscriber(self.webhooks, target))
