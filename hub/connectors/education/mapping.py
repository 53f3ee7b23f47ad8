"""Dapodik's pupils as enrolments, and what follows from a list for one pupil's enrolments. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.connectors.education.facet import Enrolment
from hub.core.codes import Sex
from hub.core.contradiction import Claims, claims
from hub.core.intake import Items, Sighting
from hub.exchange.exact_json import sixteen_digits

ACTIVE: Final = "ACTIVE"
_LEFT: Final = "LEFT"
_MOVED: Final = "MOVED"
_NISN_DIGITS: Final = 10
_SEX: Final = {"L": Sex.MALE, "P": Sex.FEMALE}
_UNREADABLE: Final = "UNREADABLE"
_NAMELESS: Final = "NAMELESS"


@dataclasses.dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What an enrolment takes from its school."""

    npsn: str
    name: str | None
    level: str | None


def school_facts(row: Mapping[str, Any]) -> SchoolFacts:
    """From `getSekolah`."""
    return SchoolFacts(row["npsn"], _text(row.get("nama")), _text(row.get("bentuk_pendidikan_id_str")))


def sightings(rows: Sequence[Any], school: SchoolFacts) -> tuple[tuple[Sighting, ...], Mapping[str, int]]:
    """The pupils of some rows, and how many rows could not be used, by reason.

    NAMELESS: neither NIK nor NISN, so nobody can be found by it.
    """
    found: list[Sighting] = []
    unusable: Counter[str] = Counter()
    for row in rows:
        if not isinstance(row, dict):
            unusable[_UNREADABLE] += 1
            continue
        seen = _sighting(row, school)
        if seen.nik is None and seen.reference is None:
            unusable[_NAMELESS] += 1
        else:
            found.append(seen)
    return tuple(found), unusable


def merged(held: Items, item: Enrolment) -> Items:
    """The pupil is at the school of `item`. What stood for the same stay there is replaced, all else is kept.

    The same stay: the present one, or one that began on the same day (a pupil who left and whom the list has again).
    """
    same = [each for each in held if each.npsn == item.npsn and (each.status == ACTIVE or each.since == item.since)]
    known = next((each.nisn for each in same if each.nisn), None)
    kept = item if item.nisn else dataclasses.replace(item, nisn=known)
    return _in_order([*(each for each in held if each not in same), kept])


def gone(held: Items, npsn: str) -> Items:
    """The school does not list the pupil any more: MOVED when another one does, otherwise LEFT.

    Dapodik's list of pupils does not say who graduated, so nothing here does.
    """
    elsewhere = any(each.npsn != npsn and each.status == ACTIVE for each in held)
    status = _MOVED if elsewhere else _LEFT
    return tuple(
        dataclasses.replace(each, status=status) if each.npsn == npsn and each.status == ACTIVE else each
        for each in held
    )


def _sighting(row: Mapping[str, Any], school: SchoolFacts) -> Sighting:
    nisn = _nisn(row.get("nisn"))
    since = _day(row.get("tanggal_masuk_sekolah"))
    item = Enrolment(nisn, school.npsn, school.name, school.level, ACTIVE, since)
    return Sighting(_nik(row.get("nik")), nisn, item, said(row))


def said(row: Mapping[str, Any]) -> Claims:
    """What the school says of the pupil herself."""
    return claims(
        full_name=_text(row.get("nama")),
        birth_date=_day(row.get("tanggal_lahir")),
        birth_place=_text(row.get("tempat_lahir")),
        sex=_SEX.get(_text(row.get("jenis_kelamin")) or ""),
        mother=_text(row.get("nama_ibu")),
    )


def _nik(value: object) -> str | None:
    """Text or number; a made-up filling such as 0000000000000000 is none."""
    digits = sixteen_digits(value)
    return digits if digits is not None and len(set(digits)) > 1 else None


def _nisn(value: object) -> str | None:
    """Ten digits; a number has lost the zeros that it began with."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:0{_NISN_DIGITS}d}"
    if not isinstance(value, str):
        return None
    text = value.strip()
    usable = len(text) == _NISN_DIGITS and text.isascii() and text.isdigit() and len(set(text)) > 1
    return text if usable else None


def _day(value: object) -> dt.date | None:
    """`2024-07-15`, with or without a time behind it."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _in_order(items: Sequence[Enrolment]) -> Items:
    """By the day of entry, the unknown ones first."""
    return tuple(sorted(items, key=lambda each: each.since or dt.date.min))
