"""What `hub serve` does to its process before it serves."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from hub.cli.serve import YOUNG_OBJECTS, spare_the_collector


@pytest.fixture
def _own_collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("_own_collector")
def test_the_collector_looks_seldom_at_what_is_new_and_never_at_what_stays() -> None:
    older = gc.get_threshold()[1:]
    spare_the_collector()
    assert gc.get_threshold() == (YOUNG_OBJECTS, *older)
    assert gc.get_freeze_count() > 0


@pytest.mark.usefixtures("_own_collector")
def test_requests_that_wait_together_do_not_wake_the_collector() -> None:
    """They hold some thousands of objects, which all of them still need."""
    spare_the_collector()
    before = [each["collections"] for each in gc.get_stats()]
    waiting = [[[number]] for number in range(3_000)]
    assert [each["collections"] for each in gc.get_stats()] == before
    assert len(waiting) == 3_000


@pytest.mark.usefixtures("_own_collector")
def test_garbage_in_circles_is_still_collected() -> None:
    spare_the_collector()
    before = gc.get_stats()[0]["collected"]
    for _ in range(3 * YOUNG_OBJECTS):
        circle: list[object] = []
        circle.append(circle)
    assert gc.get_stats()[0]["collected"] - before >= YOUNG_OBJECTS
