"""What a hub does with its memory once it is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from hub.cli.serve import settle


@pytest.fixture
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("as_before")
def test_requests_that_wait_together_do_not_wake_the_collector() -> None:
    """They hold some thousands of objects, which all of them still need."""
    settle()
    before = [each["collections"] for each in gc.get_stats()]
    waiting = [[[number]] for number in range(3_000)]
    assert [each["collections"] for each in gc.get_stats()] == before
    assert len(waiting) == 3_000


@pytest.mark.usefixtures("as_before")
def test_garbage_in_circles_is_still_collected() -> None:
    settle()
    before = gc.get_stats()[0]["collected"]
    for _ in range(30_000):
        circle: list[object] = []
        circle.append(circle)
    assert gc.get_stats()[0]["collected"] - before >= 20_000
