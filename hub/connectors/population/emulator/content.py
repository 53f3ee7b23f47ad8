"""A person as the access service shows her: labels in capitals, NIK and family card number as JSON numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.core import codes

_KTP_AGE: Final = 17


def content(person: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """The fields of one entry of `content`."""
    return {
        "NIK": int(person["nik"]),
        "NO_KK": _number(person.get("family_card_number")),
        "NAMA_LGKP": _capitals(person.get("full_name")),
        "JENIS_KLMIN": _label(codes.Sex, person.get("sex")),
        "TMPT_LHR": _capitals(person.get("birth_place")),
        "TGL_LHR": person.get("birth_date"),
        "NO_AKTA_LHR": person.get("birth_deed_number"),
        "GOL_DARAH": _label(codes.BloodType, person.get("blood_type")),
        "AGAMA": _entry(codes.RELIGIONS, person.get("religion")),
        "STATUS_KAWIN": _label(codes.MaritalStatus, person.get("marital_status")),
        "TGL_KWN": None,
        "NO_AKTA_KWN": None,
        "TGL_CRAI": None,
        "NO_AKTA_CRAI": None,
        "PDDK_AKH": _label(codes.EducationLevel, person.get("education")),
        "JENIS_PKRJN": _entry(codes.OCCUPATIONS, person.get("occupation")),
        "STAT_HBKEL": _label(codes.FamilyRelationship, person.get("family_relationship")),
        **_address(person.get("address") or {}),
        **_parent("AYAH", person.get("father") or {}),
        **_parent("IBU", person.get("mother") or {}),
        "EKTP_STATUS": "CARD PRINTED" if _age(person["birth_date"], today) >= _KTP_AGE else "BELUM WAJIB",
        "EKTP_CREATED": None,
    }


def _address(address: Mapping[str, Any]) -> dict[str, Any]:
    province, regency, district, village = (*(address.get("region_code") or "").split("."), "", "", "", "")[:4]
    return {
        "ALAMAT": _capitals(address.get("line")),
        "DUSUN": None,
        "NO_RT": _number(address.get("rt")),
        "NO_RW": _number(address.get("rw")),
        "KODE_POS": _number(address.get("postal_code")),
        "NO_KEL": _number(village),
        "KEL_NAME": _capitals(address.get("village")),
        "NO_KEC": _number(district),
        "KEC_NAME": _capitals(address.get("district")),
        "NO_KAB": _number(regency),
        "KAB_NAME": _capitals(address.get("regency")),
        "NO_PROP": _number(province),
        "PROP_NAME": _capitals(address.get("province")),
    }


def _parent(which: str, parent: Mapping[str, Any]) -> dict[str, Any]:
    return {f"NIK_{which}": _number(parent.get("nik")), f"NAMA_LGKP_{which}": _capitals(parent.get("full_name"))}


def _label(enum: type[codes.CodedEnum], name: str | None) -> str | None:
    return enum[name].label_id if name else None


def _entry(entries: tuple[codes.CodeEntry, ...], value: str | None) -> str | None:
    return next((entry.label_id for entry in entries if entry.value == value), None)


def _capitals(text: str | None) -> str | None:
    return text.upper() if text else None


def _number(digits: str | None) -> int | None:
    return int(digits) if digits and digits.isdigit() else None


def _age(born: str, today: dt.date) -> int:
    day = dt.date.fromisoformat(born)
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
