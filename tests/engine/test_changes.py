"""Who waits hears of a change by its version: one statement for all, none for nobody, and never back to what was."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence

from hub.core.versions import Mark, Topic
from hub.engine.changes import Changes
from hub.store.failures import RecordUnavailable

SITI, BUDI = "1901014505959001", "1901014505959002"
HER = uuid.UUID(int=1)


class Record:
    """Versions that a test sets; `asked` are the keys of each question."""

    def __init__(self) -> None:
        self.held = {SITI: Mark(HER, 1)}
        self.asked: list[tuple[Topic, tuple[str, ...]]] = []
        self.is_away = False
        self.gate: asyncio.Event | None = None

    async def marks(self, tenant: str, topic: Topic, keys: Sequence[str]) -> Mapping[str, Mark]:
        self.asked.append((topic, tuple(keys)))
        if self.is_away:
            raise RecordUnavailable("away")
        found = {key: self.held[key] for key in keys if key in self.held}
        if self.gate is not None:
            await self.gate.wait()
        return found


async def test_one_question_for_all_who_wait_and_none_for_nobody() -> None:
    record = Record()
    changes = Changes(record, "1901", every=0.02)
    with (
        changes.watching(Topic.CITIZEN, SITI) as one,
        changes.watching(Topic.CITIZEN, SITI) as other,
        changes.watching(Topic.CITIZEN, BUDI),
    ):
        await one.rest(1)
        assert one.mark == other.mark == Mark(HER, 1)
        assert {(topic, frozenset(keys)) for topic, keys in record.asked} == {(Topic.CITIZEN, frozenset({SITI, BUDI}))}
    before = len(record.asked)
    await asyncio.sleep(0.1)
    assert (len(record.asked), changes.keys) == (before, 0)


async def test_what_was_asked_earlier_does_not_lead_back() -> None:
    record = Record()
    changes = Changes(record, "1901", every=0.02)
    with changes.watching(Topic.CITIZEN, SITI) as watch:
        record.gate = asyncio.Event()
        while not record.asked:
            await asyncio.sleep(0.01)
        # The statement that is under way has read version 1.
        gate, record.gate, record.held = record.gate, None, {SITI: Mark(HER, 2)}
        assert await changes.mark_of(watch) == Mark(HER, 2)
        gate.set()
        for _ in range(5):
            await asyncio.sleep(0.01)
            assert watch.mark == Mark(HER, 2)


async def test_who_is_another_under_the_same_number_is_a_change() -> None:
    record = Record()
    changes = Changes(record, "1901", every=0.02)
    with changes.watching(Topic.CITIZEN, SITI) as watch:
        await changes.mark_of(watch)
        record.held = {SITI: Mark(uuid.UUID(int=2), 1)}
        async with asyncio.timeout(10):
            while watch.mark == Mark(HER, 1):
                await asyncio.sleep(0.01)
        assert watch.mark == Mark(uuid.UUID(int=2), 1)


async def test_a_record_that_is_away_is_asked_again() -> None:
    record = Record()
    changes = Changes(record, "1901", every=0.02)
    with changes.watching(Topic.CITIZEN, SITI) as watch:
        record.is_away = True
        await asyncio.sleep(0.1)
        record.is_away = False
        await watch.rest(1)
        assert watch.mark == Mark(HER, 1)
