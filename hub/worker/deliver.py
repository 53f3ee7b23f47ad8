"""Delivers the outbox: each line in its order, lines beside each other.

A line is what is told to one target about one person. One job walks along it: it takes the head, tries it, keeps what
became of it, and goes on until nothing is due. An attempt whose reply was lost is *unsure*; how that is settled is the
channel's matter, and what cannot be settled waits for a person.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hub.core.delivery import Delivery, DeliveryState, Settles
from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.core.receipt import Receipt
from hub.store.deliveries import Line, Outcome, PgDeliveries
from hub.store.jobs import TryAgain
from hub.telemetry import logger, span

_AT_ONCE: Final = 8
"""Attempts of one worker towards one target at one time."""
_SHORT_SECONDS: Final = 5.0
"""A job waits for so long by itself; the queue looks after longer pauses, and no oftener than every five seconds."""
_MOST_DOUBLINGS: Final = 30
_NO_CHANNEL: Final = "NO_CHANNEL"
_BROKEN: Final = "BROKEN"
_TIMEOUT: Final = "TIMEOUT"
_INTERRUPTED: Final = "INTERRUPTED"
_log = logger(__name__)
Leaves = Callable[[Receipt], Awaitable[None]]
"""Called before anything of a person leaves: the receipt is durable when it returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often something is tried, and how long is waited in between; times in seconds.

    The pause doubles with each attempt; half of it at least is waited. An attempt has `attempt_seconds`, and its lease
    is longer, so that nobody takes over what is still under way. After `most_attempts` a person has to look.
    """

    first_pause: float = 2.0
    longest_pause: float = 3600.0
    most_attempts: int = 20
    attempt_seconds: float = 75.0
    lease_seconds: float = 90.0

    def pause(self, attempts: int, jitter: float) -> float:
        """Seconds before the next attempt; `jitter` from 0 to 1."""
        pause = self.first_pause * 2.0 ** min(max(attempts - 1, 0), _MOST_DOUBLINGS)
        return min(pause, self.longest_pause) * (0.5 + jitter / 2)


class Channel(Protocol):
    """How one target is reached. Channels are kept, so that what one attempt learns of a target serves the next."""

    @property
    def settles(self) -> Settles:
        """How a lost reply is settled; what NOTHING settles is never sent twice by itself."""
        ...

    async def attempt(self, delivery: Delivery, leaves: Leaves) -> Outcome:
        """Tries once. What it raises counts as a failure that may have arrived."""
        ...


class Channels(Protocol):
    """Where channels are found."""

    async def of(self, target: str) -> Channel | None: ...


@dataclass(frozen=True, slots=True)
class Deliver:
    """Handler of the job `deliver`; payload {tenant, target, person_id, job}. When `stop` is set, the queue keeps what
    is left for another worker.
    """

    deliveries: PgDeliveries
    channels: Channels
    clock: Clock
    patience: Patience = Patience()
    jitter: Callable[[], float] = random.random
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: dict[str, asyncio.Semaphore] = field(default_factory=dict, init=False)

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        line = Line(payload["target"], uuid.UUID(payload["person_id"]))
        job = uuid.UUID(payload["job"])
        turns = self._turns.setdefault(line.target, asyncio.Semaphore(_AT_ONCE))
        while True:
            async with turns:
                pause = await self._step(line, job)
            if pause is None:
                return
            if pause >= _SHORT_SECONDS or self.stop.is_set():
                raise TryAgain(pause, "The head of the line is due later.")
            await asyncio.sleep(pause)

    async def _step(self, line: Line, job: uuid.UUID) -> float | None:
        """Tries the head of the line; in how many seconds to go on, None when there is nothing to do."""
        now = self.clock()
        delivery = await self.deliveries.take(line, job, now, now + dt.timedelta(seconds=self.patience.lease_seconds))
        if delivery is None:
            return await self._until_free(line, now)
        with span("deliver", target=line.target.partition(":")[0], attempt=delivery.attempts):
            outcome = await self._attempt(delivery)
        return await self._keep(delivery, job, outcome)

    async def _until_free(self, line: Line, now: dt.datetime) -> float | None:
        """Until the lease of whoever tries the head ends: that worker may have been killed."""
        until = await self.deliveries.under_way(line, now)
        return None if until is None else max((until - now).total_seconds(), _SHORT_SECONDS) + 0.1

    async def _attempt(self, delivery: Delivery) -> Outcome:
        try:
            channel = await self.channels.of(delivery.target)
        except HubError as error:
            return Outcome(state=DeliveryState.WAITING, problem=_code(error), sent=False, unsure=delivery.unsure)
        if channel is None:
            return Outcome(state=DeliveryState.DEAD, problem=_NO_CHANNEL, sent=False, unsure=delivery.unsure)
        if delivery.unsure and channel.settles is Settles.NOTHING:
            return Outcome(state=DeliveryState.IN_DOUBT, problem=_INTERRUPTED, unsure=True)
        return self._judged(delivery, channel.settles, await self._tried(channel, delivery))

    async def _tried(self, channel: Channel, delivery: Delivery) -> Outcome:
        async def leaves(receipt: Receipt) -> None:
            await self.deliveries.leaves(delivery, receipt)

        try:
            async with asyncio.timeout(self.patience.attempt_seconds):
                return await channel.attempt(delivery, leaves)
        except TimeoutError:
            problem = _TIMEOUT
        except HubError as error:
            problem = _code(error)
        except Exception as error:  # noqa: BLE001  a channel that breaks its promise takes only this line down
            # Neither its text nor its trace: either may quote what was sent.
            _log.error("A delivery broke.", extra={"target": delivery.target, "error": type(error).__name__})
            problem = _BROKEN
        return Outcome(state=DeliveryState.WAITING, problem=problem, unsure=True)

    def _judged(self, delivery: Delivery, settles: Settles, outcome: Outcome) -> Outcome:
        """What a key settles is not unsure; what nothing settles, or nothing has settled for long, is a person's."""
        unsure = outcome.unsure and settles is not Settles.KEY
        is_over = outcome.sent and outcome.counts and delivery.attempts >= self.patience.most_attempts
        if outcome.state is not DeliveryState.WAITING:
            return outcome
        if unsure and (is_over or settles is Settles.NOTHING):
            return Outcome(state=DeliveryState.IN_DOUBT, problem=outcome.problem, unsure=True)
        if is_over:
            return dataclasses.replace(outcome, state=DeliveryState.DEAD, unsure=False, seconds=None)
        return dataclasses.replace(outcome, unsure=unsure)

    async def _keep(self, delivery: Delivery, job: uuid.UUID, outcome: Outcome) -> float:
        pause = outcome.seconds
        if pause is None:
            pause = self.patience.pause(delivery.attempts, self.jitter())
        now = self.clock()
        kept = await self.deliveries.keep(delivery, job, outcome, now, now + dt.timedelta(seconds=pause))
        told = {"target": delivery.target, "state": outcome.state.value, "problem": outcome.problem}
        _log.info("Tried a delivery.", extra={**told, "attempts": delivery.attempts, "kept": kept})
        return pause if kept and outcome.state in _WAITS else 0.0


_WAITS: Final = frozenset({DeliveryState.WAITING, DeliveryState.CONFIRMING})


def _code(error: HubError) -> str:
    return str(error.details.get("reason") or error.code.value)
