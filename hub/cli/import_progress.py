"""How far an import is: a bar where somebody watches, lines now and then where nobody does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from hub.worker.importing import Seen, Watch

_LINE_SECONDS: Final = 5.0
_READING: Final = "reading"


@contextmanager
def shown() -> Iterator[Watch]:
    """What is to be called with each step, on standard error."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield _Lines(screen)
        return
    columns = (
        TextColumn("{task.description:<16}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:>9,} rows  {task.fields[rate]:>7,.0f} rows/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        yield _Bars(progress)


class _Pace:
    """Rows a second since the first was seen; rows that an earlier call had read are none of this one's."""

    def __init__(self) -> None:
        self._began: float | None = None

    def of(self, rows: int) -> float:
        if self._began is None or rows == 0:
            self._began = time.monotonic()
            return 0.0
        return rows / max(time.monotonic() - self._began, 0.001)


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._pace = _Pace()
        self._reading = progress.add_task(_READING, total=None, rows=0, rate=0.0)
        self._applying = progress.add_task("applying", total=None, rows=0, rate=0.0, visible=False)

    def __call__(self, seen: Seen) -> None:
        if seen.what == _READING:
            self._progress.update(
                self._reading, completed=seen.done, total=seen.total, rows=seen.rows, rate=self._pace.of(seen.rows)
            )
        elif seen.rows:
            self._progress.update(
                self._applying,
                completed=seen.done,
                total=seen.total,
                description=seen.what,
                rows=seen.rows,
                visible=True,
            )


class _Lines:
    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self._pace = _Pace()
        self._said = float("-inf")

    def __call__(self, seen: Seen) -> None:
        rate = self._pace.of(seen.rows)
        last = seen.done == seen.total
        if seen.what == _READING and not last and time.monotonic() - self._said < _LINE_SECONDS:
            return
        self._said = time.monotonic()
        if seen.what != _READING:
            self._screen.print(f"{seen.what}, {seen.rows:,} rows", highlight=False)
            return
        share = seen.done / seen.total if seen.total else 1.0
        remaining = (seen.total - seen.done) * seen.rows / max(seen.done, 1) / rate if rate else 0.0
        self._screen.print(
            f"reading {share:.0%}, {seen.rows:,} rows, {rate:,.0f} rows/s, about {remaining:.0f} s left",
            highlight=False,
        )
