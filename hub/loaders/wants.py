"""What one request wants of an agency, and how it is told: its own keys' results, its own copies of errors."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

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


class Want(Generic[K, V]):
    """One request's keys on their way. `unsent` are those that no call was made for yet.

    The future is this request's alone: when its caller is cancelled nobody else notices.
    """

    __slots__ = ("_calls", "_future", "_keys", "_outcomes", "_total", "deadline", "span", "unsent")

    def __init__(self, keys: Sequence[K], deadline: float) -> None:
        self._keys = keys
        self._outcomes: dict[K, Outcome[V]] = {}
        self._calls: set[uuid.UUID] = set()
        self._future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.unsent = dict.fromkeys(keys)
        self._total = len(self.unsent)
        self.deadline = deadline
        self.span = current_span()
        self._end_if_complete()

    @property
    def over(self) -> bool:
        """Whether nobody waits any more: everything was answered, or the caller is gone."""
        return self._future.done()

    def answer(self, key: K, outcome: Outcome[V], call: uuid.UUID) -> None:
        """The outcome of one key, as `call` gave it."""
        if isinstance(outcome, Exception):
            self.fail((key,), outcome)
        elif key not in self._outcomes:
            self._outcomes[key] = outcome
            self._calls.add(call)
            self._end_if_complete()

    def fail(self, keys: Iterable[K], error: Exception) -> None:
        """The error of those of the keys that have no outcome yet."""
        for key in keys:
            if key not in self._outcomes:
                self._outcomes[key] = own_copy(error)
        self._end_if_complete()

    def give_up(self, error: Exception) -> None:
        """The error of every key that has no outcome yet; what came stays."""
        self.fail(self._keys, error)

    def leave(self) -> None:
        """The caller does not wait any more. Nothing happens when everything was answered."""
        if not self._future.done():
            self._future.cancel()

    async def answers(self) -> Answers[V]:
        """Waits until every key has an outcome."""
        await self._future
        return Answers([self._outcomes[key] for key in self._keys], frozenset(self._calls))

    def _end_if_complete(self) -> None:
        if len(self._outcomes) == self._total and not self._future.done():
            self._future.set_result(None)


def own_copy(error: Exception) -> Exception:
    """An error of the request's own: raising one writes into it, and its details can be changed."""
    twin: Exception = type(error).__new__(type(error), *error.args)
    twin.__dict__.update(error.__dict__)
    if isinstance(twin, HubError):
        twin.details = dict(twin.details)
    return twin.with_traceback(error.__traceback__)
