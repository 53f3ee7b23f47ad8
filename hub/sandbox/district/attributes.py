"""Attributes of a person that follow, more or less, from age, sex, community and place."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

from hub.core.codes import BloodType, EducationLevel, Sex
from hub.sandbox.district.calendar import REFERENCE_DAY
from hub.sandbox.district.draft import Draft
from hub.sandbox.district.names import Community
from hub.sandbox.district.numbers import HOME_AREAS
from hub.sandbox.district.weighted import Weighted

RELIGIONS: Final = Weighted(
    (("1", 247_316), ("5", 31_710), ("2", 6_464), ("6", 5_845), ("3", 3_368), ("7", 2_326), ("4", 62))
)
"""Kabupaten Bangka in 2014, by code of the list `Religion`."""

_COMMUNITIES: Final = {
    "1": Weighted(((Community.MALAY, 80.0), (Community.JAVANESE, 20.0))),
    "2": Weighted(((Community.CHINESE, 55.0), (Community.BATAK, 30.0), (Community.JAVANESE, 15.0))),
    "3": Weighted(((Community.CHINESE, 70.0), (Community.JAVANESE, 20.0), (Community.BATAK, 10.0))),
    "4": Weighted(((Community.JAVANESE, 1.0),)),
    "5": Weighted(((Community.CHINESE, 97.0), (Community.JAVANESE, 3.0))),
    "6": Weighted(((Community.CHINESE, 1.0),)),
    "7": Weighted(((Community.MALAY, 60.0), (Community.CHINESE, 40.0))),
}
_BLOOD: Final = Weighted(
    (
        (BloodType.UNKNOWN, 55.0), (BloodType.O, 16.0), (BloodType.B, 11.0), (BloodType.A, 10.0), (BloodType.AB, 3.0),
        (BloodType.O_POSITIVE, 2.0), (BloodType.B_POSITIVE, 1.5), (BloodType.A_POSITIVE, 1.5),
    )
)  # fmt: skip
_E: Final = EducationLevel
_EDUCATION_OLD: Final = Weighted(
    ((_E.NONE, 16.0), (_E.PRIMARY_INCOMPLETE, 26.0), (_E.PRIMARY, 38.0), (_E.LOWER_SECONDARY, 9.0),
     (_E.UPPER_SECONDARY, 9.0), (_E.BACHELOR, 2.0))
)  # fmt: skip
_EDUCATION_ADULT: Final = Weighted(
    ((_E.NONE, 1.0), (_E.PRIMARY_INCOMPLETE, 6.0), (_E.PRIMARY, 25.0), (_E.LOWER_SECONDARY, 21.0),
     (_E.UPPER_SECONDARY, 34.0), (_E.DIPLOMA_1_2, 1.0), (_E.DIPLOMA_3, 3.0), (_E.BACHELOR, 8.0), (_E.MASTER, 0.9),
     (_E.DOCTORATE, 0.1))
)  # fmt: skip
_WORK_MEN: Final = Weighted(
    (("9", 20.0), ("88", 18.0), ("19", 17.0), ("15", 16.0), ("11", 8.0), ("21", 5.0), ("5", 4.0), ("84", 3.0),
     ("81", 2.5), ("13", 2.0), ("26", 1.5), ("16", 1.5), ("65", 1.5), ("35", 1.0), ("7", 1.0), ("6", 0.6), ("85", 0.8))
)  # fmt: skip
_WORK_WOMEN: Final = Weighted(
    (("2", 58.0), ("88", 10.0), ("15", 9.0), ("9", 7.0), ("65", 4.0), ("5", 4.0), ("84", 3.0), ("74", 1.5), ("73", 1.0),
     ("30", 1.0), ("18", 1.5))
)  # fmt: skip
_BIRTH_PLACES: Final = Weighted(
    (("SUNGAILIAT", 42.0), ("BELINYU", 14.0), ("PANGKALPINANG", 12.0), ("MENDO BARAT", 9.0), ("BANGKA", 8.0),
     ("MERAWANG", 5.0), ("PALEMBANG", 3.0), ("MENTOK", 2.0), ("JAKARTA", 2.0), ("KLATEN", 1.5), ("SUMENEP", 0.5),
     ("MEDAN", 1.0))
)  # fmt: skip
_AREAS_ELSEWHERE: Final = Weighted(
    (("197101", 24.0), ("190401", 16.0), ("190501", 10.0), ("167101", 12.0), ("317303", 10.0), ("331004", 8.0),
     ("160801", 12.0), ("127101", 4.0), ("917101", 2.0), ("910901", 2.0))
)  # fmt: skip
"""Where some were registered first. Codes of areas that were split or renamed since stay in the number."""

PAPUA_AREA: Final = "917101"
"""NIKs of these areas pass 2^53, so they do not survive a JSON number that is read as a float."""


def community(rng: random.Random, religion: str) -> Community:
    return _COMMUNITIES[religion].pick(rng)


def blood_type(rng: random.Random) -> BloodType:
    return _BLOOD.pick(rng)


def education(rng: random.Random, age: int) -> EducationLevel:
    """Highest education completed at that age."""
    if age < 7:
        return _E.NONE
    for limit, level in ((13, _E.PRIMARY_INCOMPLETE), (16, _E.PRIMARY), (19, _E.LOWER_SECONDARY)):
        if age < limit:
            return level
    return (_EDUCATION_OLD if age > 58 else _EDUCATION_ADULT).pick(rng)


def occupation(rng: random.Random, draft: Draft) -> str:
    """Code of the list `Occupation`."""
    if draft.age < 6:
        return "1"
    if draft.age < 19 or (draft.age < 23 and rng.random() < 0.4):
        return "3"
    if draft.age >= 63 and rng.random() < 0.45:
        return "4" if rng.random() < 0.2 else "1"
    return (_WORK_MEN if draft.sex is Sex.MALE else _WORK_WOMEN).pick(rng)


def birth_place(rng: random.Random) -> str:
    return _BIRTH_PLACES.pick(rng)


def nik_area(rng: random.Random, district: str) -> str:
    """Area of first registration, six digits: mostly the kecamatan (dotted code) where the family lives."""
    drawn = rng.random()
    if drawn < 0.80 and district.startswith("19.01"):
        return district.replace(".", "")
    return rng.choice(HOME_AREAS) if drawn < 0.92 else _AREAS_ELSEWHERE.pick(rng)


def birth_deed_number(rng: random.Random, born: dt.date) -> str | None:
    """Number of the birth deed as its time wrote it; many of the older have none."""
    if (REFERENCE_DAY - born).days < 60:
        return None
    number = rng.randint(1, 4000)
    if born.year >= 2010:
        late = rng.random() < 0.2
        days = rng.randint(90, 900) if late else rng.randint(3, 55)
        entered = min(born + dt.timedelta(days=days), REFERENCE_DAY)
        return f"1901-{'LT' if late else 'LU'}-{entered:%d%m%Y}-{number:04d}"
    if born.year < 1970 or rng.random() > 0.55:
        return None
    return f"{number}/K/{born.year}" if rng.random() < 0.5 else f"AL.{number}/DISP/{born.year}"
