"""What speaks for and against two records being one person, and that they meet by their keys."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.matching import Comparand, Reason, comparand, compare
from hub.core.matching_keys import keys
from hub.sandbox.district import Mark, generate
from tests.sandbox.region_table import table

CARD = "1901010101159001"


def one(name: str = "Muhammad Yusuf", **given: Any) -> Comparand:
    values: dict[str, Any] = {
        "nik": "1901011503859001", "birth_date": dt.date(1985, 3, 15), "sex": "MALE", "birth_place": "SUNGAILIAT",
        "mother_name": "Siti Aminah", "family_card": CARD, "region_code": "19.01.01.1001",
    }  # fmt: skip
    return comparand(uuid.uuid4(), full_name=name, **{**values, **given})


def again(name: str = "Mohd. Jusuf", **given: Any) -> Comparand:
    return one(name, **{"nik": None, "family_card": None, **given})


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (again(), Reason.NAME_SPELLING),
        (again("Jusuf Muhammad"), Reason.NAME_OTHER_ORDER),
        (again("Muhammad Yusif"), Reason.NAME_VOWEL),
        (again("Muhamad Yusug"), Reason.NAME_SLIP),
        (again("Yusuf"), Reason.NAME_PART_SHORT),
        (again(birth_date=dt.date(1985, 7, 1)), Reason.BIRTH_YEAR),
        (again(birth_date=dt.date(1985, 9, 9), birth_date_precision="YEAR"), Reason.BIRTH_YEAR),
        (again(birth_date=dt.date(1986, 3, 15)), Reason.BIRTH_SLIP),
        (again(birth_date=None, nik="1901051503859007"), Reason.BIRTH_IN_NIK),
        (again(mother_name="Sitti Aminnah"), Reason.MOTHER_SAME),
        (again(mother_name="Siti Aminag"), Reason.MOTHER_SPELLING),
    ],
)
def test_a_slip_is_named_and_the_pair_is_found(other: Comparand, reason: Reason) -> None:
    found = compare(one(), other)
    assert reason in found.reasons
    assert found.is_candidate
    assert keys(one()) & keys(other)


def test_a_swapped_date_is_named() -> None:
    early = one(birth_date=dt.date(1985, 3, 5), nik=None)
    late = again(birth_date=dt.date(1985, 5, 3))
    assert Reason.BIRTH_SWAPPED in compare(early, late).reasons
    assert Reason.BIRTH_SWAPPED.indonesian == "tanggal lahir tertukar hari dan bulan"
    assert keys(early) & keys(late)


@pytest.mark.parametrize(
    "other",
    [
        # Twins, one after the other in the register.
        one("Muhammad Yusif", nik="1901011503859002"),
        one("Muhammad Yunus", nik="1901011503859002"),
        # A father of the same name.
        one("Muhammad Yusuf", nik="1901011001559001", birth_date=dt.date(1955, 1, 10), mother_name="Fatimah"),
        # A common name and the same day, of another mother.
        one("Muhammad Yusuf", nik="1901051503859001", mother_name="Rohani", family_card=None),
        # A brother.
        one("Muhammad Yusril", nik="1901010107879001", birth_date=dt.date(1987, 7, 11)),
    ],
    ids=["twin", "other twin", "father", "namesake", "brother"],
)
def test_who_is_somebody_else_is_not_named(other: Comparand) -> None:
    assert not compare(one(), other).is_candidate


def test_the_pair_of_the_demonstration_is_found_with_its_reasons() -> None:
    persons = [person for person in generate(table(), 200).persons() if person.mark is Mark.DUPLICATE]
    first, second = (_of(person.citizen) for person in persons)
    found = compare(first, second)
    assert found.is_candidate
    assert {Reason.NAME_SPELLING, Reason.BIRTH_SAME, Reason.MOTHER_SAME} <= set(found.reasons)
    assert keys(first) & keys(second)


def _of(citizen: Any) -> Comparand:
    return comparand(
        citizen.id, nik=citizen.nik, full_name=citizen.full_name, birth_date=citizen.birth_date,
        sex=citizen.sex.name, birth_place=citizen.birth_place, mother_name=citizen.mother.full_name,
        family_card=citizen.family_card_number, region_code=citizen.region_code,
    )  # fmt: skip


NAMES = st.text(alphabet="abdhimnorstuy MS.'", max_size=18)
PEOPLE = st.builds(
    one,
    NAMES,
    nik=st.sampled_from([None, "1901011503859001", "1901011503859002", "1901055503859001"]),
    birth_date=st.none() | st.dates(dt.date(1980, 1, 1), dt.date(1990, 1, 1)),
    mother_name=st.none() | NAMES,
    sex=st.sampled_from([None, "MALE", "FEMALE"]),
)


@given(PEOPLE, PEOPLE)
def test_the_order_of_a_pair_does_not_matter(a: Comparand, b: Comparand) -> None:
    assert compare(a, b).score == compare(b, a).score


@given(PEOPLE)
def test_keys_fit_a_bigint(person: Comparand) -> None:
    assert all(0 <= key < 2**63 for key in keys(person))
