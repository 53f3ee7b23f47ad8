"""The survey's arithmetic, by cases that were computed by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hub.core.errors import BadInput
from hub.core.satisfaction import ELEMENTS, Answers, Grade, grade_of, rating_of, satisfaction_of, without_numbers


def told(*sums: int, answers: int = 5) -> Answers:
    return Answers("birthCertificate", answers, sums)


def test_all_best_are_a_hundred_and_all_threes_are_seventy_five() -> None:
    assert (satisfaction_of(told(*(20,) * 9)).index, satisfaction_of(told(*(20,) * 9)).grade) == (100.0, Grade.A)
    assert (satisfaction_of(told(*(15,) * 9)).index, satisfaction_of(told(*(15,) * 9)).grade) == (75.0, Grade.C)
    assert (satisfaction_of(told(*(5,) * 9)).index, satisfaction_of(told(*(5,) * 9)).grade) == (25.0, Grade.D)


def test_a_mean_of_306_is_765() -> None:
    found = satisfaction_of(told(*(306,) * 9, answers=100))
    assert (found.index, found.grade, found.elements[0]) == (76.5, Grade.C, 3.06)


def test_each_element_weighs_a_ninth_exactly() -> None:
    """With 0.11 the first would be 75.00 and the best 99."""
    assert satisfaction_of(told(20, *(15,) * 8)).index == 77.78
    assert satisfaction_of(told(*(15,) * 8, 20)).index == 77.78


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        ("25.00", "D"), ("64.99", "D"), ("65.00", "C"), ("76.60", "C"), ("76.61", "B"), ("88.30", "B"), ("88.31", "A"),
        ("100", "A"),
    ],
)  # fmt: skip
def test_bands(index: str, grade: str) -> None:
    assert grade_of(Decimal(index)).value == grade


def test_an_answer_is_nine_numbers_from_one_to_four() -> None:
    scores = dict.fromkeys(ELEMENTS, 3)
    assert rating_of(scores, None).scores == (3,) * 9
    for wrong in (0, 5):
        with pytest.raises(BadInput) as caught:
            rating_of({**scores, "u7": wrong}, None)
        assert caught.value.path == "u7"
    with pytest.raises(BadInput):
        rating_of(scores, "x" * 501)


def test_long_numbers_in_words_are_left_out() -> None:
    assert without_numbers("Hubungi 0812-3456-7890,  NIK 1901015507909001") == "Hubungi […], NIK […]"
    for number in ("1901_0155_0790_9001", "+62 (812) 345,678", "0812•3456•7890", "１９０１０１５５"):
        assert without_numbers(f"Hubungi {number} saja").removeprefix("Hubungi +") in {"Hubungi […] saja", "[…] saja"}
    assert without_numbers("Loket 3 buka pukul 08.00") == "Loket 3 buka pukul 08.00"
