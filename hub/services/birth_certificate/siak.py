"""The transcription into SIAK: what to type, in the order of form F-2.01, and what must come back."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.codes import BirthAttendant, BirthKind, BirthPlaceKind, Sex
from hub.core.forms import siak_lines
from hub.core.forms.persons import known
from hub.core.forms.siak_lines import coded, siak_result, weekday
from hub.core.service import Facts, ReadBack, SiakField
from hub.services.birth_certificate.rules import is_late

GIVES: Final = frozenset({"nik", "deed_number"})
"""What SIAK issues and an officer captures."""
MAY_GIVE: Final = frozenset({"family_card_number"})
"""What it issues only sometimes."""


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel: reporter, witnesses, parents, child. Values are in capitals as SIAK keeps them."""
    form = application.form
    lines = (
        *siak_lines.reporter(form["reporter"], form.get("familyCardNumber")),
        *siak_lines.witnesses(form["witnesses"]),
        *_parent("Ayah", facts, form.get("fatherNik")),
        *_parent("Ibu", facts, form.get("motherNik")),
        *_child(form["child"]),
        *_deed_type(form["child"], facts),
    )
    return siak_lines.as_fields(lines)


def _parent(who: str, facts: Facts, nik: str | None) -> siak_lines.Lines:
    if nik:
        yield from siak_lines.parent(who, known(facts, nik))


def _child(child: Mapping[str, Any]) -> siak_lines.Lines:
    born = dt.date.fromisoformat(child["birthDate"])
    yield "Nama Lengkap Anak", child["fullName"].upper()
    yield "Jenis Kelamin", coded(Sex[child["sex"]])
    yield "Tempat Dilahirkan", coded(BirthPlaceKind[child["placeKind"]])
    yield "Tempat Kelahiran", child["birthPlace"].upper()
    yield "Hari dan Tanggal Lahir", weekday(born)
    yield "Pukul", child.get("birthTime")
    yield "Jenis Kelahiran", coded(BirthKind[child["birthKind"]])
    yield "Kelahiran Ke-", str(child["birthOrder"])
    yield "Penolong Kelahiran", coded(BirthAttendant[child["attendant"]])
    yield "Berat Bayi (kg)", _number(child.get("weightGrams"), thousandth=True)
    yield "Panjang Bayi (cm)", _number(child.get("lengthCm"))


def _deed_type(child: Mapping[str, Any], facts: Facts) -> siak_lines.Lines:
    """The letters that SIAK writes into the number of the deed. They are general knowledge and to be confirmed, so the
    officer compares them and nothing is refused for them."""
    late = is_late(child, facts.reported)
    yield "Jenis Akta (cocokkan dengan nomor SIAK)", "LT LAHIR TERLAMBAT" if late else "LU LAHIR UMUM"


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
        "mother": (form.get("motherNik"), registered.mother.nik if registered.mother else None),
        "father": (form.get("fatherNik"), registered.father.nik if registered.father else None),
        "familyCard": (result.family_card_number or form.get("familyCardNumber"), registered.family_card_number),
    }
    pairs |= {name: pair for name, pair in further.items() if pair[1]}
    return ReadBack(tuple(name for name, (ours, theirs) in pairs.items() if ours != theirs))


def _letters(name: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", name or "").casefold().split())
