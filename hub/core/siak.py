"""A correction as a clerk types it into SIAK, and whether the register shows it afterwards.

Names and order of the fields are those of SIAK's `biodata_wni` and `data_keluarga`, as public source code has them;
values are written as SIAK keeps them: capitals, codes with their label, days as dd-mm-yyyy.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import OCCUPATIONS, RELIGIONS, CodedEnum, CodeEntry
from hub.core.service import SiakField

_NONE: Final = "-"
_Lines = Iterable[tuple[str, str | None]]
_WHO: Final = ("nik", "full_name")
"""What says whose entry it is, whatever has changed."""


def transcription(person: Citizen, changed: Sequence[str]) -> tuple[SiakField, ...]:
    """What to type, in SIAK's order: who it is, and every attribute that changed as the record has it now."""
    return tuple(
        SiakField(label, value or _NONE)
        for name, lines in _FIELDS.items()
        if name in changed or name in _WHO
        for label, value in lines(person)
    )


def differences(ours: Citizen, theirs: Citizen, changed: Sequence[str]) -> tuple[str, ...] | None:
    """Which of the attributes that changed the register shows otherwise.

    What an agreement leaves out is not compared; None when nothing is left to compare. Case, spaces and the encoding
    of accents do not count.
    """
    compared = [name for name in changed if name in _FIELDS and getattr(theirs, name) is not None]
    if not compared:
        return None
    return tuple(name for name in compared if not _agree(getattr(ours, name), getattr(theirs, name)))


def _agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        return _letters(ours) == _letters(theirs)
    if isinstance(ours, ParentRef) and isinstance(theirs, ParentRef):
        if ours.nik and theirs.nik:
            return ours.nik == theirs.nik
        return _letters(ours.full_name) == _letters(theirs.full_name)
    if isinstance(ours, Address) and isinstance(theirs, Address):
        return all(_agree(*pair) for pair in zip(_parts(ours), _parts(theirs), strict=True) if pair[1])
    return ours == theirs


def _parts(home: Address) -> tuple[str, ...]:
    """What says where somebody lives; a number may be written with or without its leading zeros."""
    numbers = ((home.rt or "").lstrip("0"), (home.rw or "").lstrip("0"))
    return home.region_code, home.line or "", *numbers


def _letters(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").casefold().split())


def _text(label: str, name: str) -> Callable[[Citizen], _Lines]:
    def lines(person: Citizen) -> _Lines:
        value = getattr(person, name)
        yield label, value.upper() if value else None

    return lines


def _coded(label: str, name: str) -> Callable[[Citizen], _Lines]:
    def lines(person: Citizen) -> _Lines:
        value: CodedEnum | None = getattr(person, name)
        yield label, f"{value.code} {value.label_id}" if value else None

    return lines


def _listed(label: str, name: str, entries: Iterable[CodeEntry]) -> Callable[[Citizen], _Lines]:
    labels = {entry.value: f"{entry.official_code} {entry.label_id}" for entry in entries}

    def lines(person: Citizen) -> _Lines:
        value = getattr(person, name)
        yield label, labels.get(value, value)

    return lines


def _born(person: Citizen) -> _Lines:
    day: dt.date | None = person.birth_date
    yield "TGL_LHR", day.strftime("%d-%m-%Y") if day else None


def _parent(label: str, name: str) -> Callable[[Citizen], _Lines]:
    def lines(person: Citizen) -> _Lines:
        parent: ParentRef | None = getattr(person, name)
        yield f"NIK_{label}", parent.nik if parent else None
        yield f"NAMA_LGKP_{label}", parent.full_name.upper() if parent and parent.full_name else None

    return lines


def _home(person: Citizen) -> Iterator[tuple[str, str | None]]:
    home = person.address
    yield "ALAMAT", home.line.upper() if home and home.line else None
    yield "NO_RT", home.rt if home else None
    yield "NO_RW", home.rw if home else None
    yield "KODE_POS", home.postal_code if home else None
    codes = person.region_code.split(".")
    for place, label in enumerate(("NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL")):
        yield label, codes[place] if place < len(codes) else None


_FIELDS: Final[dict[str, Callable[[Citizen], _Lines]]] = {
    "nik": _text("NIK", "nik"),
    "full_name": _text("NAMA_LGKP", "full_name"),
    "sex": _coded("JENIS_KLMIN", "sex"),
    "birth_place": _text("TMPT_LHR", "birth_place"),
    "birth_date": _born,
    "birth_deed_number": _text("NO_AKTA_LHR", "birth_deed_number"),
    "blood_type": _coded("GOL_DRH", "blood_type"),
    "religion": _listed("AGAMA", "religion", RELIGIONS),
    "marital_status": _coded("STAT_KWN", "marital_status"),
    "family_relationship": _coded("STAT_HBKEL", "family_relationship"),
    "education": _coded("PDDK_AKH", "education"),
    "occupation": _listed("JENIS_PKRJN", "occupation", OCCUPATIONS),
    "mother": _parent("IBU", "mother"),
    "father": _parent("AYAH", "father"),
    "family_card_number": _text("NO_KK", "family_card_number"),
    "address": _home,
    "vital_status": _coded("STAT_HIDUP", "vital_status"),
    "citizenship": _coded("KEBANGSAAN", "citizenship"),
}
