"""An agency in memory that is asked in batches: it can be held up, be out, or choke on single keys."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.core.errors import SourceUnavailable
from hub.core.purpose import Purpose
from hub.exchange import Manifest, read_manifest
from hub.exchange.failures import Reason, unavailable
from hub.loaders.call_group import Caller
from hub.loaders.shared_calls import SharedCalls

A = Caller("1901", "clinic", Purpose.PUBLIC_SERVICE)
B = Caller("1901", "school", Purpose.PUBLIC_SERVICE)
LONG = 30.0
"""Seconds that no test waits: what must not depend on a timer gets this one."""


def manifest(**changed: Any) -> Manifest:
    return dataclasses.replace(read_manifest("hub.connectors.health"), shares_calls=True, **changed)


def choked() -> Exception:
    return unavailable(manifest(), Reason.ERROR_STATUS)


def unreachable() -> Exception:
    return unavailable(manifest(), Reason.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that remembers who asked: equal keys of two callers stay distinguishable."""

    number: int
    of: Caller = field(compare=False)


@dataclass
class Agency:
    """Its `fetch` is what a connector's would be. While `held`, calls wait for `release`."""

    bad: frozenset[int] = frozenset()
    failure: Callable[[], Exception] = choked
    out: bool = False
    calls: list[list[Key]] = field(default_factory=list)
    flying: int = 0
    most_flying: int = 0
    cancelled: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    def hold(self) -> None:
        self.open.clear()

    def release(self) -> None:
        self.open.set()

    def numbers(self) -> list[list[int]]:
        return [[key.number for key in call] for call in self.calls]

    async def fetch(self, keys: Sequence[Key]) -> Sequence[str | Exception]:
        self.calls.append([*keys])
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        try:
            await self.open.wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.flying -= 1
        if self.out or any(key.number in self.bad for key in keys):
            raise self.failure()
        return [told(key.number, key.of) for key in keys]


def told(number: int, caller: Caller) -> str:
    """What the agency says of a key; to whom stands in it."""
    return f"{number} for {caller.agreement}, {caller.purpose}"


def shared(agency: Agency, *, linger: float = LONG, most_queued: int = 4096, **declared: Any) -> SharedCalls[Key, str]:
    given = {"max_batch": 8, "concurrency": 4, **declared}
    return SharedCalls(manifest(**given), "test", agency.fetch, linger=linger, most_queued=most_queued)


async def ask(calls: SharedCalls[Key, str], caller: Caller, *numbers: int, within: float | None = None) -> list[Any]:
    """The outcomes of these keys for this caller."""
    deadline = None if within is None else asyncio.get_running_loop().time() + within
    return [*(await calls.load(caller, [Key(n, caller) for n in numbers], deadline)).outcomes]


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something that has to happen, on a busy machine too."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.001)


async def some_turns() -> None:
    """Long enough for everything that does not wait for a timer."""
    for _ in range(20):
        await asyncio.sleep(0)


def reason(outcome: object) -> str:
    """Why a key was not answered; whoever asked is told what to do in a sentence."""
    assert isinstance(outcome, SourceUnavailable), outcome
    assert outcome.message.endswith(".")
    return str(outcome.details["reason"])
