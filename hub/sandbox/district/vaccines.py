"""Immunisations as the health agency holds them, by CVX code.

The schedule is that of the national programme in outline; it is for demonstration and no medical advice.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, Final

from hub.sandbox.district.calendar import REFERENCE_DAY
from hub.sandbox.district.person import Items

CVX: Final = "http://hl7.org/fhir/sid/cvx"
_CHILD: Final = (
    ("08", "Hepatitis B", 1, 0), ("19", "BCG", 1, 30), ("178", "OPV bivalent", 1, 30), ("198", "DTP-HepB-Hib", 1, 61),
    ("133", "PCV13", 1, 61), ("119", "Rotavirus", 1, 61), ("198", "DTP-HepB-Hib", 2, 92), ("133", "PCV13", 2, 92),
    ("198", "DTP-HepB-Hib", 3, 123), ("10", "IPV", 1, 123), ("04", "MR", 1, 275), ("198", "DTP-HepB-Hib", 4, 550),
    ("04", "MR", 2, 550),
)  # fmt: skip
"""Code, name, dose, age in days."""
_COVID: Final = ("511", "COVID-19 (CoronaVac)")
_TETANUS: Final = ("113", "Td")
_PLACES: Final = ("Puskesmas", "Posyandu", "RSUD")


def immunisations(rng: random.Random, born: dt.date, age: int, district: str, *, complete: bool) -> Items:
    """Doses up to the reference day, the earliest first."""
    if age < 12:
        return tuple(_childhood(rng, born, district))
    return tuple(_later_life(rng, district, complete=complete))


def _childhood(rng: random.Random, born: dt.date, district: str) -> list[dict[str, Any]]:
    # One family in twelve does not come to the sessions.
    if rng.random() < 0.08:
        return []
    doses = []
    for code, name, dose, days in _CHILD:
        on = born + dt.timedelta(days=days + rng.randint(0, 20) * (days > 0))
        if on <= REFERENCE_DAY and rng.random() < 0.93:
            doses.append(_dose(rng, code, name, dose, on, district))
    return doses


def _later_life(rng: random.Random, district: str, *, complete: bool) -> list[dict[str, Any]]:
    if not complete and rng.random() > 0.72:
        return []
    first = dt.date(2021, 3, 1) + dt.timedelta(days=rng.randrange(240))
    doses = [_dose(rng, *_COVID, 1, first, district)]
    if rng.random() < 0.9:
        doses.append(_dose(rng, *_COVID, 2, first + dt.timedelta(days=28), district))
    if rng.random() < 0.2:
        doses.append(_dose(rng, *_TETANUS, 1, dt.date(2024, 1, 8) + dt.timedelta(days=rng.randrange(700)), district))
    return doses


def _dose(rng: random.Random, code: str, name: str, dose: int, on: dt.date, district: str) -> dict[str, Any]:
    return {
        "system": CVX,
        "vaccine_code": code,
        "vaccine_name": name,
        "dose_number": dose,
        "occurred_on": on.isoformat(),
        "lot_number": f"CONTOH{rng.randint(1, 999):03d}",
        "performer": f"{rng.choice(_PLACES)} {district} (contoh)",
    }
