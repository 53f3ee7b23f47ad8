"""Imports an extract of the population register: read in pieces that stay, then applied all at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
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
from hub.store.import_apply import STEPS, Entered
from hub.store.imports import PgImports
from hub.worker.extract_file import OpenExtract, Piece
from hub.worker.extract_readers import Read, readers

_AHEAD: Final = 2
"""Pieces that are kept and wait to be entered. Entering is one process; were reading not to wait for it, reading would
take its core from it, come to its end early, and leave a core idle while the rest is entered."""


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
        speaks; without it, when the file was written. Raises BadInput and Conflict, and then nothing is in the record.
        """
        with OpenExtract.open(path) as file:
            watch(Seen("checking", 0, 1, 0))
            form = file.form()
            known = await asyncio.to_thread(file.identify)
            written = min(dt.datetime.fromtimestamp(file.modified(), dt.UTC), self._clock())
            if as_of is not None and as_of > self._clock():
                raise BadInput("An extract cannot speak of a moment that has not come. Give --as-of its real time.")
            async with self._imports.alone() as connection:
                of = await self._imports.begin(known, root, as_of, written)
                counts = of.counts
                if of.state is ImportState.READING:
                    empty = await self._imports.make_way(connection, known.size)
                    applying = _Applying(self._imports, connection, of, (self._actor, self._clock()), watch, empty)
                    await self._read_all(file, form, of, known.size, applying)
                    counts = await applying.finish()
        await self._imports.settle(counts)
        return Imported(of, form, counts, await self._imports.report(of))

    async def _read_all(self, file: OpenExtract, form: Form, of: Import, size: int, applying: _Applying) -> None:
        """All at once: pieces are read, those before them are kept, the persons of those before those are entered."""
        with readers(form, of.root, self._clock().date(), size) as (read, at_once):
            try:
                async with asyncio.TaskGroup() as tasks:
                    ready: asyncio.Queue[_Ready | None] = asyncio.Queue(_AHEAD)
                    tasks.create_task(applying.enter(ready, size))
                    async for piece in self._kept(file, form, of, _Reading(tasks, read, at_once)):
                        await ready.put(piece)
                    await ready.put(None)
            except BaseExceptionGroup as failed:
                # Whatever failed first has ended the others.
                raise failed.exceptions[0] from None

    async def _kept(self, file: OpenExtract, form: Form, of: Import, reading: _Reading) -> AsyncIterator[_Ready]:
        """The pieces in their order, each as soon as its rows are kept; those of an earlier call at once."""
        known = (await self._imports.kept(of)).pieces
        waiting: deque[tuple[Piece, asyncio.Task[Staged]]] = deque()
        for piece in file.pieces(form):
            if piece.begin_at in known:
                yield _Ready(piece.begin_at, piece.lines, known[piece.begin_at][2])
                continue
            waiting.append((piece, reading.begin(piece)))
            if len(waiting) > reading.at_once:
                yield await self._keep(of, *waiting.popleft())
        while waiting:
            yield await self._keep(of, *waiting.popleft())

    async def _keep(self, of: Import, piece: Piece, task: asyncio.Task[Staged]) -> _Ready:
        staged = await task
        await self._imports.keep(of, piece.begin_at, piece.lines, staged)
        return _Ready(piece.begin_at, piece.lines, staged.rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Pieces that are being read, by `at_once` processes."""

    tasks: asyncio.TaskGroup
    read: Read
    at_once: int

    def begin(self, piece: Piece) -> asyncio.Task[Staged]:
        return self.tasks.create_task(self.read(piece.data, piece.lines[0]))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A piece whose rows are kept."""

    begin_at: int
    lines: tuple[int, int]
    rows: int


class _Applying:
    """The transaction that nobody sees before its end."""

    def __init__(
        self,
        imports: PgImports,
        connection: Connection,
        of: Import,
        by: tuple[Actor, dt.datetime],
        watch: Watch,
        empty: bool,
    ) -> None:
        self._imports = imports
        self._connection = connection
        self._of = of
        self._by = by
        self._watch = watch
        self._empty = empty
        self._rows = 0
        self._new = Entered(0, 0)

    async def enter(self, ready: asyncio.Queue[_Ready | None], size: int) -> None:
        """Enters the new persons of pieces, until None comes."""
        while (piece := await ready.get()) is not None:
            self._watch(Seen("reading", piece.begin_at, size, self._rows))
            self._new += await self._imports.insert(
                self._connection, self._of, *self._by, piece.lines, empty=self._empty
            )
            self._rows += piece.rows
        self._watch(Seen("reading", size, size, self._rows))

    async def finish(self) -> Mapping[str, int]:
        def step(name: str) -> None:
            self._watch(Seen(name, STEPS.index(name), len(STEPS), self._rows))

        return await self._imports.apply(self._connection, self._of, *self._by, self._new, step)
