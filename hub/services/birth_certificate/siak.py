"""The transcription into SIAK: what to type, in the order of form F-2.01, and what must come back."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.codes import BirthAttendant, BirthKind, BirthPlaceKind, CodedEnum, Sex
from hub.core.forms.persons import known
from hub.core.service import Facts, ReadBack, SiakField
from hub.services.birth_certificate.effects import siak_result

_DAYS: Final = ("SENIN", "SELASA", "RABU", "KAMIS", "JUMAT", "SABTU", "MINGGU")
_NONE: Final = "-"
GIVES: Final = frozenset({"nik", "deed_number"})
"""What SIAK issues and an officer captures; a new family card only sometimes."""


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel: reporter, witnesses, parents, child. Values are in capitals as SIAK keeps them."""
    form = application.form
    lines = (
        *_reporter(form),
        *_witnesses(form["witnesses"]),
        *_parent("Ayah", facts, form.get("fatherNik")),
        *_parent("Ibu", facts, form["motherNik"]),
        *_child(form["child"]),
    )
    return tuple(SiakField(label, value or _NONE) for label, value in lines)


def _reporter(form: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    reporter = form["reporter"]
    yield "Nama Pelapor", reporter["fullName"].upper()
    yield "NIK Pelapor", reporter["nik"]
    yield "Nomor Kartu Keluarga", form["familyCardNumber"]
    yield "Nomor HP", reporter.get("phone")
    yield "Email", reporter.get("email")


def _witnesses(witnesses: list[Mapping[str, Any]]) -> Iterator[tuple[str, str | None]]:
    for number, witness in zip(("I", "II", "III", "IV"), witnesses, strict=False):
        yield f"Nama Saksi {number}", witness["fullName"].upper()
        yield f"NIK Saksi {number}", witness["nik"]


def _parent(who: str, facts: Facts, nik: str | None) -> Iterator[tuple[str, str | None]]:
    if not nik:
        return
    person = known(facts, nik)
    yield f"Nama {who}", (person.full_name or "").upper()
    yield f"NIK {who}", person.nik
    yield f"Tempat Lahir {who}", (person.birth_place or "").upper()
    yield f"Tanggal Lahir {who}", _date(person.birth_date)
    yield f"Kewarganegaraan {who}", person.citizenship.label_id if person.citizenship else None


def _child(child: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    born = dt.date.fromisoformat(child["birthDate"])
    yield "Nama Lengkap Anak", child["fullName"].upper()
    yield "Jenis Kelamin", _coded(Sex[child["sex"]])
    yield "Tempat Dilahirkan", _coded(BirthPlaceKind[child["placeKind"]])
    yield "Tempat Kelahiran", child["birthPlace"].upper()
    yield "Hari dan Tanggal Lahir", f"{_DAYS[born.weekday()]}, {_date(born)}"
    yield "Pukul", child.get("birthTime")
    yield "Jenis Kelahiran", _coded(BirthKind[child["birthKind"]])
    yield "Kelahiran Ke-", str(child["birthOrder"])
    yield "Penolong Kelahiran", _coded(BirthAttendant[child["attendant"]])
    yield "Berat Bayi (kg)", _number(child.get("weightGrams"), thousandth=True)
    yield "Panjang Bayi (cm)", _number(child.get("lengthCm"))


def _coded(member: CodedEnum) -> str:
    return f"{member.code} {member.label_id}"


def _date(date: dt.date | None) -> str | None:
    return date.strftime("%d-%m-%Y") if date else None


def _number(value: float | None, *, thousandth: bool = False) -> str | None:
    """With a decimal comma and no more digits than were given: 3200 g -> `3,2`."""
    if value is None:
        return None
    return f"{value / 1000 if thousandth else value:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def siak_reads(application: Application) -> tuple[str, ...]:
    """The child's NIK."""
    nik = siak_result(application).nik
    return (nik,) if nik else ()


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:  # noqa: ARG001  every service is given the facts
    """Attributes (as the graph names them) in which the register differs from the form and the captured result.

    NIK, name, sex and birth date must be shown by the register. What else an agreement leaves out is not compared.
    Letters count here, since this is a deed: only case, accents' encoding and spaces do not.
    """
    result, form, child = siak_result(application), application.form, application.form["child"]
    registered = register.get(result.nik or "")
    if registered is None:
        return ReadBack(("nik",), settled=False)
    pairs = {
        "nik": (result.nik, registered.nik),
        "fullName": (_letters(child["fullName"]), _letters(registered.full_name)),
        "sex": (Sex[child["sex"]], registered.sex),
        "birthDate": (dt.date.fromisoformat(child["birthDate"]), registered.birth_date),
    }
    further = {
        "birthDeedNumber": (result.deed_number, registered.birth_deed_number),
        "mother": (form["motherNik"], registered.mother.nik if registered.mother else None),
        "father": (form.get("fatherNik"), registered.father.nik if registered.father else None),
        "familyCard": (result.family_card_number or form["familyCardNumber"], registered.family_card_number),
    }
    pairs |= {name: pair for name, pair in further.items() if pair[1]}
    return ReadBack(tuple(name for name, (ours, theirs) in pairs.items() if ours != theirs))


def _letters(name: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", name or "").casefold().split())
