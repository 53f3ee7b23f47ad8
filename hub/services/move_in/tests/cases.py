"""The forms in which the rules ask for every paper that there can be; the rest of the cases is shared by all moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.core.service import Facts
from tests.fakes.movers import IN, facts, form


def paper_cases() -> Iterator[tuple[dict[str, Any], Facts]]:
    """A family in a house of somebody else."""
    yield form(IN, housing="RENTED"), facts(())
