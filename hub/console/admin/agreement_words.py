"""Words for what agreements share: categories, fields and states, plain Indonesian first, English beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hub.console.base.texts import FORM_LABELS
from hub.core.agreement import Validity
from hub.core.attributes import Category
from hub.core.texts import Pair, say

VALIDITIES: Final[Mapping[str, tuple[str, Pair]]] = {
    Validity.IN_FORCE.name: ("green", say("Berlaku")),
    Validity.NOT_YET.name: ("blue", say("Belum berlaku")),
    Validity.ENDED.name: ("grey", say("Berakhir", context="agreement words")),
    Validity.REVOKED.name: ("red", say("Dicabut")),
}
"""Colour of the tag, and words."""

CATEGORIES: Final[Mapping[str, Pair]] = {
    Category.POPULATION: say("Data kependudukan", context="agreement words"),
    Category.FAMILY: say("Kartu Keluarga"),
    Category.LICENCE: say("Perizinan usaha"),
    Category.EDUCATION: say("Pendidikan"),
    Category.HEALTH: say("Kesehatan"),
    Category.INSURANCE: say("Jaminan kesehatan"),
    Category.WELFARE: say("Kesejahteraan sosial"),
    Category.APPLICATION: say("Permohonan"),
    Category.ACCESS: say("Catatan akses"),
}
_NEVER_SHARED: Final[Mapping[str, Pair]] = {
    Category.ACCOUNT: say("Akun petugas dan klien"),
    Category.RIGHTS: say("Hak atas data sendiri"),
}
"""No agreement may name them; the record of processing does."""
_NAMES: Final[Mapping[str, str]] = {
    "accesses": "Siapa yang melihat data", "address": "Alamat", "allowedActions": "Langkah yang mungkin",
    "applications": "Permohonan", "assignee": "Petugas yang menangani", "birthDatePrecision": "Ketepatan tanggal lahir",
    "birthDeedNumber": "Nomor akta kelahiran", "bloodType": "Golongan darah", "certificate": "Dokumen yang terbit",
    "changedOn": "Tanggal perubahan", "channel": "Jalur pengajuan", "citizen": "Orang yang dimaksud",
    "citizenship": "Kewarganegaraan", "clientId": "Aplikasi pengaju", "decile": "Desil kesejahteraan",
    "district": "Kecamatan", "documents": "Berkas", "dose": "Dosis", "dueAt": "Batas waktu", "education": "Pendidikan",
    "enrolments": "Riwayat sekolah", "familyCard": "Kartu Keluarga", "father": "Ayah", "form": "Isi formulir",
    "head": "Kepala keluarga", "healthCoverage": "Jaminan kesehatan", "history": "Riwayat perubahan",
    "immunisations": "Imunisasi", "issuedOn": "Tanggal terbit", "kbli": "KBLI", "kbliYear": "Tahun KBLI",
    "level": "Jenjang sekolah", "licences": "Perizinan usaha", "line": "Jalan dan nomor", "mandate": "Kuasa",
    "maritalStatus": "Status perkawinan", "members": "Anggota keluarga", "mother": "Ibu", "name": "Nama",
    "nib": "NIB", "nisn": "NISN", "npsn": "NPSN", "number": "Nomor", "occupation": "Pekerjaan",
    "occurredOn": "Tanggal", "onBehalfOf": "Atas nama siapa", "period": "Periode", "postalCode": "Kode pos",
    "programmes": "Program bantuan", "provider": "Fasilitas", "province": "Provinsi", "provenance": "Asal satu data",
    "provenances": "Asal semua data", "reason": "Alasan", "regency": "Kabupaten/kota", "regionCode": "Kode wilayah",
    "relationship": "Hubungan keluarga", "religion": "Agama atau kepercayaan", "school": "Nama sekolah",
    "sealed": "Data tertutup", "segment": "Segmen peserta", "since": "Sejak", "sources": "Kesegaran data",
    "status": "Status", "submittedAt": "Waktu pengajuan", "vaccine": "Vaksin", "version": "Versi",
    "village": "Desa/kelurahan", "vitalStatus": "Masih hidup", "warnings": "Peringatan", "welfare": "Kesejahteraan",
}  # fmt: skip
_TYPES: Final[Mapping[str, str]] = {
    "Address": "Alamat", "Application": "Permohonan", "Citizen": "Warga", "Enrolment": "Sekolah",
    "FamilyCard": "Kartu Keluarga", "FamilyMember": "Anggota keluarga", "HealthCoverage": "Jaminan kesehatan",
    "Immunisation": "Imunisasi", "Licence": "Izin usaha", "ParentRef": "Orang tua", "Welfare": "Kesejahteraan",
    "Query": "Bertanya", "Mutation": "Mengirim",
}  # fmt: skip
_ROOTS: Final[Mapping[str, str]] = {
    "citizen": "satu orang menurut NIK", "citizens": "beberapa orang menurut NIK", "_entities": "lewat gerbang",
    "searchCitizens": "mencari menurut nama", "matchCitizen": "mencocokkan, tanpa melihat data",
    "familyCard": "menurut nomor KK", "applications": "daftar permohonan", "submitApplication": "mengajukan permohonan",
    "createUpload": "mengunggah berkas", "resubmitApplication": "mengirim perbaikan",
    "withdrawApplication": "membatalkan permohonan",
}  # fmt: skip


def category(word: str) -> Pair:
    """A category in words; one that a new agency brings is called as it calls itself."""
    known = {**CATEGORIES, **_NEVER_SHARED}
    return known.get(Category(word), (word.capitalize(), word.capitalize()))


def field(coordinate: str) -> str:
    """`Citizen.birthPlace` -> `Warga: Tempat kelahiran`; what nobody has a word for is called as in the graph."""
    type_, _, name = coordinate.partition(".")
    known = _ROOTS.get(name) or _spaced(name) if type_ in ("Query", "Mutation") else attribute(name)
    return f"{_TYPES.get(type_, type_)}: {known}"


def attribute(name: str) -> str:
    """`birthPlace` -> `Tempat kelahiran`; what nobody has a word for is called as in the graph."""
    return _NAMES.get(name) or (FORM_LABELS[name][0] if name in FORM_LABELS else _spaced(name))


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda upper: f" {upper[1].lower()}", name.lstrip("_"))
