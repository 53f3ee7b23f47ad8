"""The transcription of a move into SIAK: what to type, in the order of form F-1.03, and what must come back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hub.core.citizen import Address, Citizen
from hub.core.codes import CodedEnum, FamilyRelationship, MoveReason
from hub.core.forms.moves import Move, class_of
from hub.core.service import ReadBack, SiakField

NONE: Final = "-"
Line = tuple[str, str | None]


def lines_of(*parts: Iterable[Line]) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel; what is not known is a dash."""
    return tuple(SiakField(label, value or NONE) for part in parts for label, value in part)


def applicant(form: Mapping[str, Any], number: str | None, kind: str) -> Iterator[Line]:
    """Items 1 to 4 of the form."""
    yield "Nomor Kartu Keluarga", number
    yield "Nama Lengkap Pemohon", form["reporter"]["fullName"].upper()
    yield "NIK Pemohon", form["reporter"]["nik"]
    yield "Jenis Permohonan", kind


def address(home: Address | None, which: str) -> Iterator[Line]:
    """Items 5 and 7: `which` is ASAL or PINDAH. A village whose name is not known is its code."""
    named = home or Address(None, None, None, None, None, None, None, None, "")
    yield f"Alamat {which}", (named.line or "").upper()
    yield f"RT {which}", named.rt
    yield f"RW {which}", named.rw
    yield f"Desa/Kelurahan {which}", (named.village or named.region_code).upper()
    yield f"Kecamatan {which}", (named.district or "").upper()
    yield f"Kabupaten/Kota {which}", (named.regency or "").upper()
    yield f"Provinsi {which}", (named.province or "").upper()
    yield f"Kode Pos {which}", named.postal_code


def move_itself(form: Mapping[str, Any], origin: str, home: Address, move: Move | None = None) -> Iterator[Line]:
    """Items 6 and 8 to 11; without a `move` the letter of the origin says who stays."""
    yield "Klasifikasi Kepindahan", coded(class_of(origin, home.region_code))
    yield "Alasan Kepindahan", coded(MoveReason[form["reason"]])
    if move is not None:
        yield "Jenis Kepindahan", coded(move.kind)
        yield "Anggota Keluarga yang Tidak Pindah", coded(move.of_stayers) if move.of_stayers else None
        yield "Anggota Keluarga yang Pindah", coded(move.of_movers)


def people(lines: Iterable[tuple[str, str | None, FamilyRelationship]], who: str) -> Iterator[Line]:
    """Item 12, one line a person: NIK, name, relation."""
    for number, (nik, name, relation) in enumerate(lines, start=1):
        yield f"{who} {number}", f"{nik} {(name or NONE).upper()}, {coded(relation)}"


def named(people_of_card: Iterable[Citizen], move: Move) -> Iterator[tuple[str, str | None, FamilyRelationship]]:
    """Those to whom the form gives a relation."""
    for one in people_of_card:
        if one.nik and one.nik in move.relations:
            yield one.nik, one.full_name, move.relations[one.nik]


def coded(member: CodedEnum) -> str:
    return f"{member.code} {member.label_id}"


def read_back(
    register: Mapping[str, Citizen], here: Mapping[str, Mapping[str, object]], gone: Iterable[str] = ()
) -> ReadBack:
    """Compares what the register shows. `here` is by NIK of those whom it must show, each attribute as the graph names
    it with its value; what an agreement leaves out is not compared. Of the `gone` it may show nobody any more: an
    access service shows only who lives in the district.

    The register is asked again until it shows everybody and nobody too many.
    """
    shown_yet = [nik for nik in gone if nik in register]
    missing = [nik for nik in here if nik not in register]
    differing = {
        name
        for nik, expected in here.items()
        if (person := register.get(nik)) is not None
        for name, value in expected.items()
        if (theirs := _shown(person, name)) and theirs != value
    }
    found = [*(["nik"] if missing else []), *(["moved"] if shown_yet else []), *sorted(differing)]
    return ReadBack(tuple(found), settled=not found)


def _shown(person: Citizen, name: str) -> object:
    match name:
        case "address":
            return person.region_code
        case "familyCard":
            return person.family_card_number
        case "familyRelationship":
            return person.family_relationship
    return letters(person.full_name) if person.full_name else None


def letters(name: str) -> str:
    """A name as it is compared: only case, accents' encoding and spaces do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
