"""Words for what agreements share: categories, fields and states, plain Indonesian first, English beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hub.console.base.texts import FORM_LABELS
from hub.core.agreement import Validity
from hub.core.attributes import Category
from hub.core.language import plain
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
_NAMES: Final[Mapping[str, Pair]] = {
    "accesses": say("Siapa yang melihat data"),
    "address": say("Alamat"),
    "allowedActions": say("Langkah yang mungkin"),
    "applications": say("Permohonan"),
    "assignee": say("Petugas yang menangani"),
    "birthDatePrecision": say("Ketepatan tanggal lahir"),
    "birthDeedNumber": say("Nomor akta kelahiran"),
    "bloodType": say("Golongan darah"),
    "certificate": say("Dokumen yang terbit"),
    "changedOn": say("Tanggal perubahan"),
    "channel": say("Jalur pengajuan"),
    "citizen": say("Orang yang dimaksud"),
    "citizenship": say("Kewarganegaraan"),
    "clientId": say("Aplikasi pengaju"),
    "decile": say("Desil kesejahteraan"),
    "district": say("Kecamatan"),
    "documents": say("Berkas"),
    "dose": say("Dosis"),
    "dueAt": say("Batas waktu"),
    "education": say("Pendidikan"),
    "enrolments": say("Riwayat sekolah"),
    "familyCard": say("Kartu Keluarga"),
    "father": say("Ayah"),
    "form": say("Isi formulir"),
    "head": say("Kepala keluarga"),
    "healthCoverage": say("Jaminan kesehatan"),
    "history": say("Riwayat perubahan"),
    "immunisations": say("Imunisasi"),
    "issuedOn": say("Tanggal terbit"),
    "kbli": say("KBLI"),
    "kbliYear": say("Tahun KBLI"),
    "level": say("Jenjang sekolah"),
    "licences": say("Perizinan usaha"),
    "line": say("Jalan dan nomor"),
    "mandate": say("Kuasa"),
    "maritalStatus": say("Status perkawinan"),
    "members": say("Anggota keluarga"),
    "mother": say("Ibu"),
    "name": say("Nama"),
    "nib": say("NIB"),
    "nisn": say("NISN"),
    "npsn": say("NPSN"),
    "number": say("Nomor"),
    "occupation": say("Pekerjaan"),
    "occurredOn": say("Tanggal"),
    "onBehalfOf": say("Atas nama siapa"),
    "period": say("Periode"),
    "postalCode": say("Kode pos"),
    "programmes": say("Program bantuan"),
    "provider": say("Fasilitas"),
    "province": say("Provinsi"),
    "provenance": say("Asal satu data"),
    "provenances": say("Asal semua data"),
    "reason": say("Alasan"),
    "regency": say("Kabupaten/kota"),
    "regionCode": say("Kode wilayah"),
    "relationship": say("Hubungan keluarga"),
    "religion": say("Agama atau kepercayaan"),
    "school": say("Nama sekolah"),
    "sealed": say("Data tertutup"),
    "segment": say("Segmen peserta"),
    "since": say("Sejak"),
    "sources": say("Kesegaran data"),
    "status": say("Status"),
    "submittedAt": say("Waktu pengajuan"),
    "vaccine": say("Vaksin"),
    "version": say("Versi"),
    "village": say("Desa/kelurahan"),
    "vitalStatus": say("Masih hidup"),
    "warnings": say("Peringatan"),
    "welfare": say("Kesejahteraan"),
}
_TYPES: Final[Mapping[str, Pair]] = {
    "Address": say("Alamat"),
    "Application": say("Permohonan"),
    "Citizen": say("Warga"),
    "Enrolment": say("Sekolah"),
    "FamilyCard": say("Kartu Keluarga"),
    "FamilyMember": say("Anggota keluarga"),
    "HealthCoverage": say("Jaminan kesehatan"),
    "Immunisation": say("Imunisasi"),
    "Licence": say("Izin usaha"),
    "ParentRef": say("Orang tua"),
    "Welfare": say("Kesejahteraan"),
    "Query": say("Bertanya"),
    "Mutation": say("Mengirim"),
    "Subscription": say("Menunggu kabar"),
}
_ROOTS: Final[Mapping[str, Pair]] = {
    "citizen": say("satu orang menurut NIK"),
    "citizens": say("beberapa orang menurut NIK"),
    "_entities": say("lewat gerbang"),
    "searchCitizens": say("mencari menurut nama"),
    "matchCitizen": say("mencocokkan, tanpa melihat data"),
    "familyCard": say("menurut nomor KK"),
    "applications": say("daftar permohonan"),
    "submitApplication": say("mengajukan permohonan"),
    "createUpload": say("mengunggah berkas"),
    "resubmitApplication": say("mengirim perbaikan"),
    "withdrawApplication": say("membatalkan permohonan"),
    "citizenChanged": say("setiap kali data satu orang berubah"),
    "applicationChanged": say("setiap kali satu permohonan berjalan"),
}


def category(word: str) -> Pair:
    """A category in words; one that a new agency brings is called as it calls itself."""
    known = {**CATEGORIES, **_NEVER_SHARED}
    return known.get(Category(word), (word.capitalize(), word.capitalize()))


def field(coordinate: str) -> str:
    """`Citizen.birthPlace` -> `Warga: Tempat kelahiran`; what nobody has a word for is called as in the graph."""
    type_, _, name = coordinate.partition(".")
    if type_ in ("Query", "Mutation", "Subscription"):
        known = plain(_ROOTS[name]) if name in _ROOTS else _spaced(name)
    else:
        known = attribute(name)
    return f"{plain(_TYPES[type_]) if type_ in _TYPES else type_}: {known}"


def attribute(name: str) -> str:
    """`birthPlace` -> `Tempat kelahiran`; what nobody has a word for is called as in the graph."""
    known = _NAMES.get(name) or FORM_LABELS.get(name)
    return plain(known) if known else _spaced(name)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda upper: f" {upper[1].lower()}", name.lstrip("_"))
