"""What the other agencies know of a person: licences, schooling, health insurance, welfare.

Items are JSON by the attribute names of the connectors' `facet.py`. Schools, shops and clinics are invented.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any, Final

from hub.sandbox.district.calendar import REFERENCE_DAY
from hub.sandbox.district.numbers import business_number, insurance_number, student_number
from hub.sandbox.district.person import Items
from hub.sandbox.district.weighted import Weighted

_BUSINESSES: Final = Weighted(
    (
        (("47112", "Toko"), 34.0),
        (("56102", "Warung Makan"), 20.0),
        (("01281", "Kebun Lada"), 14.0),
        (("03111", "Perikanan"), 12.0),
        (("14120", "Penjahit"), 7.0),
        (("10710", "Roti"), 7.0),
        (("45407", "Bengkel"), 6.0),
    )
)
_BUSINESS_SHARE: Final = {"88": 0.42, "84": 0.40, "8": 0.40, "11": 0.06, "9": 0.05, "2": 0.02, "30": 0.3}
_PARTICIPANTS: Final = Weighted((("PBI", 42.0), ("PPU", 25.0), ("PBPU", 22.0), ("PBI_APBD", 11.0)))
_DECILES: Final = Weighted(tuple((decile, 10.0) for decile in range(1, 11)))
_STAGES: Final = (("SD", 7, 12), ("SMP", 13, 15), ("SMA", 16, 18))
_SCHOOLS: Final = {"TK": 60, "SD": 170, "SMP": 55, "SMA": 30, "PKBM": 12}
_AREAS: Final = {"TK": "P9901", "SD": "10902", "SMP": "10903", "SMA": "10904", "PKBM": "P9905"}
"""How a made-up NPSN begins; two schools never share one."""
_SCHOOL_YEAR: Final = 2026
COMPLETE_AGES: Final = range(18, 51)
"""Ages at which one person can have something at every agency."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the facets follow from. `complete`: something at every agency, for the samples of checks."""

    index: int
    full_name: str
    birth_date: dt.date
    age: int
    occupation: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Economy:
    """What a household shares: decile of welfare and kind of insurance; None where nobody has entered it."""

    decile: int | None
    participant: str | None


def economy(rng: random.Random, *, complete: bool) -> Economy:
    participant = _PARTICIPANTS.pick(rng)
    decile = rng.choice((1, 2, 3, 4)) if participant == "PBI" else _DECILES.pick(rng)
    listed, insured = complete or rng.random() < 0.88, complete or rng.random() < 0.96
    return Economy(
        decile=decile if listed else None,
        participant=participant if insured else None,
    )


def facets(rng: random.Random, known: Known, home: Economy) -> dict[str, Items]:
    """Items by facet; a facet without items is left out."""
    found = {
        "licences": _licences(rng, known),
        "enrolments": _enrolments(rng, known),
        "health_coverage": _coverage(known, home),
        "welfare": _welfare(home),
    }
    return {name: items for name, items in found.items() if items}


def _licences(rng: random.Random, known: Known) -> Items:
    share = _BUSINESS_SHARE.get(known.occupation, 0.005)
    if known.age < 18 or not (rng.random() < share or known.complete):
        return ()
    kbli, kind = _BUSINESSES.pick(rng)
    issued = REFERENCE_DAY - dt.timedelta(days=rng.randint(20, min(1900, (known.age - 17) * 365)))
    return (
        {
            "nib": business_number(known.index),
            "name": f"{kind} {known.full_name.split()[-1]} (contoh)",
            "kbli": kbli,
            # The classification of 2025 took effect with the licences of 2026.
            "kbli_year": 2025 if issued.year >= 2026 else 2020,
            "status": "ACTIVE" if rng.random() < 0.95 else "FROZEN",
            "issued_on": issued.isoformat(),
            "changed_on": issued.isoformat(),
        },
    )


def _enrolments(rng: random.Random, known: Known) -> Items:
    if known.age < 5 or (known.age > 18 and not known.complete and rng.random() > _past_share(known.age)):
        return ()
    number = student_number(known.index, known.birth_date)
    found = _schooling(rng, number, known)
    if known.complete and not any(each["status"] == "ACTIVE" for each in found):
        # Schools list present pupils only, and those of the samples shall stand in a list.
        found = (*found, _at(number, known.index % _SCHOOLS["PKBM"] + 1, "PKBM", "ACTIVE", _SCHOOL_YEAR))
    return found


def _schooling(rng: random.Random, number: str, known: Known) -> Items:
    if known.age > 27:
        # Schooling caught up on as an adult: the register did not exist when they were children.
        return (_enrolment(rng, number, "PKBM", "GRADUATED", rng.randint(2019, 2023)),)
    if known.age < 7:
        return (_enrolment(rng, number, "TK", "ACTIVE", _SCHOOL_YEAR - (known.age - 5)),)
    return tuple(_stages(rng, number, known))


def _past_share(age: int) -> float:
    """How many of an age stand in the school register, which has grown since 2006."""
    return 0.75 if age < 24 else 0.45 if age < 30 else 0.01


def _stages(rng: random.Random, number: str, known: Known) -> list[dict[str, Any]]:
    """The schools from the first on; the last one may be the present one."""
    stages = []
    for level, first, last in _STAGES:
        if known.age < first:
            break
        status = "ACTIVE" if known.age <= last else "GRADUATED"
        stages.append(_enrolment(rng, number, level, status, _SCHOOL_YEAR - (known.age - first)))
    return stages


def _enrolment(rng: random.Random, number: str, level: str, status: str, year: int) -> dict[str, Any]:
    return _at(number, rng.randint(1, _SCHOOLS[level]), level, status, year)


def _at(number: str, school: int, level: str, status: str, year: int) -> dict[str, Any]:
    return {
        "nisn": number,
        "npsn": f"{_AREAS[level]}{school:03d}",
        "school": f"{level} Contoh {school}",
        "level": level,
        "status": status,
        "since": dt.date(year, 7, 15).isoformat(),
    }


def _coverage(known: Known, home: Economy) -> Items:
    if home.participant is None:
        return ()
    active = known.complete or known.index % 14 > 0
    return (
        {
            "number": insurance_number(known.index),
            "status": "ACTIVE" if active else "INACTIVE",
            "segment": home.participant,
        },
    )


def _welfare(home: Economy) -> Items:
    if home.decile is None:
        return ()
    # Assistance goes to the lower deciles, and not to everybody there.
    programmes = ["PKH", "SEMBAKO"][: 4 - home.decile] if home.decile < 4 else []
    return ({"decile": home.decile, "period": "2026-Q3", "programmes": programmes},)
