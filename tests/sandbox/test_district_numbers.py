"""Numbers are given once, also when a day and a place run out of them."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.core.codes import Sex
from hub.core.identifiers import nik_warnings, parse_nik
from hub.sandbox.district.numbers import (
    HOME_AREAS,
    Numbers,
    business_number,
    insurance_number,
    patient_number,
    student_number,
)

DAY = dt.date(1958, 1, 1)


def test_a_nik_tells_area_day_and_sex() -> None:
    numbers = Numbers()
    man, woman = numbers.nik("190103", DAY, Sex.MALE), numbers.nik("917101", dt.date(2012, 2, 29), Sex.FEMALE)
    assert man[:12] == "190103010158"
    assert woman[:12] == "917101690212"
    assert not nik_warnings(man, DAY, Sex.MALE)
    assert not nik_warnings(woman, dt.date(2012, 2, 29), Sex.FEMALE)


@pytest.mark.parametrize("area", ["190101", "317303"])
def test_a_full_day_goes_on_in_the_next_area(area: str) -> None:
    numbers = Numbers()
    given = [numbers.nik(area, DAY, Sex.FEMALE) for _ in range(2500)]
    assert len(set(given)) == 2500
    assert all(parse_nik(nik) and 9001 <= int(nik[12:]) <= 9999 for nik in given)
    assert {nik[:6] for nik in given} == {area, *[home for home in HOME_AREAS if home != area][:2]}
    assert sum(nik.startswith(area) for nik in given) == 999


def test_a_hundred_years_apart_is_the_same_number_to_the_register() -> None:
    numbers = Numbers()
    days = (dt.date(1924, 2, 29), dt.date(2024, 2, 29), dt.date(1908, 5, 5), dt.date(2008, 5, 5))
    given = [numbers.nik("190101", day, Sex.MALE) for day in days for _ in range(400)]
    assert len(set(given)) == len(given)


def test_a_district_in_which_all_were_born_on_one_day_is_refused() -> None:
    numbers = Numbers()
    for _ in range(999 * len(HOME_AREAS)):
        numbers.nik("190101", DAY, Sex.MALE)
    with pytest.raises(OverflowError):
        numbers.nik("190101", DAY, Sex.MALE)


def test_numbers_of_agencies_do_not_repeat() -> None:
    people = range(20_000)
    for make in (business_number, insurance_number, patient_number):
        assert len({make(index) for index in people}) == len(people)
    assert len({student_number(index, DAY) for index in people}) == len(people)
    assert student_number(1, dt.date(2010, 5, 1)).startswith("010")
