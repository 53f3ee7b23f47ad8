"""Lines of the SIAK panel that all forms have: values in capitals as SIAK keeps them, codes with their label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hub.core.application import Application, SiakResult
from hub.core.citizen import Citizen
from hub.core.codes import CodedEnum
from hub.core.errors import Conflict
from hub.core.service import SiakField

Lines = Iterator[tuple[str, str | None]]
"""Label as SIAK shows it, and what to type; None where nothing is known."""
_NONE: Final = "-"
_DAYS: Final = ("SENIN", "SELASA", "RABU", "KAMIS", "JUMAT", "SABTU", "MINGGU")


def siak_result(application: Application) -> SiakResult:
    """What SIAK issued; raises Conflict while nothing was captured."""
    if application.siak_result is None:
        raise Conflict("SIAK's result is not there yet. Enter the numbers that SIAK issued first.")
    return application.siak_result


def as_fields(lines: Iterable[tuple[str, str | None]]) -> tuple[SiakField, ...]:
    """The panel; what is not known is a dash."""
    return tuple(SiakField(label, value or _NONE) for label, value in lines)


def reporter(given: Mapping[str, Any], family_card: str | None) -> Lines:
    """Who reports, with the number of the family card that the report is about."""
    yield "Nama Pelapor", given["fullName"].upper()
    yield "NIK Pelapor", given["nik"]
    yield "Nomor Kartu Keluarga", family_card
    yield "Nomor HP", given.get("phone")
    yield "Email", given.get("email")


def witnesses(given: Sequence[Mapping[str, Any]]) -> Lines:
    """The witnesses in their order."""
    for number, witness in zip(("I", "II", "III", "IV"), given, strict=False):
        yield f"Nama Saksi {number}", witness["fullName"].upper()
        yield f"NIK Saksi {number}", witness["nik"]


def parent(who: str, person: Citizen) -> Lines:
    """A parent of whom the record knows more than the name."""
    yield f"Nama {who}", (person.full_name or "").upper()
    yield f"NIK {who}", person.nik
    yield f"Tempat Lahir {who}", (person.birth_place or "").upper()
    yield f"Tanggal Lahir {who}", day(person.birth_date)
    yield f"Kewarganegaraan {who}", person.citizenship.label_id if person.citizenship else None


def coded(member: CodedEnum) -> str:
    """`2 PEREMPUAN`."""
    return f"{member.code} {member.label_id}"


def day(date: dt.date | None) -> str | None:
    """`20-11-2026`."""
    return date.strftime("%d-%m-%Y") if date else None


def weekday(date: dt.date) -> str:
    """`JUMAT, 20-11-2026`."""
    return f"{_DAYS[date.weekday()]}, {day(date)}"
