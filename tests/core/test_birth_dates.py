"""Birth dates of which a part is known: what can be the same day, what a NIK may say, and who answers a claim."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.birth_dates import DatePrecision, same_birth_date
from hub.core.citizen import CitizenClaim, CitizenMatch
from hub.core.claims import answered, for_agency
from hub.core.codes import Sex
from hub.core.identifiers import BIRTH_DATE_DIFFERS, SEX_DIFFERS, nik_warnings
from tests.fakes.people_of_bangka import person

DAY, MONTH, YEAR = DatePrecision
NIK = "1901015507509001"
"""Of a woman born on 15 July 1950."""
days, precisions = st.dates(dt.date(1950, 1, 1), dt.date(1951, 12, 31)), st.sampled_from(DatePrecision)
FOUND = CitizenMatch(nik=True, full_name=True, birth_date=None, birth_place=None, sex=None, mother_name=None)


def known_of(day: dt.date, precision: DatePrecision) -> tuple[int, ...]:
    return (day.year, day.month, day.day)[: {YEAR: 1, MONTH: 2, DAY: 3}[precision]]


@given(days, days, precisions, precisions)
def test_two_dates_are_the_same_when_they_agree_in_what_is_known_of_both(
    one: dt.date, other: dt.date, precision: DatePrecision, other_precision: DatePrecision
) -> None:
    parts = list(zip(known_of(one, precision), known_of(other, other_precision), strict=False))
    assert same_birth_date(one, other, precision, other_precision) == all(a == b for a, b in parts)
    assert same_birth_date(one, other, precision, other_precision) == same_birth_date(
        other, one, other_precision, precision
    )


@pytest.mark.parametrize(
    ("born", "precision", "warned"),
    [
        (dt.date(1950, 7, 15), DAY, False),
        (dt.date(1950, 7, 1), DAY, True),
        (dt.date(1950, 7, 1), MONTH, False),
        (dt.date(1950, 12, 31), MONTH, True),
        (dt.date(1950, 12, 31), YEAR, False),
        (dt.date(1951, 7, 15), YEAR, True),
    ],
)
def test_a_nik_is_compared_with_what_is_known_of_the_birth_date(
    born: dt.date, precision: DatePrecision, warned: bool
) -> None:
    assert nik_warnings(NIK, born, Sex.FEMALE, precision) == ((BIRTH_DATE_DIFFERS,) if warned else ())
    assert SEX_DIFFERS in nik_warnings(NIK, born, Sex.MALE, precision)


def test_whole_days_are_the_agencys_to_compare() -> None:
    known, claim = person(), CitizenClaim(NIK, birth_date=dt.date(1950, 7, 15))
    for one in (known, None):
        assert for_agency(claim, one) == claim
        assert answered(claim, one, FOUND) == FOUND


@pytest.mark.parametrize(
    ("claimed", "precision", "recorded", "same"),
    [
        (dt.date(1950, 1, 1), YEAR, DAY, True),
        (dt.date(1951, 1, 1), YEAR, DAY, False),
        (dt.date(1950, 3, 2), DAY, YEAR, True),
        (dt.date(1950, 3, 2), DAY, MONTH, False),
        (dt.date(1950, 7, 2), MONTH, YEAR, True),
    ],
)
def test_a_date_known_in_part_is_compared_with_the_record(
    claimed: dt.date, precision: DatePrecision, recorded: DatePrecision, same: bool
) -> None:
    known = person(birth_date=dt.date(1950, 7, 1), birth_date_precision=recorded)
    claim = CitizenClaim(NIK, full_name="Siti", birth_date=claimed, birth_date_precision=precision)
    assert for_agency(claim, known) == dataclasses.replace(claim, birth_date=None)
    assert answered(claim, known, FOUND) == dataclasses.replace(FOUND, birth_date=same)


def test_a_date_known_in_part_is_left_open_where_the_record_cannot_tell() -> None:
    claim = CitizenClaim(NIK, birth_date=dt.date(1950, 1, 1), birth_date_precision=YEAR)
    nobody = dataclasses.replace(FOUND, nik=False)
    assert for_agency(claim, None).birth_date is None
    assert answered(claim, None, FOUND) == FOUND
    assert answered(claim, person(birth_date=None), FOUND) == FOUND
    assert answered(claim, person(), nobody) == nobody
    assert answered(dataclasses.replace(claim, birth_date=None), person(), FOUND) == FOUND
