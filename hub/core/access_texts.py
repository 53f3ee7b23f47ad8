"""What a citizen reads about who read her data: plain words, (Indonesian, English). No codes, and no clerk's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.actor import STAFF, Role
from hub.core.attributes import Category, camel
from hub.core.discrepancy_texts import NAMES
from hub.core.purpose import Purpose
from hub.core.receipt import Access
from hub.core.texts import say

Texts = tuple[str, str]
_PURPOSES: Final[Mapping[str, Texts]] = {
    Purpose.PUBLIC_SERVICE.value: say("memberi layanan publik"),
    Purpose.PLANNING.value: say("merencanakan pembangunan"),
    Purpose.BUDGET.value: say("menyusun anggaran"),
    Purpose.DEMOCRACY.value: say("menyelenggarakan pemilihan umum"),
    Purpose.LAW_ENFORCEMENT.value: say("menegakkan hukum dan mencegah kejahatan"),
    Purpose.CIVIL_REGISTRATION.value: say("mengurus pencatatan kependudukan Anda"),
    Purpose.OWN_DATA.value: say("melihat data diri sendiri"),
    Purpose.OVERSIGHT.value: say("mengawasi apakah data dipakai dengan benar"),
}
_CATEGORIES: Final[Mapping[str, Texts]] = {
    Category.POPULATION.value: say("Data kependudukan"),
    Category.FAMILY.value: say("Kartu Keluarga"),
    Category.LICENCE.value: say("Izin usaha"),
    Category.EDUCATION.value: say("Data sekolah"),
    Category.HEALTH.value: say("Data kesehatan"),
    Category.INSURANCE.value: say("Jaminan kesehatan"),
    Category.WELFARE.value: say("Data kesejahteraan sosial"),
    Category.APPLICATION.value: say("Permohonan yang menyebut Anda"),
    Category.ACCESS.value: say("Catatan siapa yang melihat data Anda"),
    Category.ACCOUNT.value: say("Akun Anda"),
    Category.RIGHTS.value: say("Permintaan Anda tentang data Anda"),
}
_READERS: Final[Mapping[str, Texts]] = {
    "system": say("Satu (sistem)"),
    Role.AUDITOR.value: say("Inspektorat (pengawas)"),
    Role.HELPER.value: say("Pendamping desa atau kelurahan"),
}
_FURTHER: Final[Mapping[str, Texts]] = {
    "nik": ("NIK", "NIK"),
    "birthDatePrecision": say("ketelitian tanggal lahir"),
    "id": say("nomor catatan"),
    "version": say("nomor catatan"),
    "history": say("riwayat perubahan"),
    "provenance": say("asal data"),
    "provenances": say("asal data"),
    "discrepancies": say("perbedaan data"),
    "objections": say("keberatan Anda"),
    "moved": say("kepindahan"),
    "warnings": say("catatan pemeriksaan"),
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
        return say("Anda sendiri")
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
