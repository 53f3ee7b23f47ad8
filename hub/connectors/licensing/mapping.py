"""`dataNIB` -> who is in charge, and the lines of business.

Field names, codes and forms of dates are those of PIA 4.3.22. Names of fields may be padded with spaces (the document
pads `"tipe_dokumen "`), and numbers may come as numbers or as texts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from hub.connectors.licensing.facet import KBLI_YEARS, Licence
from hub.connectors.licensing.statuses import NUMBER_STATUSES
from hub.core.errors import BadInput
from hub.core.licensing import Business, PermitRef
from hub.exchange.exact_json import sixteen_digits

_NIB: Final = re.compile(r"[0-9]{13}", re.ASCII)
_STATUS: Final = {entry.official_code: entry.value for entry in NUMBER_STATUSES}
_KTP: Final = "01"
"""Kartu Tanda Penduduk (Lampiran 4); the other kind is a passport, whose holder has no NIK."""
_WITHDRAWN: Final = frozenset({"3", "4"})
"""Kinds of document: 3 Pencabutan, 4 Pembatalan."""
_OURS: Final = "02"
_KBLI_YEAR: Final = 2020
"""PIA 4.3.22: "Menggunakan Kode KBLI Tahun 2020", unless the sender names the year."""
_NO_DAY: Final = frozenset({"", "0000-00-00"})


def nib_of(data: Mapping[str, Any]) -> str:
    """The business number; raises BadInput for what is none."""
    nib = _text(data, "nib")
    if not _NIB.fullmatch(nib):
        raise _wrong("nib", "A NIB has exactly 13 digits.")
    return nib


def business(data: Mapping[str, Any]) -> Business:
    """Raises BadInput that names the field; no message repeats a value."""
    fields = _trimmed(data)
    in_charge = _in_charge(fields)
    names = {nik: name for nik, name in in_charge.items() if name}
    return Business(nib_of(fields), tuple(in_charge), _licences(fields), names)


def permits(data: Mapping[str, Any], nib: str) -> tuple[PermitRef, ...]:
    """The licences of a number that the regency or city decides on (`kewenangan` 02). Raises BadInput."""
    fields = _trimmed(data)
    return tuple(
        PermitRef(
            nib=nib,
            project_id=_text(each, "id_proyek"),
            oss_id=_text(fields, "oss_id"),
            permit_id=_text(each, "id_izin"),
            permit_code=_text(each, "kd_izin"),
        )
        for each in _objects(fields, "data_checklist")
        if _text(each, "kewenangan").zfill(2) == _OURS and _text(each, "id_izin")
    )


def _in_charge(fields: Mapping[str, Any]) -> Mapping[str, str]:
    """NIK and name of the persons in charge, each once. Who is known by a passport stands in no population register."""
    found: dict[str, str] = {}
    for person in _objects(fields, "penanggung_jwb"):
        if _text(person, "jns_identitas_penanggung_jwb").zfill(2) != _KTP:
            continue
        nik = sixteen_digits(person.get("no_identitas_penanggung_jwb"))
        if nik is None:
            raise _wrong("penanggung_jwb.no_identitas_penanggung_jwb", "A NIK has exactly 16 digits.")
        found.setdefault(nik, _text(person, "nama_penanggung_jwb"))
    return found


def _licences(fields: Mapping[str, Any]) -> tuple[Licence, ...]:
    """One for each line of business, however many places it is done at; one without a line when there is no project."""
    lines = dict.fromkeys(_kbli(project) for project in _objects(fields, "data_proyek"))
    status, issued = _status(fields), _day(fields, "tgl_terbit_nib")
    changed = _day(fields, "tgl_perubahan_nib") or issued
    return tuple(
        Licence(nib_of(fields), _text(fields, "nama_perseroan") or None, kbli, year, status, issued, changed)
        for kbli, year in lines or ((None, None),)
    )


def _kbli(project: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """Code and year of its list. A code that came as a number has lost its leading zeros."""
    code, year = project.get("kbli"), _text(project, "tahun_kbli")
    written = f"{code:05d}" if isinstance(code, int) else _text(project, "kbli")
    if not written:
        return None, None
    if year and year not in map(str, KBLI_YEARS):
        raise _wrong("data_proyek.tahun_kbli", f"The year of a KBLI is one of {', '.join(map(str, KBLI_YEARS))}.")
    return written, int(year) if year else _KBLI_YEAR


def _status(fields: Mapping[str, Any]) -> str:
    code = _text(fields, "status_nib").zfill(2)
    if code in _STATUS:
        return _STATUS[code]
    if code == "00" and _text(fields, "tipe_dokumen") in _WITHDRAWN:
        return "REVOKED"
    raise _wrong("status_nib", "The status of a NIB is 01 to 06 (Lampiran 14).")


def _day(fields: Mapping[str, Any], name: str) -> dt.date | None:
    text = _text(fields, name)
    try:
        return None if text in _NO_DAY else dt.date.fromisoformat(text[:10])
    except ValueError:
        raise _wrong(name, "A date looks like 2026-11-24.") from None


def _trimmed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name.strip(): value for name, value in data.items()}


def _objects(fields: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
    found = fields.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _wrong(name, "A list of objects is meant.")
    return [_trimmed(each) for each in found]


def _text(fields: Mapping[str, Any], name: str) -> str:
    """A field as text; what is missing or null is empty. Raises BadInput for an object or a list."""
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(name, "A text is meant.")


def _wrong(name: str, told: str) -> BadInput:
    return BadInput(f"The field {name} of dataNIB cannot be used. {told}", path=f"dataNIB.{name}")
