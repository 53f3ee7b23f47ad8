"""Calls that run at the same moment for different requests are made once.

Keys share a call only when everything else that goes into it is the same (`Caller`); which client asks does not go into
it where the manifest says `shares_between_clients`. A group of which no call is under way sends at once. While one is,
new keys wait until none is any more, half a batch has gathered or `LINGER_SECONDS` pass; longer while the hub is behind
with its work. A group whose last call was of several requests expects more of them: its keys wait for each other though
no call is under way, and go on waiting as long as others come. Nothing is cached: a key joins a call only before the
call is sent.

Whether the reader may have the data was decided before anything is loaded here, and the results are read-only.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic

from hub.core.errors import SourceUnavailable
from hub.core.identifiers import new_id
from hub.exchange.behalf import context_for
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest
from hub.loaders.call_group import Batch, Caller, CallGroup, K
from hub.loaders.deadlines import Deadlines
from hub.loaders.halving import ask_by_halves, fail_all
from hub.loaders.wants import Answers, V, Want
from hub.telemetry import count_shed, record_batch, record_sharing, root_span, watch_queue

LINGER_SECONDS: Final = 0.002
"""How long a key waits for company where nothing else keeps the hub busy."""
COMPANY_SECONDS: Final = 0.01
"""How long it waits at most while others keep coming: a call costs the hub as much as a whole answer does, and what it
costs is divided by those who share it."""
BUSY_SECONDS: Final = 0.05
BUSY_SHARE: Final = 0.25
"""How long it waits at most while the hub is behind with its work: these seconds, or this part of what a call takes."""
_REMEMBERED: Final = 8
"""Calls after which one counts for little in what a call takes."""
MOST_QUEUED: Final = 4096
"""Keys of one client that may wait in one group; its flood takes no room from another's."""
PATIENCE: Final = 4
"""A question may take the agency's time twice (its turn, then the answer), and a connector may need two questions."""

Fetch = Callable[[Sequence[K]], Awaitable[Sequence[V | Exception]]]


