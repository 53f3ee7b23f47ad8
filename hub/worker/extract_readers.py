"""Processes that read pieces of an extract, so that both reading and the database have a core."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

from hub.core.extract.form import Form
from hub.core.extract.rows import RowReader, Staged

Read = Callable[[bytes, int], Coroutine[Any, Any, Staged]]
"""(a piece, its first physical line) -> its rows"""
_WORTH_PROCESSES: Final = 2 * 1024 * 1024
_MOST: Final = 4
_reader: RowReader


@contextmanager
def readers(form: Form, root: str, latest: dt.date, size: int) -> Iterator[tuple[Read, int]]:
    """What reads pieces, and how many it reads at once. A file of few bytes (`size`) is read in this process."""
    if size < _WORTH_PROCESSES:
        yield _here(RowReader(form, root, latest)), 1
        return
    count = min(_MOST, len(os.sched_getaffinity(0)))
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, context, _prepare, (form, root, latest))
    loop = asyncio.get_running_loop()

    async def read(piece: bytes, line: int) -> Staged:
        return await loop.run_in_executor(pool, _read, piece, line)

    try:
        yield read, count
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _here(reader: RowReader) -> Read:
    async def read(piece: bytes, line: int) -> Staged:
        return await asyncio.to_thread(reader.read, piece, line)

    return read


def _prepare(form: Form, root: str, latest: dt.date) -> None:
    """In a process that reads: Ctrl-C is its parent's business, and it ends with its parent, however that ends."""
    global _reader  # noqa: PLW0603 - a process of the pool has no other place for what it keeps
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
    # A piece is a million small objects without a ring among them; looking for rings costs as much as reading.
    gc.disable()
    _reader = RowReader(form, root, latest)


def _read(piece: bytes, line: int) -> Staged:
    return _reader.read(piece, line)
