"""Vital statistics: what is not told cannot be computed from what is. An attacker with every table tries it here."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from hub.core.hiding import ROOM, hidden_totals, is_small, may_be_told
from hub.core.regions import ancestors
from hub.core.vital import Timeliness, VitalCount, VitalEvent, VitalRow, quarter_after, quarters_in, told

ROOT: Final = "19.01"
MANY: Final = 10_000
Interval = list[int]


def counts(*cells: tuple[str, int, int], late: int = 0) -> list[VitalCount]:
    """(village, girls, boys); `late` of the girls of each village."""
    made = []
    for village, girls, boys in cells:
        for sex, number, time in (
            ("FEMALE", girls - min(late, girls), Timeliness.IN_TIME),
            ("FEMALE", min(late, girls), Timeliness.LATE),
            ("MALE", boys, Timeliness.IN_TIME),
        ):
            if number:
                made.append(VitalCount(VitalEvent.LIVE_BIRTH, f"{ROOT}.{village}", sex, time, number))
    return made


def by_region(rows: Sequence[VitalRow]) -> dict[str, VitalRow]:
    return {row.region_code: row for row in rows}


class Attacker:
    """She knows every told row, that what is not listed is none, and that sums are sums. She narrows down what each
    number can be until nothing gives way."""

    def __init__(self, rows: Sequence[VitalRow]) -> None:
        self.rows = by_region(rows)
        self.ranges: dict[tuple[str, str], Interval] = {}
        for code, row in self.rows.items():
            self.ranges[code, "number"] = [1, MANY] if row.number is None else [row.number] * 2
            for part in ("female", "male"):
                value = getattr(row, part)
                self.ranges[code, part] = [0, MANY] if value is None else [value] * 2

    def equations(self) -> Iterator[tuple[tuple[str, str], list[tuple[str, str]]]]:
        for code in self.rows:
            yield (code, "number"), [(code, "female"), (code, "male")]
            members = [one for one in self.rows if one.rpartition(".")[0] == code]
            for part in ("number", "female", "male") if members else ():
                yield (code, part), [(one, part) for one in members]

    def think(self) -> None:
        before = None
        while before != (before := str(self.ranges)):
            for whole, parts in self.equations():
                self._narrow(self.ranges[whole], [self.ranges[part] for part in parts])

    @staticmethod
    def _narrow(whole: Interval, parts: list[Interval]) -> None:
        whole[0] = max(whole[0], sum(part[0] for part in parts))
        whole[1] = min(whole[1], sum(part[1] for part in parts))
        for part in parts:
            others = [one for one in parts if one is not part]
            part[0] = max(part[0], whole[0] - sum(one[1] for one in others))
            part[1] = min(part[1], whole[1] - sum(one[0] for one in others))

    def found(self, cells: Sequence[VitalCount]) -> list[str]:
        """Numbers from one to four that she knows to less than the room they should have."""
        self.think()
        truth = Counter[tuple[str, str]]()
        for one in cells:
            for code in ancestors(one.region_code):
                truth[code, "number"] += one.number
                truth[code, one.sex.lower()] += one.number
        return [
            f"{code} {part} is {least}-{most}"
            for (code, part), (least, most) in self.ranges.items()
            if is_small(truth[code, part]) and most - least < ROOM
        ]


def test_a_single_small_village_takes_the_smallest_other_one_with_it() -> None:
    rows = by_region(told([counts(("01.1001", 2, 1), ("01.1002", 20, 20), ("01.1003", 8, 6))], ROOT))
    assert rows["19.01.01.1001"].number is None
    assert rows["19.01.01.1003"].number is None
    assert rows["19.01.01.1002"].number == 40
    assert rows["19.01.01"].number == 57
    assert rows[ROOT].number == 57


def test_a_village_alone_takes_the_sum_of_its_kecamatan_with_it() -> None:
    rows = by_region(told([counts(("01.1001", 1, 1), ("02.1001", 20, 20), ("03.1001", 30, 30))], ROOT))
    assert [rows[code].number for code in ("19.01.01", "19.01.02", "19.01.03", ROOT)] == [None, None, 60, 102]
    assert rows["19.01.02.1001"].number is None


def test_two_of_one_each_are_not_told_by_their_sum() -> None:
    """Two hidden ones whose sum is two are one each: a third has to stand beside them."""
    rows = by_region(told([counts(("01.1001", 1, 0), ("01.1002", 0, 1), ("01.1003", 9, 9), ("01.1004", 30, 30))], ROOT))
    assert [rows[f"19.01.01.100{n}"].number for n in (1, 2, 3, 4)] == [None, None, None, 60]


def test_what_is_large_is_told_whole() -> None:
    rows = by_region(told([counts(("01.1001", 10, 12), ("01.1002", 20, 21))], ROOT))
    village = rows["19.01.01.1001"]
    assert (village.number, village.female, village.male, village.late) == (22, 10, 12, 0)
    assert rows[ROOT].female == 30


def test_sexes_are_left_out_in_a_kecamatan_where_one_of_them_is_small() -> None:
    rows = by_region(told([counts(("01.1001", 2, 20), ("01.1002", 9, 9), ("02.1001", 9, 9), ("02.1002", 9, 9))], ROOT))
    assert [rows[f"19.01.01.100{n}"].female for n in (1, 2)] == [None, None]
    assert [rows[f"19.01.01.100{n}"].number for n in (1, 2)] == [22, 18]
    assert [rows[code].female for code in ("19.01.01", "19.01.02", "19.01.02.1001", ROOT)] == [11, 18, 9, 29]


def test_parts_of_a_kecamatan_that_are_small_are_not_told_by_the_district_either() -> None:
    cells = counts(("01.1001", 4, 1), ("01.1002", 5, 1))
    rows = told([cells], ROOT)
    assert Attacker(rows).found(cells) == []
    assert {row.female for row in rows} == {None}


def test_late_reports_are_left_out_where_they_are_few() -> None:
    rows = by_region(told([counts(("01.1001", 20, 20), ("01.1002", 30, 30), late=6)], ROOT))
    assert rows["19.01.01.1001"].late == 6
    rows = by_region(told([counts(("01.1001", 20, 20), ("01.1002", 30, 30), late=2)], ROOT))
    assert [rows[code].late for code in ("19.01.01.1001", "19.01.01.1002", ROOT)] == [None, None, None]


def test_a_place_without_a_village_is_a_part_of_its_sum() -> None:
    found = [VitalCount(VitalEvent.DEATH, ROOT, "MALE", Timeliness.IN_TIME, 7), *counts(("01.1001", 9, 9))]
    rows = [row for row in told([found], ROOT) if row.event is VitalEvent.DEATH]
    assert [(row.region_code, row.number) for row in rows] == [(ROOT, 7), ("19.01.0000", 7)]


@pytest.mark.parametrize("seed", range(200))
def test_nobody_can_compute_what_is_not_told(seed: int) -> None:
    """Over districts by chance: small ones, empty ones, one large one among many small ones."""
    chance = random.Random(seed)  # noqa: S311 - districts, not secrets
    most = chance.choice((3, 6, 12, 40))
    cells = [
        (f"{district:02}.{1000 + village}", chance.randint(0, most), chance.randint(0, most))
        for district in range(1, chance.randint(2, 9))
        for village in range(chance.randint(1, 9))
        if chance.random() < 0.8
    ]
    assert Attacker(told([counts(*cells)], ROOT)).found(counts(*cells)) == []


def test_the_attacker_finds_what_is_hidden_alone() -> None:
    """Planted: only what is small is left out, as a table without this rule would have it."""
    cells = counts(("01.1001", 2, 1), ("01.1002", 20, 20), ("01.1003", 8, 6))
    rows = list(told([cells], ROOT))
    naive = [VitalRow(row.event, row.region_code, 14) if row.region_code.endswith("1003") else row for row in rows]
    assert any("19.01.01.1001 number is 3-3" in one for one in Attacker(naive).found(cells))


@pytest.mark.parametrize("seed", range(20))
def test_two_periods_tell_no_more_than_each_alone(seed: int) -> None:
    """A half-year less one of its quarters is the other one: so it tells a number only where both do."""
    chance = random.Random(seed)  # noqa: S311 - districts, not secrets
    quarters = [
        counts(*((f"01.{1000 + n}", chance.randint(0, 9), chance.randint(0, 9)) for n in range(6))) for _ in range(2)
    ]
    both = by_region(told(quarters, ROOT))
    first, second = (by_region(told([quarter], ROOT)) for quarter in quarters)
    for code, row in both.items():
        alone = [table[code].number if code in table else 0 for table in (first, second)]
        assert row.number == (None if None in alone else sum(number or 0 for number in alone)), code


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (((9, 1, True), (8, 1, True)), (set(), True)),
        (((3, 1, True), (8, 1, True), (9, 1, True)), ({0, 1}, True)),
        (((3, 1, True), (0, 0, True)), ({0}, False)),
        (((1, 1, True), (1, 1, True)), ({0, 1}, False)),
        # What is told below leaves no room: another one is hidden as well.
        (((9, 8, False), (9, 8, False), (30, 1, True)), ({0, 1, 2}, True)),
    ],
)
def test_totals(members: tuple[tuple[int, int, bool], ...], expected: tuple[set[int], bool]) -> None:
    assert hidden_totals(members) == expected


def test_parts_may_be_told_where_none_is_small() -> None:
    assert may_be_told({"f": 9, "m": 0})
    assert not may_be_told({"f": 9, "m": 4})


def test_quarters_are_whole_and_over() -> None:
    today = dt.date(2026, 11, 26)
    assert quarters_in(dt.date(2026, 1, 1), dt.date(2026, 11, 26), today) == tuple(
        dt.date(2026, month, 1) for month in (1, 4, 7)
    )
    # None lies whole in the span: the last that was over when it ends.
    assert quarters_in(dt.date(2026, 11, 1), dt.date(2026, 11, 26), today) == (dt.date(2026, 7, 1),)
    assert quarters_in(dt.date(2026, 2, 1), dt.date(2026, 6, 30), today) == (dt.date(2026, 4, 1),)
    # The one that goes on is never told, however far the span reaches.
    assert quarters_in(dt.date(2026, 10, 1), dt.date(2027, 3, 1), today) == (dt.date(2026, 7, 1),)
    assert quarter_after(dt.date(2026, 10, 1)) == dt.date(2027, 1, 1)


def test_counts_add_up() -> None:
    """Planted: a village that was counted twice."""
    cells = [(f"0{d}.{1000 + v}", 9, 9) for d in range(1, 4) for v in range(3)]
    rows = by_region(told([counts(*cells)], ROOT))
    assert rows[ROOT].number == 18 * 9
    summed = Counter({code: row.number or 0 for code, row in rows.items() if code.count(".") == 2})
    assert summed.total() == 18 * 9
