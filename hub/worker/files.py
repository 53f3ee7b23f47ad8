"""Reads a file that an agency signed: verified first, streamed, in batches, and gone on with where it was cut short.

How far it is stands in the database and moves in the transaction that writes the rows, so a kill at any moment neither
loses a row nor takes one twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final

from hub.core.actor import Actor
from hub.core.errors import BadInput
from hub.core.intake import FacetFile, FileRow, FileStatement, Items
from hub.core.ports import Clock
from hub.store.facet_files import PgFacetFiles, Progress
from hub.store.intake import HeldItems, IntakeBatch, PgIntake, recorded_by
from hub.worker.comparing import Compare

BATCH: Final = 1000
_CHUNK: Final = 1024 * 1024
Watch = Callable[[int, int], None]
"""(lines done, lines in all)"""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file. `counts`: rows, changed, same, newer_held, without_record, refused, withdrawn.

    `is_new` is false when the file had been read before; then nothing was done.
    """

    statement: FileStatement
    is_new: bool
    counts: Mapping[str, int]
    refusals: Sequence[tuple[int, str]]


class FileReading:
    """Reads files of one agency's facet, as that agency's actor."""

    def __init__(
        self,
        file: FacetFile,
        ledger: PgFacetFiles,
        intake: PgIntake,
        actor: Actor,
        clock: Clock,
        compare: Compare | None = None,
    ) -> None:
        """`compare`: what is done with what the lines say of persons, beside their items."""
        self._file = file
        self._ledger = ledger
        self._intake = intake
        self._actor = actor
        self._clock = clock
        self._compare = compare

    async def read(self, path: Path, signed: bytes, watch: Watch) -> FileReport:
        """Reads the whole file, or the rest of it.

        Raises Unauthenticated for a signature that does not hold, BadInput for a file that is not the signed one or
        cannot be read, Conflict for one that may not be read now.
        """
        said = self._file.statement(signed)
        with TemporaryFile() as held:
            # A copy that nobody else can open: what is read is what was hashed.
            await asyncio.to_thread(_take, path, said, held)
            progress = await self._ledger.begin(said, self._actor.subject, self._clock())
            counts = dict(progress.counts)
            if not progress.is_done:
                counts = await self._rest(held, said, progress, watch)
        return FileReport(said, not progress.is_done, counts, await self._ledger.refusals(said.sha256))

    async def _rest(self, held: BinaryIO, said: FileStatement, progress: Progress, watch: Watch) -> dict[str, int]:
        counts, line = Counter(progress.counts), progress.line
        # From the beginning, though it was dealt with: what is repeated is only known by what stood before.
        rows = itertools.islice(self._file.rows(held, said), line, None)
        while batch := list(itertools.islice(rows, BATCH)):
            async with self._intake.batch() as work:
                counts.update(await self._write(work, batch, said))
                refused = [(row.line, row.refusal.value) for row in batch if row.refusal is not None]
                counts.update(rows=len(batch), refused=len(refused))
                await self._ledger.advance(work.connection, said.sha256, (line, batch[-1].line), counts, refused)
            line = batch[-1].line
            await self._listen(batch)
            watch(line, said.rows)
        async with self._intake.batch() as work:
            if said.replaces:
                counts["withdrawn"] = await self._withdraw(work, said)
            await self._ledger.finish(work.connection, said.sha256, counts, self._clock())
        return dict(counts)

    async def _listen(self, batch: Sequence[FileRow]) -> None:
        """Compares what the lines say of the persons themselves, once the lines are kept."""
        said = {row.nik: row.claims for row in batch if row.nik is not None and row.claims and row.refusal is None}
        if not said or self._compare is None:
            return
        async with self._intake.batch() as work:
            people = await work.by_niks(sorted(said))
        await self._compare((held.person_id, said[nik]) for nik, held in people.items())

    async def _write(self, work: IntakeBatch, batch: Sequence[FileRow], said: FileStatement) -> Mapping[str, int]:
        items = {row.nik: row.item for row in batch if row.nik is not None and row.refusal is None}
        people = await work.by_niks(sorted(items))
        # What the agency said by itself after it had made the file goes before the file.
        older = {nik: held for nik, held in people.items() if held.as_of is None or held.as_of <= said.issued_at}
        after = [(held, self._json(self._file.merged(self._items(held), items[nik]))) for nik, held in older.items()]
        counted = await work.write(after, said.issued_at, recorded_by(self._actor, self._clock()))
        return {**counted, "newer_held": len(people) - len(older), "without_record": len(items) - len(people)}

    async def _withdraw(self, work: IntakeBatch, said: FileStatement) -> int:
        """Takes back what only the replaced file had said; the events keep it."""
        left = await work.with_item(self._file.withdrawn(said.period), before=said.issued_at)
        event = recorded_by(self._actor, self._clock())
        await work.write([(held, []) for held in left], said.issued_at, event)
        return len(left)

    def _items(self, held: HeldItems) -> Items:
        return tuple(self._file.facet.from_json(each) for each in held.items)

    def _json(self, items: Items) -> list[dict[str, Any]]:
        return [self._file.facet.to_json(each) for each in items]


def _take(path: Path, said: FileStatement, target: BinaryIO) -> None:
    """Copies the file while it is hashed, and sets `target` to its beginning. Raises BadInput."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    try:
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
                last = chunk[-1:]
                target.write(chunk)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    lines += last != b"\n"
    if digest.hexdigest() != said.sha256 or lines != said.rows:
        raise BadInput(
            f"{path} is not the file that was signed: its SHA-256, or its number of lines, is another one. Nothing of "
            "it was kept. Ask the agency to send the file and its signature again."
        )
    target.seek(0)
