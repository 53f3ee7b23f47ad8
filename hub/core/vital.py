"""Vital statistics by village, as a table that can be handed on: what is too small to be told, and what else is left
out so that it cannot be computed. Pure.

Events are counted where the family lives and when they are registered, by whole calendar quarters that are over, so
that no two periods overlap and a quarter that was told never changes. docs/adr/0059 has the rule.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.core.hiding import FEWEST, hidden_totals, may_be_told
from hub.core.regions import ancestors, within

REPORT: Final = "report"
"""The key of the time limit within which an event is reported."""


class VitalEvent(Enum):
    """Events that a civil registry registers, in the terms of the United Nations' handbook."""

    LIVE_BIRTH = "LIVE_BIRTH"
    DEATH = "DEATH"
    MARRIAGE = "MARRIAGE"
    DIVORCE = "DIVORCE"
    ADOPTION = "ADOPTION"
    RECOGNITION = "RECOGNITION"


class Timeliness(Enum):
    """Whether an event was reported within the days that the law gives. UNKNOWN: it gives none, or has no date."""

    IN_TIME = "IN_TIME"
    LATE = "LATE"
    UNKNOWN = "UNKNOWN"


FEMALE: Final = "FEMALE"
MALE: Final = "MALE"


@dataclass(frozen=True, slots=True)
class VitalCount:
    """How many events of one kind were registered of one village (or of a region above, where no village is known)."""

    event: VitalEvent
    region_code: str
    sex: str
    timeliness: Timeliness
    number: int


@dataclass(frozen=True, slots=True)
class VitalRow:
    """One region and one kind of event in a period. None: not told, because it is fewer than five or because another
    number could be computed from it."""

    event: VitalEvent
    region_code: str
    number: int | None
    female: int | None = None
    male: int | None = None
    late: int | None = None


def quarters_in(since: dt.date, until: dt.date, today: dt.date) -> tuple[dt.date, ...]:
    """The first days of the quarters that lie whole in a span and are over; where there is none, of the last one that
    was over when the span ends."""
    end = min(until + dt.timedelta(days=1), today)
    last = quarter_before(_quarter(end))
    found: list[dt.date] = []
    quarter = last
    while quarter >= since:
        found.insert(0, quarter)
        quarter = quarter_before(quarter)
    return tuple(found) or (last,)


def quarter_before(first: dt.date) -> dt.date:
    """The quarter before the one that begins on this day."""
    return _quarter(first - dt.timedelta(days=1))


def quarter_after(first: dt.date) -> dt.date:
    return _quarter(first + dt.timedelta(days=100))


def _quarter(day: dt.date) -> dt.date:
    return dt.date(day.year, day.month - (day.month - 1) % 3, 1)


def told(quarters: Sequence[Sequence[VitalCount]], root: str) -> tuple[VitalRow, ...]:
    """The rows of a period: of the root, of each kecamatan and each village. What is not told of one of its quarters
    is not told of the period."""
    tables = [dict(_quarter_rows(counts, root)) for counts in quarters]
    keys = {key for table in tables for key in table}
    return tuple(_summed(event, code, [table.get((event, code)) for table in tables]) for event, code in _sorted(keys))


def _sorted(keys: Iterable[tuple[VitalEvent, str]]) -> list[tuple[VitalEvent, str]]:
    order = list(VitalEvent)
    return sorted(keys, key=lambda key: (order.index(key[0]), key[1]))


def _summed(event: VitalEvent, code: str, rows: Sequence[VitalRow | None]) -> VitalRow:
    """A quarter without a row had no such event there."""
    there = [row for row in rows if row is not None]
    numbers = (_sum(getattr(row, name) for row in there) for name in ("number", "female", "male", "late"))
    return VitalRow(event, code, *numbers)


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


@dataclass(slots=True)
class _Region:
    """One region of the tree of one kind of event: its counts, and what of them is not told."""

    code: str
    sexes: Counter[str]
    times: Counter[str]
    children: list[_Region]
    number_told: bool = True
    sexes_told: bool = False
    times_told: bool = False

    @property
    def number(self) -> int:
        return self.sexes.total()


