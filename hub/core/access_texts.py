"""What a citizen reads about who read her data: plain words, (Indonesian, English). No codes, and no clerk's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.actor import STAFF, Role
from hub.core.attributes import Category, camel
from hub.core.discrepancy_texts import NAMES
from hub.core.purpose import Purpose
from hub.core.receipt import Access

Texts = tuple[str, str]
_PURPOSES: Final[Mapping[str, Texts]] = {
    Purpose.PUBLIC_SERVICE.value: ("memberi layanan publik", "to give a public service"),
    Purpose.PLANNING.value: ("merencanakan pembangunan", "to plan public works"),
    Purpose.BUDGET.value: ("menyusun anggaran", "to make a budget"),
    Purpose.DEMOCRACY.value: ("menyelenggarakan pemilihan umum", "to hold elections"),
    Purpose.LAW_ENFORCEMENT.value: ("menegakkan hukum dan mencegah kejahatan", "to enforce the law"),
    Purpose.CIVIL_REGISTRATION.value: (
        "mengurus pencatatan kependudukan Anda",
        "to keep the civil registry",
    ),
    Purpose.OWN_DATA.value: ("melihat data diri sendiri", "to see her own data"),
    Purpose.OVERSIGHT.value: (
        "mengawasi apakah data dipakai dengan benar",
        "to watch whether data are used rightly",
    ),
}
_CATEGORIES: Final[Mapping[str, Texts]] = {
    Category.POPULATION.value: ("Data kependudukan", "Civil registry data"),
    Category.FAMILY.value: ("Kartu Keluarga", "Family card"),
    Category.LICENCE.value: ("Izin usaha", "Business licences"),
    Category.EDUCATION.value: ("Data sekolah", "School data"),
    Category.HEALTH.value: ("Data kesehatan", "Health data"),
    Category.INSURANCE.value: ("Jaminan kesehatan", "Health insurance"),
    Category.WELFARE.value: ("Data kesejahteraan sosial", "Social welfare"),
    Category.APPLICATION.value: ("Permohonan yang menyebut Anda", "An application that names you"),
    Category.ACCESS.value: ("Catatan siapa yang melihat data Anda", "The record of who saw your data"),
    Category.ACCOUNT.value: ("Akun Anda", "Your account"),
    Category.RIGHTS.value: ("Permintaan Anda tentang data Anda", "What you asked about your data"),
}
_READERS: Final[Mapping[str, Texts]] = {
    "system": ("Satu (sistem)", "Satu (the system)"),
    Role.AUDITOR.value: ("Inspektorat (pengawas)", "The inspectorate (auditor)"),
    Role.HELPER.value: ("Pendamping desa atau kelurahan", "A village helper"),
}
_FURTHER: Final[Mapping[str, Texts]] = {
    "nik": ("NIK", "NIK"),
    "birthDatePrecision": ("ketelitian tanggal lahir", "how much of the date of birth is known"),
    "id": ("nomor catatan", "record number"),
    "version": ("nomor catatan", "record number"),
    "history": ("riwayat perubahan", "history of changes"),
    "provenance": ("asal data", "where the data come from"),
    "provenances": ("asal data", "where the data come from"),
    "discrepancies": ("perbedaan data", "contradictions"),
    "objections": ("keberatan Anda", "your objections"),
    "moved": ("kepindahan", "a move"),
    "warnings": ("catatan pemeriksaan", "notes for reviewers"),
}


_ATTRIBUTES: Final[Mapping[str, Texts]] = {**{camel(name): text for name, text in NAMES.items()}, **_FURTHER}


def purpose_text(purpose: str) -> Texts:
    """Why somebody read, as the end of a sentence."""
    return _PURPOSES.get(purpose, (purpose, purpose))


def category_text(category: str) -> Texts:
    """What a category of data is called."""
    return _CATEGORIES.get(category, (category, category))


def attribute_text(name: str) -> Texts:
    """What an attribute of a person is called, by the graph's name."""
    return _ATTRIBUTES.get(name, (name, name))


def reader(access: Access, office: str) -> Texts:
    """Who read: herself, the party of the agreement, a client that acts for itself, or the office of a clerk.

    A clerk acts for her office, so the office answers for what she read; who she is stands on the receipt, for the
    auditor (docs/adr/0031).
    """
    if access.is_own:
        return "Anda sendiri", "You yourself"
    if access.basis is not None:
        return access.basis.recipient, access.basis.recipient
    if access.actor == access.client:
        return access.actor_name, access.actor_name
    # Of a receipt that does not say in which role, no more is told than that it was somebody of the office.
    known = (_READERS[role] for role in ("system", Role.AUDITOR.value, Role.HELPER.value) if _is_in(access, role))
    return next(known, (office, office))


def _is_in(access: Access, role: str) -> bool:
    return role in access.roles or role == access.actor


def role_of(access: Access) -> str | None:
    """In which role somebody of an office read; the highest, where there are several."""
    known = [role.value for role in Role if role in STAFF or role is Role.HELPER]
    return next((role for role in reversed(known) if role in access.roles), None)


def data_texts(access: Access) -> Sequence[Texts]:
    """What was read of her: a line for each category, with the attributes by their names where they have one."""
    named = _attributes(access.fields)
    lines = []
    for category in access.categories:
        title = category_text(category)
        detail = named if category == Category.POPULATION.value and named else ()
        lines.append(_line(title, detail))
    return lines


def is_written(access: Access) -> bool:
    """Whether something was recorded or changed, and not only read."""
    return any(field.startswith("Mutation.") for field in access.fields)


def _attributes(fields: Sequence[str]) -> tuple[Texts, ...]:
    names = (field.partition(".")[2] for field in fields if field.startswith("Citizen."))
    return tuple(dict.fromkeys(_ATTRIBUTES[name] for name in names if name in _ATTRIBUTES))


def _line(title: Texts, detail: Sequence[Texts]) -> Texts:
    if not detail:
        return title
    indonesian, english = (", ".join(texts) for texts in zip(*detail, strict=True))
    return f"{title[0]}: {indonesian}", f"{title[1]}: {english}"
