"""Requests whose keys may go into one call, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeAlias, TypeVar

from hub.core.purpose import Purpose
from hub.exchange.behalf import THE_HUB, Behalf
from hub.loaders.in_turn import InTurn
from hub.loaders.wants import V, Want

K = TypeVar("K", bound=Hashable)
Batch: TypeAlias = Mapping[K, Sequence[Want[K, V]]]
"""The keys of one call, each with those who want it."""


@dataclass(frozen=True)
class Caller:
    """For whom a call is made: all that goes into it and is not a key. Calls of two callers are never one.

    Today a client's registration stands for its agreement. What a protocol puts into a call besides (a header, a
    user's role) becomes an attribute here, so that it keeps calls apart from then on.
    """

    tenant: str
    agreement: str
    purpose: Purpose

    # Kept: each request asks for it once for every agency.
    @cached_property
    def of_all_clients(self) -> Caller:
        """Whoever asks in this tenant and for this purpose: for agencies that tell no clients apart."""
        return caller_of(self.tenant, THE_HUB.client, self.purpose)

    @property
    def behalf(self) -> Behalf:
        """The same for those who count the agency's calls."""
        return Behalf.of(self.agreement, self.purpose)

    def __hash__(self) -> int:
        # Each request looks its group up at every agency; the agreement alone tells nearly all of them apart.
        return hash(self.agreement)


@lru_cache(maxsize=4096)
def caller_of(tenant: str, agreement: str, purpose: Purpose) -> Caller:
    """The caller; mostly the very object that the request before had, so that looking a group up compares nothing."""
    return Caller(tenant, agreement, purpose)


class CallGroup(Generic[K, V]):
    """The keys that wait for one caller's next calls. `calls` are under way; `due`: the group waits for its turn;
    `has_company`: its last call was of several requests.

    While `timer` is set keys gather: for as long as more of them come than the `gathered` at its beginning, until
    `company_until` at most (the loop's time), and until `gathers_until` while the hub is behind.

    Where the caller stands for all clients, requests of each of them are taken in turn.
    """

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.calls = 0
        self.due = False
        self.timer: asyncio.TimerHandle | None = None
        self.has_company = False
        self.company_until = self.gathers_until = 0.0
        self.gathered = self.queued = 0
        self._wants: InTurn[Want[K, V]] = InTurn()
        self._waiting: dict[K, dict[Want[K, V], None]] = {}

    @property
    def keys(self) -> int:
        """Different keys that wait; `queued` counts a key once for each request that wants it."""
        return len(self._waiting)

    @property
    def idle(self) -> bool:
        """Whether nothing waits, nobody is expected and no call is under way."""
        return not (self._waiting or self.calls or self.due or self.timer)

    def queued_by(self, client: str) -> int:
        """The same for one client."""
        return sum(len(want.unsent) for want in self._wants.of(client))

    def add(self, client: str, want: Want[K, V]) -> None:
        """Lets a request wait at the end of its client's line."""
        self._wants.add(client, want)
        self.queued += len(want.unsent)
        for key in want.unsent:
            alone = {want: None}
            others = self._waiting.setdefault(key, alone)
            if others is not alone:
                others[want] = None

    def take(self, most: int) -> Batch[K, V]:
        """The keys of the next call. Whoever waits for one of them gets it from that call, wherever in the queue.

        A request that fits into a call is not cut. A larger one is, and its remainder goes to the back, so that small
        ones do not wait for all of it.
        """
        batch: dict[K, Sequence[Want[K, V]]] = {}
        wants, requests = self._wants, 0
        while wants and (room := most - len(batch)) > 0:
            client, want = wants.take()
            if want.over:
                self._drop(want)
                continue
            unsent = want.unsent
            if batch and len(unsent) > room:
                wants.put_back(client, want)
                break
            requests += 1
            for key in unsent[:room]:
                batch[key] = self._claim(key)
            if unsent:
                wants.add(client, want)
        self.has_company = requests > 1
        return batch

    def forget_who_left(self) -> None:
        """Makes room: takes those out who do not wait any more."""
        for want in self._wants:
            if want.over:
                self._drop(want)
        self._wants.keep(lambda want: bool(want.unsent))

    def give_up(self, error: Exception) -> None:
        """Answers everybody who waits."""
        for want in self._wants:
            want.give_up(error)
        self.forget_who_left()

    def _claim(self, key: K) -> Sequence[Want[K, V]]:
        wants = self._waiting.pop(key)
        self.queued -= len(wants)
        for want in wants:
            want.unsent.remove(key)
        return [want for want in wants if not want.over]

    def _drop(self, want: Want[K, V]) -> None:
        self.queued -= len(want.unsent)
        for key in want.unsent:
            wants = self._waiting[key]
            del wants[want]
            if not wants:
                del self._waiting[key]
        want.unsent.clear()