def _quarter_rows(counts: Sequence[VitalCount], root: str) -> Iterator[tuple[tuple[VitalEvent, str], VitalRow]]:
    for event in VitalEvent:
        found = [one for one in counts if one.event is event and within(one.region_code, root)]
        if not found:
            continue
        tree = _tree(found, root)
        _hide(tree)
        if tree.number < FEWEST:
            tree.number_told = False
        for name in ("sexes", "times"):
            _tell_splits(tree, name)
        for region in _all(tree):
            yield (event, region.code), _row(event, region)


def _tree(counts: Sequence[VitalCount], root: str) -> _Region:
    """The regions in which something was counted. Where no village is known it stands as a village of its own, so that
    every sum is one of its parts."""
    regions: dict[str, _Region] = {}

    def region(code: str) -> _Region:
        if code not in regions:
            regions[code] = _Region(code, Counter(), Counter(), [])
            above = code.rpartition(".")[0]
            if code != root:
                region(above if within(above, root) else root).children.append(regions[code])
        return regions[code]

    region(root)
    for one in counts:
        leaf = one.region_code if one.region_code.count(".") >= _VILLAGE_DOTS else f"{one.region_code}.{_NOWHERE}"
        region(leaf)
        for code in ancestors(leaf):
            if code in regions:
                regions[code].sexes[one.sex] += one.number
                regions[code].times[one.timeliness.value] += one.number
    return regions[root]


_VILLAGE_DOTS: Final = 3
_NOWHERE: Final = "0000"


def _all(region: _Region) -> Iterator[_Region]:
    yield region
    for child in sorted(region.children, key=lambda one: one.code):
        yield from _all(child)


def _hide(region: _Region) -> None:
    """From the villages upwards: what a group cannot hide among its own members its sum does not tell either."""
    for child in region.children:
        _hide(child)
    if not region.children:
        return
    children = region.children
    hidden, safe = hidden_totals([(one.number, _least_hidden(one), one.number_told) for one in children])
    for index in hidden:
        _conceal(children[index])
    region.number_told = region.number_told and safe


def _conceal(region: _Region) -> None:
    """Does not tell a number, nor all of those that it is the sum of."""
    region.number_told = False
    if region.children and all(one.number_told for one in region.children):
        _conceal(_smallest(region))


def _smallest(region: _Region) -> _Region:
    return min(region.children, key=lambda one: (one.number, one.code))


def _least(region: _Region) -> int:
    """The least that a region can hold for somebody who knows what is told below it."""
    if not region.children:
        return 1
    return sum(one.number if one.number_told else _least(one) for one in region.children)


def _least_hidden(region: _Region) -> int:
    """The least that it can hold once it is concealed."""
    if region.children and all(one.number_told for one in region.children):
        smallest = _smallest(region)
        return region.number - smallest.number + _least_hidden(smallest)
    return _least(region)


def _tell_splits(root: _Region, name: str) -> None:
    """All members of a group are told in their parts, or none. Where none is, a part of theirs can still be anything
    between none and the least of its row, the rows beside it, its column and the columns beside it, which are five at
    least: so the parts of the sum may be told."""
    members_told = all(_may_be_told(one, name) for one in root.children)
    setattr(root, f"{name}_told", _may_be_told(root, name))
    for region in root.children:
        below = all(_may_be_told(one, name) for one in region.children)
        setattr(region, f"{name}_told", members_told)
        for village in region.children:
            setattr(village, f"{name}_told", members_told and below)


def _may_be_told(region: _Region, name: str) -> bool:
    return region.number_told and may_be_told(getattr(region, name))


def _row(event: VitalEvent, region: _Region) -> VitalRow:
    if not region.number_told:
        return VitalRow(event, region.code, None)
    return VitalRow(
        event,
        region.code,
        region.number,
        female=region.sexes[FEMALE] if region.sexes_told else None,
        male=region.sexes[MALE] if region.sexes_told else None,
        late=region.times[Timeliness.LATE.value] if region.times_told else None,
    )
