"""The service's fields -> the words of the domain. Labels become codes; an unknown label becomes None and a warning.

A warning names the field and never its value, which is about somebody.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from hub.connectors.population.labels import BLOOD, EDUCATION, MARITAL, OCCUPATION, RELATIONSHIP, RELIGION, SEX, key
from hub.core.citizen import Address, Citizen, CitizenClaim, CitizenMatch, ParentRef
from hub.core.codes import BloodType
from hub.core.identifiers import new_id, nik_warnings
from hub.core.regions import tenant_of
from hub.exchange.exact_json import sixteen_digits

T = TypeVar("T")

_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})([T ].*)?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{2})[-/](\d{2})[-/](\d{4})", re.ASCII)
_EMPTY: Final = frozenset({"", "-"})
_WIDTHS: Final = {"NO_PROP": 2, "NO_KAB": 2, "NO_KEC": 2, "NO_KEL": 4}
_ELEMENTS: Final = {
    "full_name": "NAMA_LGKP",
    "birth_date": "TGL_LHR",
    "birth_place": "TMPT_LHR",
    "sex": "JENIS_KLMIN",
    "mother_name": "NAMA_LGKP_IBU",
}


class Reader:
    """Reads fields and remembers what it could not understand."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self.warnings: list[str] = []

    def text(self, name: str) -> str | None:
        """A text without spaces around it; a dash means that there is none."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            return None
        text = " ".join(str(value).split())
        return None if text in _EMPTY else text

    def digits(self, name: str, width: int) -> str | None:
        """A number that may have lost its leading zeros."""
        text = self.text(name)
        if text is None or not (text.isascii() and text.isdigit() and len(text) <= width):
            return None
        return text.zfill(width)

    def number(self, name: str) -> str | None:
        """A NIK or family card number."""
        value = self._fields.get(name)
        number = sixteen_digits(value)
        if number is None and self.text(name) not in {None, "0"}:
            self._warn(name)
        return number

    def coded(self, name: str, labels: Mapping[str, T]) -> T | None:
        """The code of a label."""
        text = self.text(name)
        if text is None:
            return None
        found = labels.get(key(text))
        if found is None:
            self._warn(name)
        return found

    def blood(self) -> BloodType | None:
        """The blood type; here plus and minus count."""
        text = self.text("GOL_DARAH")
        found = BLOOD.get(text.upper().replace(" ", "")) if text else None
        if text and found is None:
            self._warn("GOL_DARAH")
        return found

    def date(self, name: str) -> dt.date | None:
        """A date as year-month-day or day-month-year."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return _date(text)
        except ValueError:
            self._warn(name)
            return None

    def _warn(self, name: str) -> None:
        self.warnings.append(f"The register's value of {name} is not one the hub knows; look it up in SIAK.")


def citizen(fields: Mapping[str, Any], nik: str, as_of: dt.datetime) -> Citizen:
    """The person as the agency shows her, with a new id. Raises ValueError when the answer is about another NIK."""
    read = Reader(fields)
    if "NIK" in fields and sixteen_digits(fields["NIK"]) != nik:
        raise ValueError("the answer is about another person")
    address = _address(read)
    birth_date, sex = read.date("TGL_LHR"), read.coded("JENIS_KLMIN", SEX)
    return Citizen(
        tenant=tenant_of(address.region_code) if address else "",
        id=new_id(),
        nik=nik,
        full_name=read.text("NAMA_LGKP"),
        sex=sex,
        birth_date=birth_date,
        birth_place=read.text("TMPT_LHR"),
        blood_type=read.blood(),
        religion=read.coded("AGAMA", RELIGION),
        marital_status=read.coded("STATUS_KAWIN", MARITAL),
        education=read.coded("PDDK_AKH", EDUCATION),
        occupation=read.coded("JENIS_PKRJN", OCCUPATION),
        birth_deed_number=read.text("NO_AKTA_LHR"),
        address=address,
        mother=_parent(read, "IBU"),
        father=_parent(read, "AYAH"),
        family_card_number=read.number("NO_KK"),
        family_relationship=read.coded("STAT_HBKEL", RELATIONSHIP),
        as_of=as_of,
        warnings=(*read.warnings, *nik_warnings(nik, birth_date, sex)),
    )


def elements(claim: CitizenClaim) -> dict[str, str]:
    """What is claimed, as fields of the match service; what is not claimed is left out."""
    values = {
        "full_name": claim.full_name,
        "birth_date": claim.birth_date.isoformat() if claim.birth_date else None,
        "birth_place": claim.birth_place,
        "sex": claim.sex.label_id if claim.sex else None,
        "mother_name": claim.mother_name,
    }
    return {_ELEMENTS[name]: value for name, value in values.items() if value is not None}


def match(fields: Mapping[str, Any] | None, asked: Mapping[str, str]) -> CitizenMatch:
    """True or false per element that was asked. Raises ValueError when the service left one out."""
    answers = {name: _truth(fields, field) if field in asked else None for name, field in _ELEMENTS.items()}
    return CitizenMatch(nik=fields is not None, **answers)


def _truth(fields: Mapping[str, Any] | None, name: str) -> bool:
    if fields is None:
        return False
    value = fields.get(name)
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in {"true", "false"}:
        return value.strip().casefold() == "true"
    raise ValueError("an element was not answered")


def _address(read: Reader) -> Address | None:
    parts = [read.digits(name, width) for name, width in _WIDTHS.items()]
    code = ".".join(part for part in parts if part) if all(parts) else ""
    line, village = read.text("ALAMAT"), read.text("KEL_NAME")
    if not (code or line or village):
        return None
    hamlet = read.text("DUSUN")
    return Address(
        line=", ".join(part for part in (line, hamlet) if part) or None,
        rt=read.digits("NO_RT", 3),
        rw=read.digits("NO_RW", 3),
        village=village,
        district=read.text("KEC_NAME"),
        regency=read.text("KAB_NAME"),
        province=read.text("PROP_NAME"),
        postal_code=read.digits("KODE_POS", 5),
        region_code=code,
    )


def _parent(read: Reader, which: str) -> ParentRef | None:
    name, nik = read.text(f"NAMA_LGKP_{which}"), read.number(f"NIK_{which}")
    return ParentRef(name, nik) if name or nik else None


def _date(text: str) -> dt.date:
    if found := _ISO.fullmatch(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    raise ValueError("not a date")
