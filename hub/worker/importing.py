"""Imports an extract of the population register: read in pieces that stay, then applied all at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.core.actor import Actor
from hub.core.errors import BadInput
from hub.core.extract.form import Form
from hub.core.extract.importing import Import, ImportState, ReportLine
from hub.core.extract.rows import Staged
from hub.core.ports import Clock
from hub.store.database import Connection
from hub.store.import_apply import STEPS
from hub.store.imports import PgImports
from hub.worker.extract_file import OpenExtract, Piece
from hub.worker.extract_readers import Read, readers

_ALL: Final = len(STEPS)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far an import is. `done` of `total` are bytes of the file, or steps when it is applied; `rows` were read."""

    what: str
    done: int
    total: int
    rows: int


Watch = Callable[[Seen], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an extract. `counts`: rows, new, changed, same, refused, cards_new, cards_changed, warnings."""

    of: Import
    form: Form
    counts: Mapping[str, int]
    refusals: Sequence[ReportLine]


class Importing:
    """Imports into the record of one tenant, as the hub itself."""

    def __init__(self, imports: PgImports, actor: Actor, clock: Clock) -> None:
        self._imports = imports
        self._actor = actor
        self._clock = clock

    async def read(self, path: Path, root: str, as_of: dt.datetime | None, watch: Watch) -> Imported:
        """Imports a file, or goes on where an earlier call of the same file was cut short.

        Persons have to belong to the region `root` (dotted; empty for any). `as_of` is the moment of which the extract
        speaks; without it, when the file was written. Raises BadInput and Conflict; then nothing of it is in the record.
        """
        with OpenExtract.open(path) as file:
            watch(Seen("checking", 0, 1, 0))
            form = file.form()
            known = await asyncio.to_thread(file.identify)
            written = dt.datetime.fromtimestamp(file.modified(), dt.UTC)
            if (as_of or written) > self._clock():
                raise BadInput("An extract cannot speak of a moment that has not come. Give --as-of its real time.")
            async with self._imports.alone() as connection:
                of = await self._imports.begin(known, root, as_of, written)
                counts = of.counts
                if of.state is ImportState.READING:
                    await self._read_all(file, form, of, known.size, watch)
                    counts = await self._apply(connection, of, watch)
        await self._imports.settle()
        return Imported(of, form, counts, await self._imports.report(of))

    async def _read_all(self, file: OpenExtract, form: Form, of: Import, size: int, watch: Watch) -> None:
        """Two tasks at once: pieces are read by processes while the ones before them go into the database."""
        rows = (await self._imports.kept(of))["rows"]
        waiting: deque[tuple[Piece, asyncio.Task[Staged]]] = deque()
        with readers(form, of.root, self._clock().date(), size) as (read, at_once):
            try:
                for piece in file.pieces(form):
                    if piece.begin_at in of.read:
                        continue
                    waiting.append((piece, _begun(read, piece)))
                    if len(waiting) > at_once:
                        rows += await self._keep(of, *waiting.popleft())
                        watch(Seen("reading", piece.begin_at, size, rows))
                while waiting:
                    rows += await self._keep(of, *waiting.popleft())
                watch(Seen("reading", size, size, rows))
            finally:
                for _, task in waiting:
                    task.cancel()

    async def _keep(self, of: Import, piece: Piece, task: asyncio.Task[Staged]) -> int:
        staged = await task
        await self._imports.keep(of, piece.begin_at, staged)
        return staged.rows

    async def _apply(self, connection: Connection, of: Import, watch: Watch) -> Mapping[str, int]:
        rows = (await self._imports.kept(of))["rows"]

        def step(name: str) -> None:
            watch(Seen(name, STEPS.index(name), _ALL, rows))

        return await self._imports.apply(connection, of, self._actor, self._clock(), step)


def _begun(read: Read, piece: Piece) -> asyncio.Task[Staged]:
    async def begun() -> Staged:
        return await read(piece.data, piece.line)

    return asyncio.create_task(begun())
