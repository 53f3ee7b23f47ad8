"""Numbers that are too small to be told, and what is left out beside them so that no sum tells them. Pure.

Everybody is taken to know every number that is told, and that a hidden one is at least one. A hidden number is hidden
well when it could still be any of ROOM numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Split:
    """A number in its parts; whether the number itself is told. `guarded`: its parts would tell small ones below it."""

    parts: Mapping[str, int]
    number_told: bool = True
    guarded: bool = False

    @property
    def number(self) -> int:
        return sum(self.parts.values())

    @property
    def is_telling(self) -> bool:
        """Whether its parts may stand beside it: none of them is small or guarded, and the number is told."""
        return self.number_told and not self.guarded and not any(map(is_small, self.parts.values()))


def have_room(rows: Sequence[Split]) -> bool:
    """Whether the sums of parts, which are told, leave room for each small part of rows whose parts are not."""
    small = [
        (i, name)
        for i, row in enumerate(rows)
        for name, part in row.parts.items()
        if is_small(part) or (row.guarded and part)
    ]
    return all(len(rows) > 1 and _room(i, name, rows) >= ROOM for i, name in small)


def _room(i: int, name: str, rows: Sequence[Split]) -> int:
    """How far apart the least and the most of a part lie. Of numbers that are not told their sum is."""
    row, column = rows[i], sum(one.parts.get(name, 0) for one in rows)
    untold = [one.number for one in rows if not one.number_told]
    spare = sum(untold) - len(untold)
    most = min(column, row.number if row.number_told else 1 + spare)
    exact = sum(one.number for j, one in enumerate(rows) if j != i and one.number_told)
    others_untold = len(untold) - (not row.number_told)
    room_elsewhere = exact + (sum(untold) - (not row.number_told) if others_untold else 0)
    return most - max(0, column - room_elsewhere)
