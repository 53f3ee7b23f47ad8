"""What changed in the contract since its last release: found once for everybody, while nobody waits for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graphql import GraphQLSchema

from hub.core.errors import BadInput
from hub.engine.deprecations import deprecations_of
from hub.engine.schema_changes import SchemaChange, changes_between, read_schema

RELEASED: Final = "schema.released.graphql"
"""The contract as it was last released."""
TURN_SECONDS: Final = 0.0005
"""How long a thread that compares keeps the interpreter when others ask for it; Python's own is ten times that, and a
page asks for it some forty times."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What changed, as it was on a day and is until one of the announced ends is over."""

    changes: list[SchemaChange] | None
    day: dt.date
    ends: frozenset[dt.date] = frozenset()

    def holds(self, today: dt.date) -> bool:
        return not any(self.day <= end < today for end in self.ends)


class Comparison:
    """The schema that runs beside the text of its last release.

    Reading that text and comparing takes an eighth of a second of a processor. A thread does it, once, and anew when
    something that was announced has ended since; whoever asks meanwhile waits for the same.
    """

    def __init__(self, released: Path, running: GraphQLSchema) -> None:
        self._released = released
        self._running = running
        self._task: asyncio.Task[_Found] | None = None

    async def changes(self, today: dt.date) -> list[SchemaChange] | None:
        """What breaks comes first; None where the release is not at hand."""
        if self._task is None or _is_past(self._task, today):
            self._task = asyncio.create_task(asyncio.to_thread(self._compared, today))
        return (await asyncio.shield(self._task)).changes

    def _compared(self, today: dt.date) -> _Found:
        with _giving_way():
            found = self._found(today)
            gc.collect(1)  # What was read hangs together in circles: while it is young, ten milliseconds free it.
            return found

    def _found(self, today: dt.date) -> _Found:
        try:
            before = read_schema(self._released.read_text(encoding="utf-8"), self._released.name)
        except (OSError, UnicodeError, BadInput):
            return _Found(None, today)
        ends = frozenset(one.until for one in deprecations_of(before).values() if one.until)
        return _Found(changes_between(before, self._running, today), today, ends)


def _is_past(task: asyncio.Task[_Found], today: dt.date) -> bool:
    """Whether what was found holds no longer, or nothing was."""
    return task.done() and (task.cancelled() or task.exception() is not None or not task.result().holds(today))


@contextmanager
def _giving_way() -> Iterator[None]:
    """Others have the interpreter soon after they ask for it."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
