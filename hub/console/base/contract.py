"""What the portal's pages tell of the contract: read from the schema that runs, with nothing of anybody in it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLSchema

from hub.console.base.comparison import Comparison
from hub.core.actor import Actor
from hub.engine.deprecations import Deprecation, deprecations_of
from hub.engine.examining import DocumentExaminer
from hub.engine.explain import Explanation
from hub.engine.limits import Limits, check_text
from hub.engine.reference import Reference
from hub.engine.rights import OperationRights

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
class Contract:
    """The contract of a hub. `written` gives it as published text, `comparison` what changed since its last release,
    and `client` makes a registered client as its next token would."""

    reference: Reference
    examiner: DocumentExaminer
    written: Callable[[], str]
    comparison: Comparison
    client: Callable[[str], Awaitable[Actor | None]]

    @property
    def schema(self) -> GraphQLSchema:
        """What texts are read against."""
        return self.examiner.explainer.schema

    async def simulated(self, text: str, actor: Actor, purpose: str | None, at: dt.datetime) -> list[Simulated]:
        """Every operation of a text for this actor; nothing runs. Raises HubError for a text that cannot be used."""
        return await asyncio.to_thread(self._simulated, text, actor, purpose, at)

    def ending(self) -> list[Deprecation]:
        """What will end, the soonest first."""
        ends = deprecations_of(self.schema).values()
        return sorted(ends, key=lambda one: (one.until or dt.date.max, one.coordinate))

    def _simulated(self, text: str, actor: Actor, purpose: str | None, at: dt.datetime) -> list[Simulated]:
        check_text(text, Limits())
        told, decided = self.examiner.explainer.explain(text), self.examiner.rights.of(text, actor, purpose, at)
        return [Simulated(how, rights) for how, rights in zip(told, decided, strict=True)]
