"""What tests of interleavings have in common: processes that end at any call, and machines that live in one loop."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Final, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from hub.core.recording import Recorded
from hub.core.writing_ports import WriteRequest, Writes, WriteTransaction
from hub.engine import Answer
from hub.store import Database

T = TypeVar("T")
CRASHES: Final = st.one_of(st.none(), st.integers(0, 6), st.just(99))
"""Most often none; the number of the call at which the process ends; after the commit."""


class Crash(Exception):
    """The process ended here."""


class Brittle:
    """Implements `hub.core.writing_ports.Writes`: the transaction ends at that call, or after its commit."""

    AFTER_COMMIT: Final = 99

    def __init__(self, writes: Writes) -> None:
        self._writes = writes
        self.ends_at: int | None = None

    def begin(self, request: WriteRequest) -> AbstractAsyncContextManager[WriteTransaction]:
        return self._begin(request)

    async def hand_in(self, *given: Any) -> bool:
        return bool(await self._at_once(self._writes.hand_in, given))

    async def record(self, *given: Any) -> tuple[uuid.UUID, Recorded] | None:
        done: tuple[uuid.UUID, Recorded] | None = await self._at_once(self._writes.record, given)
        return done

    async def _at_once(self, way: Callable[..., Awaitable[Any]], given: Sequence[Any]) -> Any:
        """The process ends before the statement or after its commit; with any other number it goes step by step."""
        if self.ends_at is None:
            return await way(*given)
        if self.ends_at not in {0, self.AFTER_COMMIT}:
            return None
        if self.ends_at == self.AFTER_COMMIT and not await way(*given):
            return None
        self.ends_at = None
        raise Crash

    @asynccontextmanager
    async def _begin(self, request: WriteRequest) -> Any:
        ends_at, self.ends_at = self.ends_at, None
        async with self._writes.begin(request) as work:
            yield work if ends_at is None else _Counting(work, ends_at)
        if ends_at == self.AFTER_COMMIT:
            raise Crash


class _Counting:
    """A transaction whose process ends at its n-th call."""

    def __init__(self, work: WriteTransaction, ends_at: int) -> None:
        self._work = work
        self._left = ends_at

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._work, name)
        if not callable(found):
            return found
        self._left -= 1
        if self._left < 0:
            raise Crash
        return found


def told(answer: Answer) -> tuple[list[str], Any]:
    """The codes of an answer's errors, and what its one root field says."""
    (found,) = answer.payload["data"].values()
    return [error["extensions"]["code"] for error in answer.payload.get("errors", [])], found


async def sent(once: Callable[[], Awaitable[tuple[list[str], T]]], brittle: Brittle, ends_at: int | None) -> T:
    """What a mutation says in the end: whoever was not answered, because of a crash, sends the same again."""
    brittle.ends_at = ends_at
    codes, found = await once()
    if codes == ["INTERNAL"] and ends_at is not None:
        codes, found = await once()
    # What was refused before it began met no crash, and leaves none to the next one.
    brittle.ends_at = None
    assert codes in ([], ["FORBIDDEN"]), codes
    return found


class Waiting(RuleBasedStateMachine):
    """A machine whose steps wait for coroutines in the loop in which its database is open."""

    # Set by the test.
    loop: asyncio.AbstractEventLoop
    database: Database

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)


@contextmanager
def opened(url: str, size: int) -> Iterator[tuple[asyncio.AbstractEventLoop, Database]]:
    """A loop of the test's own, and the database open in it with `size` connections at most."""
    loop = asyncio.new_event_loop()
    database = loop.run_until_complete(Database.open(url, max_size=size))
    try:
        yield loop, database
    finally:
        loop.run_until_complete(database.close())
        loop.close()


def chosen(examples: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> settings:
    return settings(
        phases=phases,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
