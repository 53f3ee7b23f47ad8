"""Putting a person's data right: what may be corrected, what cannot be kept, and what is only worth a look.

A correction (pembetulan) needs an authentic paper and no court; a change of name needs a court's order (UU 23/2006
art. 52), which is such a paper too. What the law lets stand is never refused: a NIK that disagrees with birth date or
sex (PP 40/2019 art. 30(2), Permendagri 108/2019 art. 15(3)), a name of one word, a number of an older form.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import OCCUPATIONS, RELIGIONS, FamilyRelationship, MaritalStatus, VitalStatus
from hub.core.evidence import SourceKind
from hub.core.identifiers import BIRTH_DATE_DIFFERS, SEX_DIFFERS, nik_warnings
from hub.core.recording import Flaw, is_fit, unfit_text
from hub.core.regions import tenant_of
from hub.core.service import Finding

SIMPLE: Final = (
    "full_name", "sex", "birth_date", "birth_date_precision", "birth_place", "blood_type", "religion",
    "marital_status", "education", "occupation", "citizenship", "vital_status", "birth_deed_number",
    "family_card_number", "family_relationship",
)  # fmt: skip
"""Attributes with one value."""
PARENTS: Final = ("mother", "father")
CORRECTABLE: Final = frozenset({*SIMPLE, *PARENTS, "address"})
"""Everything else has a procedure of its own: the NIK is assigned, the seal is set by the head of office."""
NEVER_EMPTY: Final = frozenset({"full_name", "address", "birth_date_precision"})

_OF_THE_DEED: Final = frozenset(
    {"full_name", "sex", "birth_date", "birth_date_precision", "birth_place", "birth_deed_number", *PARENTS}
)
"""What stands in the birth deed: somebody's word alone does not change it."""
_WORDS_ALONE: Final = frozenset({SourceKind.STATEMENT, SourceKind.OTHER})
_USUAL_PAPERS: Final[Mapping[MaritalStatus, frozenset[SourceKind]]] = {
    MaritalStatus.MARRIED_REGISTERED: frozenset({SourceKind.MARRIAGE_DEED}),
    MaritalStatus.MARRIED_UNREGISTERED: frozenset({SourceKind.STATEMENT}),
    MaritalStatus.DIVORCED_REGISTERED: frozenset({SourceKind.DIVORCE_DEED, SourceKind.COURT_ORDER}),
    MaritalStatus.WIDOWED: frozenset({SourceKind.DEATH_DEED}),
}
_OLDEST: Final = 120
_LONGEST_NUMBER: Final = 60
_RT: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}", re.ASCII)
_VILLAGE: Final = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}", re.ASCII)
_RELIGION_CODES: Final = frozenset(entry.official_code for entry in RELIGIONS)
_OCCUPATION_CODES: Final = frozenset(entry.official_code for entry in OCCUPATIONS)
_ELSEWHERE: Final = ("This is not corrected here.", "Bagian ini tidak diperbaiki di sini.")
_NEEDED: Final = ("This cannot be empty.", "Bagian ini tidak boleh kosong.")
_FROM_THE_LIST: Final = "Pilih dari daftar."
_NO_ADDRESS: Final = Address(None, None, None, None, None, None, None, None, "")
_NOBODY: Final = ParentRef(None, None)
_IN_INDONESIAN: Final = {
    BIRTH_DATE_DIFFERS: "Tanggal lahir di NIK berbeda dengan tanggal lahir yang tercatat.",
    SEX_DIFFERS: "Jenis kelamin di NIK berbeda dengan jenis kelamin yang tercatat.",
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A person as she shall be; with `flaws` she cannot be kept so. The attribute of a flaw is a dotted path."""

    person: Citizen
    flaws: tuple[Flaw, ...]
    warnings: tuple[Finding, ...]


def corrected(person: Citizen, changes: Mapping[str, Any], paper: SourceKind, today: dt.date) -> Corrected:
    """The person with these attributes changed; one that is not named stays, one whose value is None is cleared.

    The values of `address`, `mother` and `father` name parts of them, which stay or change in the same way.
    """
    unknown = [Flaw(name, *_ELSEWHERE) for name in changes if name not in CORRECTABLE]
    empty = [Flaw(name, *_NEEDED) for name in NEVER_EMPTY & changes.keys() if changes[name] is None]
    if unknown or empty:
        return Corrected(person, (*unknown, *empty), ())
    after = _applied(person, changes)
    found = (*_texts(changes), *_numbers(changes), *_dates(after, changes, today), *_people(after, changes))
    flaws = (*found, *_place(after, changes), *_papers(person, changes, paper))
    warnings = tuple(_warnings(after, changes, paper, today))
    return Corrected(dataclasses.replace(after, warnings=own_warnings(after)), flaws, warnings)


def own_warnings(person: Citizen) -> tuple[str, ...]:
    """What `Citizen.warnings` says of a person."""
    if person.nik is None:
        return ()
    return nik_warnings(person.nik, person.birth_date, person.sex, person.birth_date_precision)


def _applied(person: Citizen, changes: Mapping[str, Any]) -> Citizen:
    values = {name: changes[name] for name in SIMPLE if name in changes}
    if "address" in changes:
        values["address"] = dataclasses.replace(person.address or _NO_ADDRESS, **changes["address"])
    for name in PARENTS:
        if name in changes:
            values[name] = _parent(getattr(person, name), changes[name])
    return dataclasses.replace(person, **values)


def _parent(held: ParentRef | None, parts: Mapping[str, Any] | None) -> ParentRef | None:
    if parts is None:
        return None
    told = dataclasses.replace(held or _NOBODY, **parts)
    return None if told == _NOBODY else told


def _texts(changes: Mapping[str, Any]) -> Iterator[Flaw]:
    """Blank texts, and characters that cannot be shown or stored."""
    for path, value in _leaves(changes):
        if isinstance(value, str) and not value.strip():
            yield Flaw(path, "Write something here, or clear it with null.", "Isi bagian ini, atau kosongkan.")
        elif isinstance(value, str) and not is_fit(value):
            yield unfit_text(path)


def _leaves(changes: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in changes.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{part}", inner) for part, inner in value.items())
        else:
            yield name, value


def _numbers(changes: Mapping[str, Any]) -> Iterator[Flaw]:
    religion, occupation = changes.get("religion"), changes.get("occupation")
    if religion is not None and religion not in _RELIGION_CODES:
        yield Flaw("religion", "Use a code of the list `Religion`, such as 1; see `codeList`.", _FROM_THE_LIST)
    if occupation is not None and not occupation.isdecimal():
        yield Flaw("occupation", "Use a code of the list `Occupation`, such as 9; see `codeList`.", _FROM_THE_LIST)
    if len(changes.get("birth_deed_number") or "") > _LONGEST_NUMBER:
        yield Flaw(
            "birth_deed_number",
            f"A deed's number has at most {_LONGEST_NUMBER} characters.",
            f"Nomor akta paling panjang {_LONGEST_NUMBER} huruf.",
        )


def _dates(after: Citizen, changes: Mapping[str, Any], today: dt.date) -> Iterator[Flaw]:
    if "birth_date" in changes and after.birth_date is not None and after.birth_date > today:
        yield Flaw(
            "birth_date", "This day lies in the future. Check the year.", "Tanggal ini belum tiba. Periksa tahunnya."
        )


def _people(after: Citizen, changes: Mapping[str, Any]) -> Iterator[Flaw]:
    """Nobody is her own parent, and parents are two."""
    niks = {name: getattr(after, name).nik for name in PARENTS if getattr(after, name)}
    for name in PARENTS:
        if name in changes and niks.get(name) is not None and niks[name] == after.nik:
            yield Flaw(
                f"{name}.nik",
                "This is the person's own NIK. Check the number.",
                "Ini NIK orang itu sendiri. Periksa nomornya.",
            )
    if changes.keys() & set(PARENTS) and niks.get("mother") is not None and niks["mother"] == niks.get("father"):
        name = "mother" if "mother" in changes else "father"
        yield Flaw(
            f"{name}.nik",
            "Mother and father have one NIK. Check the number.",
            "NIK ibu dan ayah sama. Periksa nomornya.",
        )


def _place(after: Citizen, changes: Mapping[str, Any]) -> Iterator[Flaw]:
    parts = changes.get("address") or {}
    for name, form, like in (("rt", _RT, "001"), ("rw", _RT, "001"), ("postal_code", _POSTAL_CODE, "33211")):
        if parts.get(name) is not None and not form.fullmatch(parts[name]):
            yield Flaw(
                f"address.{name}",
                f"This is written in digits, such as {like}.",
                f"Bagian ini ditulis dengan angka, misalnya {like}.",
            )
    if "address" not in changes:
        return
    if not _VILLAGE.fullmatch(after.region_code):
        yield Flaw(
            "address.region_code",
            "An address lies in a village, such as 19.01.01.1001. Choose it from the list.",
            "Alamat berada di desa atau kelurahan, misalnya 19.01.01.1001. Pilih dari daftar.",
        )
    elif tenant_of(after.region_code) != after.tenant:
        yield Flaw(
            "address.region_code",
            "This village lies in another district. Who moves there is handed over, not corrected.",
            "Desa ini di kabupaten lain. Orang yang pindah ke sana dilayani dengan pindah datang, bukan perbaikan.",
        )


def _papers(before: Citizen, changes: Mapping[str, Any], paper: SourceKind) -> Iterator[Flaw]:
    """A flaw of the paper carries no attribute: it lies in the source, not in the attributes."""
    deed = sorted(changes.keys() & _OF_THE_DEED)
    if deed and paper in _WORDS_ALONE:
        yield Flaw(
            "",
            "What stands in the birth deed is corrected on the ground of an authentic paper. Name one.",
            "Isi akta kelahiran diperbaiki berdasarkan surat autentik. Sebutkan suratnya.",
        )
    if "vital_status" not in changes or changes["vital_status"] is before.vital_status:
        return
    if changes["vital_status"] is VitalStatus.DECEASED and paper not in {SourceKind.DEATH_DEED, SourceKind.COURT_ORDER}:
        yield Flaw(
            "",
            "A death is recorded on the ground of a death deed or a court's order. Name it.",
            "Kematian dicatat berdasarkan akta kematian atau penetapan pengadilan. Sebutkan suratnya.",
        )
    if before.vital_status is VitalStatus.DECEASED and paper not in {SourceKind.COURT_ORDER, SourceKind.SIAK}:
        yield Flaw(
            "",
            "A recorded death is taken back by a court's order or as SIAK shows it. Name it.",
            "Kematian yang tercatat dicabut dengan penetapan pengadilan atau data SIAK. Sebutkan dasarnya.",
        )


def _warnings(after: Citizen, changes: Mapping[str, Any], paper: SourceKind, today: dt.date) -> Iterator[Finding]:
    yield from nik_findings(after)
    occupation = changes.get("occupation")
    if occupation is not None and occupation not in _OCCUPATION_CODES:
        yield _warning(
            "occupation",
            "The list of occupations here does not have this code.",
            "Kode pekerjaan ini belum ada di daftar.",
        )
    born = after.birth_date if "birth_date" in changes else None
    if born is not None and today.year - born.year > _OLDEST:
        yield _warning(
            "birthDate",
            f"The person would be more than {_OLDEST} years old.",
            f"Usia orang ini menjadi lebih dari {_OLDEST} tahun.",
        )
    status: MaritalStatus | None = changes.get("marital_status")
    if status is not None and paper not in _USUAL_PAPERS.get(status, {paper}):
        yield _warning(
            "maritalStatus",
            "This marital status usually rests on another paper. Look at it again.",
            "Status perkawinan ini biasanya didasarkan pada surat lain. Mohon diperiksa kembali.",
        )
    if changes.get("family_relationship") is FamilyRelationship.HEAD and after.family_card_number is None:
        yield _warning(
            "familyRelationship",
            "A head of family has a family card.",
            "Kepala keluarga seharusnya punya Kartu Keluarga.",
        )


def nik_findings(person: Citizen) -> Iterator[Finding]:
    """Where the NIK disagrees with the person: for a look, never a reason to refuse."""
    for said in own_warnings(person):
        yield _warning("nik", said, _IN_INDONESIAN[said])


def _warning(path: str, message: str, message_id: str) -> Finding:
    return Finding(path, message, blocking=False, message_id=message_id)
