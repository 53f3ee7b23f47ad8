"""What the portal's pages tell of the contract: read from the schema that runs, with nothing of anybody in it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hub.core.actor import Actor
from hub.core.errors import BadInput
from hub.engine.deprecations import Deprecation, deprecations_of
from hub.engine.examining import DocumentExaminer
from hub.engine.explain import Explanation
from hub.engine.limits import Limits, check_text
from hub.engine.reference import Reference
from hub.engine.rights import OperationRights
from hub.engine.schema_changes import SchemaChange, changes_between, read_schema

RELEASED: Final = "schema.released.graphql"
"""The contract as it was last released."""
_HIDDEN: Final = "statement"
"""What of an explanation is about the record's tables: no integrator's matter."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """One operation for somebody: how it would be answered, and field by field what she would get."""

    how: Explanation
    rights: OperationRights

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(word, text) of each line but the first, which names the operation, and the statement."""
        pairs = (line.strip().partition(" ") for line in self.how.lines[1:] if line.startswith("  "))
        return [(word, text.strip()) for word, _, text in pairs if word != _HIDDEN]


@dataclass(frozen=True, slots=True)
class _Changes:
    """What changed, as it is until one of the announced ends is over."""

    changes: list[SchemaChange] | None
    ends: frozenset[dt.date] = frozenset()


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract of a hub. `written` gives it as published text, `released` is the file of its last release, and
    `client` makes a registered client as its next token would."""

    reference: Reference
    examiner: DocumentExaminer
    written: Callable[[], str]
    released: Path
    client: Callable[[str], Awaitable[Actor | None]]
    _found: dict[dt.date, _Changes] = field(default_factory=dict)

    async def simulated(self, text: str, actor: Actor, purpose: str | None, at: dt.datetime) -> list[Simulated]:
        """Every operation of a text for this actor; nothing runs. Raises HubError for a text that cannot be used."""
        return await asyncio.to_thread(self._simulated, text, actor, purpose, at)

    async def changes(self, today: dt.date) -> list[SchemaChange] | None:
        """What changed since the last release, what breaks first; None where the release is not at hand.

        It is found once, and anew when something that was announced has ended since: both texts are read for it, which
        takes a fifth of a second.
        """
        for day, found in self._found.items():
            if not any(day <= end < today for end in found.ends):
                return found.changes
        made = await asyncio.to_thread(self._compared, today)
        self._found.clear()
        self._found[today] = made
        return made.changes

    def ending(self) -> list[Deprecation]:
        """What will end, the soonest first."""
        ends = deprecations_of(self.examiner.explainer.schema).values()
        return sorted(ends, key=lambda one: (one.until or dt.date.max, one.coordinate))

    def _simulated(self, text: str, actor: Actor, purpose: str | None, at: dt.datetime) -> list[Simulated]:
        check_text(text, Limits())
        told, decided = self.examiner.explainer.explain(text), self.examiner.rights.of(text, actor, purpose, at)
        return [Simulated(how, rights) for how, rights in zip(told, decided, strict=True)]

    def _compared(self, today: dt.date) -> _Changes:
        try:
            before = read_schema(self.released.read_text(encoding="utf-8"), self.released.name)
        except (OSError, BadInput):
            return _Changes(None)
        ends = frozenset(one.until for one in deprecations_of(before).values() if one.until)
        return _Changes(changes_between(before, read_schema(self.written(), "schema.graphql"), today), ends)
