"""What changed since the last release is found once, in a thread that gives way, and again when an end is over."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import sys
import threading
from collections.abc import Callable
from pathlib import Path, PosixPath
from typing import Any

import pytest
from graphql import build_schema

from hub.console.base.comparison import TURN_SECONDS, Comparison

RUNNING = build_schema("type Query { name: String }")
RELEASED = 'type Query { name: String gone: String @deprecated(reason: "Over, until 2026-01-31.") }'
TODAY = dt.date(2026, 1, 2)


class Release(PosixPath):
    """A file that does something while it is read."""

    then: Callable[[], object]

    def read_text(self, *_: Any, **__: Any) -> str:
        self.then()
        return RELEASED


def release(then: Callable[[], object]) -> Release:
    made = Release("released.graphql")
    made.then = then
    return made


async def test_changes_are_found_again_only_when_an_announced_end_is_over(tmp_path: Path) -> None:
    (tmp_path / "released.graphql").write_text(RELEASED)
    found = Comparison(tmp_path / "released.graphql", RUNNING)
    before = await found.changes(TODAY)
    assert await found.changes(dt.date(2026, 1, 31)) is before, "its last day"
    after = await found.changes(dt.date(2026, 2, 1))
    assert await found.changes(dt.date(2026, 11, 27)) is after
    assert [[(one.coordinate, one.announced) for one in each or ()] for each in (before, after)] == [
        [("Query.gone", False)], [("Query.gone", True)],
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"type {", b"\xff", None])
async def test_without_the_last_release_nothing_is_compared(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "released.graphql").write_bytes(content)
    assert await Comparison(tmp_path / "released.graphql", RUNNING).changes(TODAY) is None


async def test_whoever_asks_meanwhile_waits_for_the_same_and_leaves_without_ending_it() -> None:
    begun, go_on = threading.Event(), threading.Event()
    readings = list[int]()

    def read() -> None:
        readings.append(threading.get_ident())
        begun.set()
        assert go_on.wait(10)

    found = Comparison(release(read), RUNNING)
    leaves, *stay = (asyncio.create_task(found.changes(TODAY)) for _ in range(3))
    assert await asyncio.to_thread(begun.wait, 10)
    leaves.cancel()
    go_on.set()
    first, second = await asyncio.gather(*stay)
    assert first is second is await found.changes(TODAY) is not None
    assert len(readings) == 1
    assert readings[0] != threading.get_ident(), "the loop answers others meanwhile"


async def test_others_have_the_interpreter_soon_and_find_no_garbage() -> None:
    usual, seen, collected = sys.getswitchinterval(), list[float](), set[int]()

    def note(_: str, told: dict[str, int]) -> None:
        collected.add(told["generation"])

    found = Comparison(release(lambda: seen.append(sys.getswitchinterval())), RUNNING)
    gc.callbacks.append(note)
    try:
        await found.changes(TODAY)
    finally:
        gc.callbacks.remove(note)
    assert seen == [pytest.approx(TURN_SECONDS)]
    assert sys.getswitchinterval() == pytest.approx(usual)
    assert 1 in collected, "what was read is freed while it is young"


async def test_a_comparison_that_failed_is_made_again() -> None:
    usual, broken = sys.getswitchinterval(), [RuntimeError("the disk")]

    def read() -> None:
        if broken:
            raise broken.pop()

    found = Comparison(release(read), RUNNING)
    with pytest.raises(RuntimeError, match="the disk"):
        await found.changes(TODAY)
    assert sys.getswitchinterval() == pytest.approx(usual)
    assert len(await found.changes(TODAY) or ()) == 1
