"""Bars of a chart in numbers, for a template that draws them: no script, no style in the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 120
WIDTH: Final = 60
_BAR: Final = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """Places and sizes in the chart's own units: `x` of the bar's left edge, `middle` of its label; the upper part
    begins at `top`, the lower one at `turn`, and both end at HEIGHT."""

    label: str
    x: int
    middle: int
    width: int
    top: int
    turn: int


def bars_of(months: Sequence[tuple[str, int, int]]) -> tuple[Bar, ...]:
    """One bar for each (label, lower, upper); the highest fills the chart."""
    most = max((lower + upper for _, lower, upper in months), default=0)
    return tuple(_bar(number, label, lower, upper, most or 1) for number, (label, lower, upper) in enumerate(months))


def _bar(number: int, label: str, lower: int, upper: int, most: int) -> Bar:
    left = number * WIDTH + (WIDTH - _BAR) // 2
    top, turn = (HEIGHT - round(HEIGHT * part / most) for part in (lower + upper, lower))
    return Bar(label, left, number * WIDTH + WIDTH // 2, _BAR, top, turn)
