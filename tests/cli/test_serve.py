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
