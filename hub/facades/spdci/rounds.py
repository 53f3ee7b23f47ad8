"""What the worker does for SPDCI by its own clock: finds news for subscribers, and forgets old messages."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.facades import Given
from hub.facades.spdci.domains import DOMAINS
from hub.store.spdci import PgSpdci
from hub.store.spdci_subscriptions import PgSpdciSubscriptions, Subscription
from hub.telemetry import logger

_EVERY_SECONDS: Final = 5.0
_MOST_PIECES: Final = 50
_FORGETS_EVERY: Final = 720
_log = logger(__name__)


@dataclass(frozen=True)
class SpdciRounds:
    """Implements `hub.facades.Rounds`."""

    messages: PgSpdci
    subscriptions: PgSpdciSubscriptions
    clock: Clock

    @classmethod
    def of(cls, given: Given) -> SpdciRounds:
        database, tenant = given.database, given.tenant
        return cls(PgSpdci(database, tenant), PgSpdciSubscriptions(database, tenant), given.clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        number = 0
        while not stop.is_set():
            try:
                await self.round(forgets=number % _FORGETS_EVERY == 0)
            except HubError as error:
                _log.warning("Subscribers cannot be told now.", extra={"code": error.code.value})
            number += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def round(self, *, forgets: bool = True) -> None:
        """All the news that there is now; hourly what is too old is forgotten."""
        for _ in range(_MOST_PIECES):
            if not await self.subscriptions.look(wants, self.clock()):
                break
        if forgets:
            await self.messages.purge(self.clock())


def wants(subscription: Subscription, changed: Collection[str]) -> bool:
    """Whether a change of these is an event of the kind that was subscribed to."""
    known_by = DOMAINS[subscription.domain].events[subscription.event_type].attributes
    return not known_by or not known_by.isdisjoint(changed)
