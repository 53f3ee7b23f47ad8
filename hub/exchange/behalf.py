"""For whom an agency is asked. It is set where a request's keys become calls, and read where calls are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from dataclasses import dataclass
from typing import Final

from hub.core.purpose import Purpose

_COUNTERS: Final = frozenset({Purpose.CIVIL_REGISTRATION})


@dataclass(frozen=True, slots=True)
class Behalf:
    """A client, and whether somebody stands at a counter for the answer."""

    client: str
    at_counter: bool = False

    @classmethod
    def of(cls, client: str, purpose: Purpose) -> Behalf:
        """Counters are where civil registration is done."""
        return cls(client, purpose in _COUNTERS)


THE_HUB: Final = Behalf("satu")
"""The hub's own jobs."""
_now: ContextVar[Behalf] = ContextVar("behalf", default=THE_HUB)


def on_behalf() -> Behalf:
    """For whom calls are made here."""
    return _now.get()


def context_for(behalf: Behalf) -> Context:
    """A context in which nothing is known but for whom calls are made."""
    context = Context()
    context.run(_now.set, behalf)
    return context


@contextmanager
def acting_for(behalf: Behalf) -> Iterator[None]:
    """Calls in the block are made for this one."""
    token = _now.set(behalf)
    try:
        yield
    finally:
        _now.reset(token)
