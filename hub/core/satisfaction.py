"""What people think of a service: the survey (SKM) of PermenPANRB 14/2017, its index and its grades. Pure.

Nine elements are answered from 1 to 4 and weigh the same, exactly a ninth each. Nobody's answers are kept: sums alone,
and what is told grows by five answers at a time. docs/adr/0059 says why.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Final, Protocol

from hub.core.errors import BadInput
from hub.core.hiding import FEWEST

ELEMENTS: Final = tuple(f"u{number}" for number in range(1, 10))
"""In the order of the regulation: papers asked, procedure, time, cost, product, skill, conduct, complaints, place."""
LEAST, MOST = 1, 4
TOGETHER: Final = FEWEST
"""So many answers join what is told at once."""
WORDS_MOST: Final = 500
_WEIGHT: Final = Fraction(1, 9)
_NUMBERS: Final = re.compile(r"\d(?:[\W_]*\d){5,}")
"""Six digits or more with no letter between them, however they are set apart."""


class Grade(Enum):
    """How good the service is: A very good, B good, C less good, D not good."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


_BANDS: Final = ((Decimal("88.31"), Grade.A), (Decimal("76.61"), Grade.B), (Decimal(65), Grade.C))


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's answers: nine numbers, and words of her own."""

    scores: tuple[int, ...]
    words: str = ""


def rating_of(scores: Mapping[str, int], words: str | None) -> Rating:
    """Raises BadInput, with the element, for what is no answer."""
    for name in ELEMENTS:
        if not LEAST <= scores[name] <= MOST:
            raise BadInput("Answer each of the nine with a number from 1 to 4.", path=name)
    said = (words or "").strip()
    if len(said) > WORDS_MOST:
        raise BadInput(f"Say it in at most {WORDS_MOST} letters.", path="words")
    return Rating(tuple(scores[name] for name in ELEMENTS), without_numbers(said))


def without_numbers(words: str) -> str:
    """Words without long numbers, which could be somebody's."""
    return _NUMBERS.sub("[…]", " ".join(words.split()))


@dataclass(frozen=True, slots=True)
class Answers:
    """So many people's answers to one service, added up."""

    service: str
    answers: int
    sums: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What people think of a service: the index from 25 to 100, its grade, and the mean of each element (1 to 4)."""

    service: str
    answers: int
    index: float
    grade: Grade
    elements: tuple[float, ...]


def satisfaction_of(told: Answers) -> Satisfaction:
    """The index (IKM): the mean of each element times a ninth, added up, times 25."""
    means = tuple(Fraction(one, told.answers) for one in told.sums)
    index = _rounded(sum((mean * _WEIGHT for mean in means), Fraction()) * 25)
    return Satisfaction(told.service, told.answers, float(index), grade_of(index), tuple(_float(one) for one in means))


def grade_of(index: Decimal) -> Grade:
    """By the bands of the regulation, of an index with two decimals."""
    return next((grade for least, grade in _BANDS if index >= least), Grade.D)


def _float(mean: Fraction) -> float:
    return float(_rounded(mean))


def _rounded(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Taken(Enum):
    """What became of an answer. REPEATED: the same key said it before. BEFORE: somebody answered for it already."""

    TAKEN = "TAKEN"
    REPEATED = "REPEATED"
    BEFORE = "BEFORE"


class Surveys(Protocol):
    """What people answered."""

    async def give(
        self, tenant: str, application_id: uuid.UUID, key: str, service: str, district: str, rating: Rating
    ) -> Taken:
        """Adds an answer to the sums, once for an application."""
        ...

    async def answered(self, tenant: str, application_id: uuid.UUID) -> bool:
        """Whether somebody has answered for an application."""
        ...

    async def told(self, tenant: str, since: dt.date, until: dt.date, region: str | None) -> Sequence[Answers]:
        """What is told of these months, by service; of one region where one is named."""
        ...

    async def words(self, tenant: str, since: dt.date, until: dt.date, service: str | None) -> Sequence[str]:
        """What people said in their own words, in no order."""
        ...
