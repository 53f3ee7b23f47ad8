"""Numbers that are too small to be told, and what is left out beside them so that no sum tells them. Pure.

Everybody is taken to know every number that is told, and that a hidden one is at least one. A hidden number is hidden
well when it could still be any of ROOM numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

FEWEST: Final = 5
"""From one to one less than this nothing is told."""
ROOM: Final = 4
"""How far apart the least and the most that a hidden number could be have to lie."""


def is_small(number: int) -> bool:
    """Whether who knows the people could name them."""
    return 0 < number < FEWEST


def hidden_totals(members: Sequence[tuple[int, int, bool]]) -> tuple[set[int], bool]:
    """Which members of a group are not told, by index, and whether the group's sum may be.

    A member is (number, the least that it can be for a reader once it is hidden, whether it could be told so far).
    """
    hidden = {i for i, (number, _, told) in enumerate(members) if is_small(number) or (number and not told)}
    shown = sorted((i for i, one in enumerate(members) if one[0] and i not in hidden), key=lambda i: members[i][0])
    while hidden and not _are_lost(hidden, members):
        if not shown:
            return hidden, False
        hidden.add(shown.pop(0))
    return hidden, True


def _are_lost(hidden: set[int], members: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether the sum of those that are hidden leaves each of them room."""
    room = sum(members[i][0] - members[i][1] for i in hidden)
    return len(hidden) > 1 and room >= ROOM


def may_be_told(parts: Mapping[str, int]) -> bool:
    """Whether a number's parts may stand beside it. One that is small tells the rest with it."""
    return not any(map(is_small, parts.values()))
