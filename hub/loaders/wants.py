"""What one request wants of an agency, and how it is told: its own keys' results, its own copies of errors."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from hub.core.errors import HubError
from hub.telemetry import current_span

K = TypeVar("K")
V = TypeVar("V")
Outcome: TypeAlias = V | Exception


@dataclass(frozen=True, slots=True)
class Answers(Generic[V]):
    """One outcome per key, in order, and the ids of the calls that the data among them came from.

    A value may have been given to other requests as well, so it is read-only: agencies give frozen dataclasses.
    """

    outcomes: Sequence[Outcome[V]]
    calls: frozenset[uuid.UUID]


class Watch(Protocol):
    """Who looks after a want's deadline."""

    def forget(self, want: Any) -> None:
        """Nobody waits any more."""
        ...


class Gate:
    """Opens when so many wants have their outcomes; its future is their caller's alone."""

    __slots__ = ("_closed", "opened")

    def __init__(self, wants: int) -> None:
        self._closed = wants
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def told(self) -> None:
        """One more has them."""
        self._closed -= 1
        if not self._closed and not self.opened.done():
            self.opened.set_result(None)


class Want(Generic[K, V]):
    """One request's keys on their way. `unsent` are those that no call was made for yet. `over`: nobody waits any more,
    because everything was answered, or the caller is gone. `calls` gets the ids of the calls that gave data.

    It is a `Loading`. A future is made only for a caller who has to wait, and is hers alone: when she is cancelled
    nobody else notices.
    """

    __slots__ = ("_gate", "_keys", "_outcomes", "_total", "calls", "deadline", "over", "span", "unsent", "watch")

    def __init__(self, keys: Sequence[K], deadline: float, calls: set[uuid.UUID] | None = None) -> None:
        self._keys = keys
        self._outcomes: dict[K, Outcome[V]] = {}
        self._gate: Gate | None = None
        # Hashing a key takes longer than looking for it among so few.
        self.unsent = [*keys] if len(keys) == 1 else [*dict.fromkeys(keys)]
        self._total = len(self.unsent)
        self.over = not self._total
        self.calls: set[uuid.UUID] = set() if calls is None else calls
        self.deadline = deadline
        self.span = current_span()
        self.watch: Watch | None = None

    def answer(self, key: K, outcome: Outcome[V], call: uuid.UUID) -> None:
        """The outcome of one key, as `call` gave it."""
        if isinstance(outcome, Exception):
            self.fail((key,), outcome)
        elif not self.over:
            outcomes = self._outcomes
            if outcomes.setdefault(key, outcome) is outcome:
                self.calls.add(call)
                if len(outcomes) == self._total:
                    self._end()

    def fail(self, keys: Iterable[K], error: Exception) -> None:
        """The error of those of the keys that have no outcome yet."""
        for key in keys:
            if key not in self._outcomes:
                self._outcomes[key] = own_copy(error)
        if len(self._outcomes) == self._total:
            self._end()

    def give_up(self, error: Exception) -> None:
        """The error of every key that has no outcome yet; what came stays."""
        self.fail(self._keys, error)

    def leave(self) -> None:
        """The caller does not wait any more. Nothing happens when everything was answered."""
        if self.watch is not None:
            self.watch.forget(self)
        self.over = True
        if self._gate is not None:
            self._gate.opened.cancel()

    async def outcomes(self) -> Sequence[Outcome[V]]:
        """Waits until every key has an outcome."""
        outcomes = self._outcomes
        if len(outcomes) < self._total:
            if self.over:
                raise asyncio.CancelledError
            await all_told((self,))
        return [*outcomes.values()] if len(self._keys) == 1 else [outcomes[key] for key in self._keys]

    def _end(self) -> None:
        self.over = True
        if self._gate is not None:
            self._gate.told()

    def tell(self, gate: Gate) -> None:
        """Lets the gate know when every key has an outcome."""
        self._gate = gate


async def all_told(loadings: Iterable[object]) -> None:
    """Waits until those of them that are wants have all their outcomes, for somebody who began with several agencies.

    She is woken once, when the last of them has answered.
    """
    open_ = [each for each in loadings if isinstance(each, Want) and not each.over]
    if open_:
        gate = Gate(len(open_))
        for want in open_:
            want.tell(gate)
        await gate.opened


def own_copy(error: Exception) -> Exception:
    """An error of the request's own: raising one writes into it, and its details can be changed."""
    twin: Exception = type(error).__new__(type(error), *error.args)
    twin.__dict__.update(error.__dict__)
    if isinstance(twin, HubError):
        twin.details = dict(twin.details)
    return twin.with_traceback(error.__traceback__)
