"""`peserta` -> the facet. Whose medical record number, telephone or clinic it names is not taken over."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from hub.connectors.insurance.facet import HealthCoverage
from hub.core.codes import Sex
from hub.core.contradiction import Claims, claims
from hub.exchange.exact_json import sixteen_digits

_NUMBER: Final = re.compile(r"[0-9]{13}", re.ASCII)
_ACTIVE: Final = "0"
_SEX: Final = {"L": Sex.MALE, "P": Sex.FEMALE}
_SEGMENTS: Final = (
    ("PBI_APBD", ("APBD",)),
    ("PBI", ("APBN", "PBI")),
    ("PBPU", ("MANDIRI", "PBPU")),
    ("BP", ("PENSIUN", "VETERAN", "BUKAN PEKERJA", "INVESTOR")),
    ("PPU", ("PEGAWAI", "PNS", "TNI", "POLRI", "KARYAWAN", "PPU")),
)
"""Words of `jenisPeserta.keterangan`, the first that fits. No list is published: samples, and general knowledge."""


def coverage(member: Mapping[str, Any], nik: str) -> HealthCoverage:
    """Raises ValueError when the answer is about somebody else or has no number of a card."""
    told = sixteen_digits(member.get("nik"))
    if told is not None and told != nik:
        raise ValueError("another person")
    return HealthCoverage(number=_number(member.get("noKartu")), status=_status(member), segment=_segment(member))


def said(member: Mapping[str, Any]) -> Claims:
    """What the agency says of the person herself; what cannot be read is not said."""
    return claims(
        full_name=_words(member.get("nama")),
        birth_date=_day(member.get("tglLahir")),
        sex=_SEX.get(_words(member.get("sex")).upper()),
    )


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_words(value)[:10])
    except ValueError:
        return None


def _number(value: object) -> str:
    """13 digits; a number has lost its leading zeros."""
    text = f"{value:013d}" if isinstance(value, int) else str(value).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number of a card")
    return text


def _status(member: Mapping[str, Any]) -> str:
    code = _part(member, "statusPeserta", "kode")
    if not code:
        raise ValueError("no status")
    return "ACTIVE" if code == _ACTIVE else "INACTIVE"


def _segment(member: Mapping[str, Any]) -> str | None:
    """None for words that nobody has shown yet: a guess would be somebody's wrong contribution."""
    told = _part(member, "jenisPeserta", "keterangan").upper()
    return next((segment for segment, words in _SEGMENTS if any(word in told for word in words)), None)


def _part(member: Mapping[str, Any], name: str, part: str) -> str:
    found = member.get(name)
    value = found.get(part) if isinstance(found, dict) else None
    return "" if value is None else str(value).strip()
