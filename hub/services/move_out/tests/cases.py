"""The forms in which the rules ask for every paper that there can be; the rest of the cases is shared by all moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.core.service import Facts
from tests.fakes.movers import EVERYBODY, OUT, facts, form, lines


def paper_cases() -> Iterator[tuple[dict[str, Any], Facts]]:
    """A family, and one of which only a child stays."""
    yield form(OUT), facts()
    yield form(OUT, movers=EVERYBODY[:3], stayers=lines(ani="HEAD")), facts()
