"""The synthetic district as an extract of the population register. Every address says DATA CONTOH."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from hub.core.citizen import Citizen
from hub.core.codes import CodedEnum
from hub.core.extract import form
from hub.core.extract.form import DateForm

_DATES: Final = {DateForm.DAY_FIRST: "%d-%m-%Y", DateForm.ISO: "%Y-%m-%d"}


def write(
    path: Path, citizens: Iterable[Citizen], *, dates: DateForm = DateForm.DAY_FIRST, delimiter: str = ","
) -> int:
    """Writes persons in the form of docs/guides/register-extract.md; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter=delimiter)
        writer.writerow(form.KNOWN)
        for citizen in citizens:
            writer.writerow(_cells(citizen, _DATES[dates]))
            count += 1
    return count


def _cells(citizen: Citizen, date_form: str) -> Iterator[str | None]:
    """The cells of form.KNOWN, in its order."""
    yield citizen.family_card_number
    yield citizen.nik
    yield citizen.full_name
    yield _code(citizen.sex)
    yield citizen.birth_place
    yield citizen.birth_date.strftime(date_form) if citizen.birth_date else None
    yield _code(citizen.blood_type)
    yield citizen.religion
    yield _code(citizen.marital_status)
    yield _code(citizen.family_relationship)
    yield _code(citizen.education)
    yield citizen.occupation
    yield _code(citizen.citizenship)
    yield _code(citizen.vital_status)
    yield citizen.birth_deed_number
    for parent in (citizen.mother, citizen.father):
        yield parent.nik if parent else None
        yield parent.full_name if parent else None
    yield from _address(citizen)


def _address(citizen: Citizen) -> Iterator[str | None]:
    address = citizen.address
    if address is None:
        yield from [None] * 8
        return
    yield from address.region_code.split(".")
    yield address.line
    yield address.rt
    yield address.rw
    yield address.postal_code


def _code(member: CodedEnum | None) -> str | None:
    return member.code if member else None
