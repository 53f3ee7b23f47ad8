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
        with _ctrl_c_for_parent_only():
            future = loop.run_in_executor(pool, _read, piece, line)
        return await future

    try:
        yield read, count
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _ctrl_c_for_parent_only() -> Iterator[None]:
    """Processes begun within are deaf to Ctrl-C from their first instruction; the parent hears it at the end.

    The pool starts its processes when work is handed in, and they inherit what is blocked then. Ignoring the
    signal once they run would be too late: Ctrl-C while they import would print a traceback of each.
    """
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _here(reader: RowReader) -> Read:
    async def read(piece: bytes, line: int) -> Staged:
        return await asyncio.to_thread(reader.read, piece, line)

    return read


def _prepare(form: Form, root: str, latest: dt.date) -> None:
    """In a process that reads: it ends with its parent, however that ends."""
    global _reader  # noqa: PLW0603 - a process of the pool has no other place for what it keeps
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
