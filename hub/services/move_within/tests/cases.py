"""The forms in which the rules ask for every paper that there can be; the rest of the cases is shared by all moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.core.service import Facts
from tests.fakes.movers import EVERYBODY, WITHIN, facts, form, lines


def paper_cases() -> Iterator[tuple[dict[str, Any], Facts]]:
    """A family in a house of somebody else, and one of which only a child stays."""
    yield form(WITHIN, housing="RENTED"), facts()
    yield form(WITHIN, movers=EVERYBODY[:3], stayers=lines(ani="HEAD")), facts()
