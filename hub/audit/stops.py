"""What upheld objections stop: asked of each answer to a client under an agreement, before its receipt is written.

Those that hold are few, so a process keeps all of them for a moment; one that was decided or lifted elsewhere holds
here within a second, as everything that is believed of the registry does.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from hub.core.actor import Actor
from hub.core.agreement import Agreement
from hub.core.errors import Forbidden
from hub.core.objection import Standing
from hub.core.objections import Stops
from hub.core.ports import Clock
from hub.core.receipt import Part

RULE: Final = "not-available"
_FRESH: Final = dt.timedelta(seconds=0.75)


class NotAvailable(Forbidden):
    """Something of the answer is not to be given out under this agreement. Neither of whom nor why is told."""

    def __init__(self) -> None:
        super().__init__(
            "Something in this answer is not available under your agreement, so nothing of it is given out. Ask for "
            "fewer fields, or about each person alone; what is still refused then is not available to you.",
            rule=RULE,
            ask="the civil registry office (Dinas Dukcapil), about what is not available",
        )


@dataclass(frozen=True, slots=True)
class _Read:
    at: dt.datetime
    standing: Sequence[Standing]


class StoppedProcessing:
    """Refuses answers that show what was stopped. Without a record that knows of any, it lets all pass."""

    def __init__(self, stops: Stops | None, clock: Clock) -> None:
        self._stops = stops
        self._clock = clock
        self._read: _Read | None = None
        self._lock = asyncio.Lock()

    def are_none(self, agreement: Agreement | None) -> bool:
        """Whether it is known at this moment that nothing is stopped, so that `check` can be left out."""
        if agreement is None or self._stops is None:
            return True
        kept = self._kept()
        return kept is not None and not kept

    async def check(
        self,
        actor: Actor,
        subjects: Collection[uuid.UUID],
        categories: Sequence[str],
        parts: Sequence[Part] = (),
    ) -> None:
        """Raises NotAvailable where one of these categories is stopped for one of the persons, under the agreement of
        whoever asks. `parts`: which of it is whose, where it is not the same of all."""
        if actor.agreement is None or self._stops is None or not subjects:
            return
        under = (actor.agreement.id, "")
        for one in await self._standing(self._stops):
            if one.stop.agreement in under and one.person_id in subjects:
                shown = _of(one.person_id, parts) if parts else categories
                if not set(one.stop.categories).isdisjoint(shown):
                    raise NotAvailable

    async def _standing(self, stops: Stops) -> Sequence[Standing]:
        if (kept := self._kept()) is not None:
            return kept
        async with self._lock:
            if (kept := self._kept()) is None:
                # As of before it was asked: what is decided meanwhile is found by the next one.
                self._read = _Read(self._clock(), kept := await stops.standing())
            return kept

    def _kept(self) -> Sequence[Standing] | None:
        read = self._read
        return read.standing if read is not None and self._clock() - read.at < _FRESH else None


def _of(person_id: uuid.UUID, parts: Sequence[Part]) -> set[str]:
    """The categories of the parts that name her."""
    return {category for part in parts if person_id in part.subjects for category in part.categories}
