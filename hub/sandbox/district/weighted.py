"""Choosing by weights."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values with weights; `pick` draws one, the heavier the oftener."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        items = tuple(pairs)
        self.values = tuple(value for value, _ in items)
        self._bounds = tuple(accumulate(weight for _, weight in items))

    def pick(self, rng: random.Random) -> T:
        return self.values[bisect_right(self._bounds, rng.random() * self._bounds[-1], hi=len(self.values) - 1)]