class SharedCalls(Generic[K, V]):
    """One operation of one connector, for all requests of this process. `fetch` gives one result per key, in order."""

    def __init__(
        self,
        agency: Manifest,
        operation: str,
        fetch: Fetch[K, V],
        *,
        linger: float = LINGER_SECONDS,
        most_queued: int = MOST_QUEUED,
    ) -> None:
        self.source = f"{agency.name}.{operation}"
        self.agency = agency
        self.fetch = fetch
        self._linger = linger
        self._most_queued = most_queued
        self._groups: dict[Caller, CallGroup[K, V]] = {}
        self._turns: deque[CallGroup[K, V]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pump_is_set = False
        self._closed = False
        self._deadlines: Deadlines[Want[K, V]] = Deadlines(self._too_late)
        self._patience = PATIENCE * agency.timeout_seconds
        self._between_clients = agency.shares_between_clients
        self._took = 0.0
        """Seconds, of the last calls on average."""
        watch_queue(self.source, self.waiting)

    def waiting(self) -> int:
        """Keys that wait in all groups."""
        return sum(group.queued for group in self._groups.values())

    async def load(self, caller: Caller, keys: Sequence[K], deadline: float | None = None) -> Answers[V]:
        """The outcome of each key; a key without an answer until `deadline` (the loop's time) has a time-out.

        Raises SourceUnavailable when too many wait already, and when the hub is stopping.
        """
        want = self.begin(caller, keys, deadline)
        try:
            return Answers(await want.outcomes(), frozenset(want.calls))
        finally:
            want.leave()

    def begin(
        self, caller: Caller, keys: Sequence[K], deadline: float | None = None, calls: set[uuid.UUID] | None = None
    ) -> Want[K, V]:
        """Lets the keys go on their way. Whoever calls it awaits the want's outcomes, and lets it `leave` in any case;
        `calls` gets the ids of the calls that gave them.

        Raises SourceUnavailable like `load`.
        """
        now = asyncio.get_running_loop().time()
        want: Want[K, V] = Want(keys, now + self._patience if deadline is None else deadline, calls)
        if want.deadline <= now:
            self._too_late(want)
        if not want.over:
            self._enqueue(caller, want)
            self._deadlines.watch(want)
        return want

    async def close(self) -> None:
        """Cancels the calls under way; whoever waits is told that the hub is stopping."""
        self._closed = True
        for group in self._groups.values():
            _stop_timer(group)
            group.give_up(self._stopping())
        self._deadlines.stop()
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _enqueue(self, caller: Caller, want: Want[K, V]) -> None:
        if self._closed:
            raise self._stopping()
        together = caller.of_all_clients if self._between_clients else caller
        group = self._groups.get(together)
        if group is None:
            group = self._groups[together] = CallGroup(together)
        if group.queued + len(want.unsent) > self._most_queued:
            self._make_room(group, caller.agreement, len(want.unsent))
        group.add(caller.agreement, want)
        self._open_window(group)

    def _make_room(self, group: CallGroup[K, V], client: str, keys: int) -> None:
        if self._has_room(group, client, keys):
            return
        group.forget_who_left()
        if not self._has_room(group, client, keys):
            self._forget_if_idle(group)
            count_shed(self.source, keys)
            raise unavailable(self.agency, Reason.BUSY)

    def _has_room(self, group: CallGroup[K, V], client: str, keys: int) -> bool:
        # Counting one client's keys is for the rare case that all clients' are too many for one.
        return group.queued + keys <= self._most_queued or group.queued_by(client) + keys <= self._most_queued

    def _open_window(self, group: CallGroup[K, V]) -> None:
        """Sends at once when the group is idle or has half a batch; otherwise lets keys gather for a moment."""
        if group.due or not group.keys:
            return
        if 2 * group.keys >= self.agency.max_batch or not (group.calls or group.timer):
            self._close_window(group)
        elif group.timer is None:
            self._expect(group)

    def _expect(self, group: CallGroup[K, V]) -> None:
        """Keys gather from now on; a group in which nothing waits yet expects some."""
        now = asyncio.get_running_loop().time()
        group.company_until = now + max(COMPANY_SECONDS, self._linger)
        group.gathers_until = now + max(BUSY_SECONDS, BUSY_SHARE * self._took)
        self._let_gather(group, now)

    def _let_gather(self, group: CallGroup[K, V], now: float) -> None:
        group.gathered = group.queued
        group.timer = asyncio.get_running_loop().call_at(now + self._linger, self._rung, group, now + self._linger)

    def _rung(self, group: CallGroup[K, V], due: float) -> None:
        """A timer that rings late tells that the hub is behind: then others stand in line whose keys can still come
        along, and sending now would answer nobody sooner. And where somebody came meanwhile, the next is not far."""
        now = asyncio.get_running_loop().time()
        is_behind = now - due > self._linger and now < group.gathers_until
        if is_behind or (group.queued > group.gathered and now < group.company_until):
            self._let_gather(group, now)
        else:
            self._close_window(group)
            self._forget_if_idle(group)

    def _close_window(self, group: CallGroup[K, V]) -> None:
        """The group takes its turn among those that have something to send: one call each."""
        _stop_timer(group)
        if group.keys and not group.due and not self._closed:
            group.due = True
            self._turns.append(group)
        self._set_pump()

    def _set_pump(self) -> None:
        if self._turns and not self._pump_is_set:
            self._pump_is_set = True
            # Not now: the keys of this turn of the loop go together.
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        self._pump_is_set = False
        while self._turns and len(self._tasks) < self.agency.concurrency:
            group = self._turns.popleft()
            group.due = False
            batch = group.take(self.agency.max_batch)
            if batch:
                self._send(group, batch)
            self._open_window(group)
            self._forget_if_idle(group)

    def _send(self, group: CallGroup[K, V], batch: Batch[K, V]) -> None:
        group.calls += 1
        # A context of its own: the call is everybody's, so it must not see what one caller has in its.
        context = context_for(group.caller.behalf)
        task = asyncio.get_running_loop().create_task(self._call(batch), context=context)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._landed(group, batch, done))

    async def _call(self, batch: Batch[K, V]) -> None:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(self._limit(batch)):
                await ask_by_halves(self._ask, batch)
        except TimeoutError:
            fail_all([batch], unavailable(self.agency, Reason.TIMEOUT))
        finally:
            self._took += (asyncio.get_running_loop().time() - began - self._took) / _REMEMBERED

    def _limit(self, batch: Batch[K, V]) -> float:
        """When nobody waits any more, or the agency has had its time."""
        latest = max(want.deadline for wants in batch.values() for want in wants)
        return min(latest, asyncio.get_running_loop().time() + self._patience)

    async def _ask(self, part: Batch[K, V]) -> None:
        call, wants = new_id(), {want for wants in part.values() for want in wants}
        values = await self._traced(call, list(part), wants)
        for (key, wanted), value in zip(part.items(), values, strict=True):
            for want in wanted:
                want.answer(key, value, call)

    async def _traced(self, call: uuid.UUID, keys: Sequence[K], wants: set[Want[K, V]]) -> Sequence[V | Exception]:
        record_batch(self.source, len(keys))
        record_sharing(self.source, len(wants))
        linked = [want.span for want in wants if want.span is not None]
        with root_span("batch", linked, source=self.source, size=len(keys), requests=len(wants)) as current:
            # The id is ours and stands in receipts; redaction could take its digits for somebody's number.
            current.set_attribute("batch.id", str(call))
            values = await self.fetch(keys)
            if len(values) != len(keys):
                raise unavailable(self.agency, Reason.UNREADABLE)
            return values

    def _landed(self, group: CallGroup[K, V], batch: Batch[K, V], task: asyncio.Task[None]) -> None:
        if task.cancelled():
            fail_all([batch], self._stopping())
        self._tasks.discard(task)
        group.calls -= 1
        if not (group.calls or group.has_company):
            self._close_window(group)
        elif not (group.calls or group.timer or group.due or self._closed):
            self._expect(group)
        self._set_pump()
        self._forget_if_idle(group)

    def _forget_if_idle(self, group: CallGroup[K, V]) -> None:
        if group.idle:
            self._groups.pop(group.caller, None)

    def _too_late(self, want: Want[K, V]) -> None:
        want.give_up(unavailable(self.agency, Reason.TIMEOUT))

    def _stopping(self) -> SourceUnavailable:
        return unavailable(self.agency, Reason.STOPPING)


def _stop_timer(group: CallGroup[K, V]) -> None:
    if group.timer is not None:
        group.timer.cancel()
        group.timer = None
