"""Pulls lists of an agency place by place, each place on its own clock.

A place that fails is asked again after a pause that doubles, with jitter; the others do not notice. What came is kept
batch by batch. Only a whole answer lets anybody have left, and not if half of a place would leave at once: then the
answer is doubted, and nobody is marked. A run ends in a summary of counts.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.actor import Actor
from hub.core.errors import HubError
from hub.core.facet import Facet
from hub.core.intake import Batch, FacetPull, Items, Sighting
from hub.core.ports import Clock
from hub.store.intake import HeldItems, IntakeBatch, PgIntake, recorded_by
from hub.store.pulls import PgPulls, Run
from hub.telemetry import logger, span
from hub.worker.comparing import Compare

_FIRST_PAUSE: Final = dt.timedelta(minutes=2)
_LIST_SECONDS: Final = 60.0
"""How often the list of places is looked at."""
_IDLE_SECONDS: Final = 5.0
_SPREAD: Final = dt.timedelta(minutes=2)
"""New places do not all begin at once."""
_MOST_LEAVE: Final = 0.5
_FEW: Final = 10
"""Of so few pupils any part may leave at once."""
_log = logger(__name__)


@dataclass(slots=True)
class _Tally:
    """What a run has seen so far."""

    counts: Counter[str] = field(default_factory=Counter)
    seen: set[uuid.UUID] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    whole: bool = False


class Pulls:
    """The pulls of one connector's facet."""

    def __init__(
        self,
        pull: FacetPull,
        book: PgPulls,
        intake: PgIntake,
        actor: Actor,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
        compare: Compare | None = None,
    ) -> None:
        """`compare`: what is done with what the lists say of persons, beside their items."""
        self._pull = pull
        self._facet: Facet[Any] = pull.facet
        self._book = book
        self._intake = intake
        self._actor = actor
        self._clock = clock
        self._jitter = jitter
        self._compare = compare

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is under way then is given up, and its place is asked again."""
        hands = [asyncio.create_task(self._hand()) for _ in range(self._pull.concurrency)]
        hands.append(asyncio.create_task(self._keep_list()))
        try:
            await stop.wait()
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)

    async def list_places(self) -> None:
        """Takes over the operator's list: new places are due soon, those that are gone are not asked any more."""
        spreads = {place: _SPREAD * self._jitter() for place in self._pull.places()}
        await self._book.list_places(spreads, self._clock())
        await self._book.forget(self._clock())

    async def next(self) -> Run | None:
        """Pulls the place that has been due longest; None when none is due."""
        due = await self._book.take(self._clock())
        if due is None:
            return None
        with span("pull", facet=self._facet.name, place=due.place):
            run = await self._run(due.place)
        failures = due.failures + 1 if run.outcome in {"FAILED", "PARTIAL"} else 0
        await self._book.finish(run, failures, run.ended_at + self._pause(failures))
        _log.info("Pulled a list.", extra={"facet": self._facet.name, "outcome": run.outcome, **_told(run)})
        return run

    async def _keep_list(self) -> None:
        while True:
            try:
                await self.list_places()
            except HubError as error:
                _log.warning("The list of places cannot be used: %s", error.message)
            await asyncio.sleep(_LIST_SECONDS)

    async def _hand(self) -> None:
        """One place after the other. The database may be away for a while; then nothing is pulled."""
        while True:
            run = None
            try:
                run = await self.next()
            except HubError as error:
                _log.warning("Nothing is pulled now.", extra={"facet": self._facet.name, "code": error.code.value})
            if run is None:
                await asyncio.sleep(_IDLE_SECONDS * (0.5 + self._jitter()))

    def _pause(self, failures: int) -> dt.timedelta:
        """Until the next pull: the usual time a little spread, or after failures a doubled pause with full jitter."""
        if not failures:
            return self._pull.every * (0.9 + 0.2 * self._jitter())
        longest = min(self._pull.every, _FIRST_PAUSE * 2.0 ** min(failures - 1, 20))
        return longest * (0.5 + 0.5 * self._jitter())

    async def _run(self, place: str) -> Run:
        began, tally, reason = self._clock(), _Tally(), None
        try:
            async for batch in self._pull.pull(place):
                await self._store(batch, began, tally)
            outcome = await self._leave(place, began, tally) if tally.whole else "PARTIAL"
        except HubError as error:
            outcome, reason = "FAILED", str(error.details.get("reason") or error.code.value)
        except Exception as error:  # noqa: BLE001  a connector that breaks its promise takes only this place down
            _log.exception("A pull broke.", extra={"facet": self._facet.name})
            outcome, reason = "FAILED", type(error).__name__
        return Run(place, began, self._clock(), outcome, reason, dict(tally.counts))

    async def _store(self, batch: Batch, as_of: dt.datetime, tally: _Tally) -> None:
        tally.whole = batch.whole
        tally.counts.update({f"unusable_{reason.lower()}": count for reason, count in batch.unusable.items()})
        tally.counts["rows"] += len(batch.rows) + sum(batch.unusable.values())
        tally.references.update(row.reference for row in batch.rows if row.reference)
        async with self._intake.batch() as work:
            found = await self._found(work, batch.rows)
            tally.counts["without_record"] += len(batch.rows) - len(found)
            tally.counts.update(await self._write(work, self._merged(found), as_of))
        tally.seen.update(held.person_id for _, held in found)
        if self._compare is not None:
            await self._compare((held.person_id, row.claims) for row, held in found)

    async def _found(self, work: IntakeBatch, rows: Sequence[Sighting]) -> list[tuple[Sighting, HeldItems]]:
        """The rows whose person the record has: by NIK, or where the list has none by the agency's own number."""
        by_nik = await work.by_niks(sorted({row.nik for row in rows if row.nik}))
        numbers = sorted({row.reference for row in rows if row.reference and not row.nik})
        by_number = await work.by_references(self._pull.reference, numbers) if numbers else {}
        pairs = [(row, by_nik.get(row.nik) if row.nik else by_number.get(row.reference or "")) for row in rows]
        return [(row, held) for row, held in pairs if held is not None]

    def _merged(self, found: Sequence[tuple[Sighting, HeldItems]]) -> Mapping[uuid.UUID, tuple[HeldItems, Items]]:
        """What will be known of each person; somebody who stands in the list twice is merged twice."""
        after: dict[uuid.UUID, tuple[HeldItems, Items]] = {}
        for row, held in found:
            _, items = after.get(held.person_id, (held, self._items(held)))
            after[held.person_id] = held, self._pull.merged(items, row.item)
        return after

    async def _leave(self, place: str, as_of: dt.datetime, tally: _Tally) -> str:
        """Marks those who were at the place and are not listed any more."""
        async with self._intake.batch() as work:
            present = await work.with_item(self._pull.present_at(place))
            missing = [held for held in present if self._is_missing(held, tally)]
            if len(present) > _FEW and len(missing) > _MOST_LEAVE * len(present):
                tally.counts["doubted"] = len(missing)
                return "DOUBTFUL"
            after = {held.person_id: (held, self._pull.gone(self._items(held), place)) for held in missing}
            await self._write(work, after, as_of)
            tally.counts["left"] = len(missing)
        return "WHOLE"

    def _is_missing(self, held: HeldItems, tally: _Tally) -> bool:
        """Not listed, neither as the person whom her NIK names nor under her number: a NIK may have been corrected."""
        numbers = {str(item.get(self._pull.reference)) for item in held.items}
        return held.person_id not in tally.seen and not numbers & tally.references

    async def _write(
        self, work: IntakeBatch, after: Mapping[uuid.UUID, tuple[HeldItems, Items]], as_of: dt.datetime
    ) -> Mapping[str, int]:
        pairs = [(held, [self._facet.to_json(each) for each in items]) for held, items in after.values()]
        return await work.write(pairs, as_of, recorded_by(self._actor, self._clock()))

    def _items(self, held: HeldItems) -> Items:
        return tuple(self._facet.from_json(each) for each in held.items)


def _told(run: Run) -> Mapping[str, Any]:
    return {"place": run.place, "reason": run.reason, **run.counts}
