"""Words of the administrators' pages: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.console.admin import agreement_words
from hub.console.base.dates import day
from hub.console.base.texts import ROLES
from hub.core.actor import Role
from hub.core.administration import ChangeKind, PasswordState, ProposalState
from hub.core.errors import ErrorCode
from hub.core.four_eyes import ROLES_GIVEN_ALONE
from hub.core.language import plain
from hub.core.purpose import Purpose
from hub.core.texts import Pair, counted, indonesian, say

_K = ChangeKind
KINDS: Final[Mapping[str, Pair]] = {
    _K.CREATED.name: say("Dibuat", context="admin"),
    _K.CHANGED.name: say("Diubah"),
    _K.CLOSED.name: say("Ditutup"),
    _K.REOPENED.name: say("Dibuka kembali"),
    _K.KEYS_REPLACED.name: say("Kunci diganti"),
    _K.SECOND_FACTOR_RESET.name: say("Faktor kedua dihapus"),
    _K.SESSIONS_ENDED.name: say("Semua sesi diakhiri"),
    _K.HALF_ISSUED.name: say("Separuh kata sekali pakai diberikan"),
    _K.WORD_ISSUED.name: say("Kata sekali pakai diberikan"),
    _K.KEYS_ROTATED.name: say("Kunci penanda tangan diganti"),
    _K.DOCUMENTS_CHANGED.name: say("Dokumen kueri diubah"),
}
WOULD_BE: Final[Mapping[str, Pair]] = {
    _K.CREATED.name: say("Buat baru"),
    _K.CHANGED.name: say("Ubah"),
    _K.CLOSED.name: say("Tutup"),
    _K.REOPENED.name: say("Buka kembali"),
    _K.KEYS_REPLACED.name: say("Ganti kunci"),
    _K.SECOND_FACTOR_RESET.name: say("Hapus faktor kedua"),
}
"""What a proposal would do."""

_OF_AGREEMENTS: Final[Mapping[str, Pair]] = {
    _K.CLOSED.name: say("Dicabut"),
    _K.REOPENED.name: say("Diberlakukan kembali"),
}
_AGREEMENTS_WOULD_BE: Final[Mapping[str, Pair]] = {
    _K.CREATED.name: say("Perjanjian baru"),
    _K.CHANGED.name: say("Ubah perjanjian"),
    _K.REOPENED.name: say("Berlakukan kembali"),
}

STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    ProposalState.OPEN.name: ("yellow", say("Menunggu persetujuan")),
    ProposalState.APPROVED.name: ("green", say("Disetujui")),
    ProposalState.REFUSED.name: ("red", say("Ditolak")),
    ProposalState.WITHDRAWN.name: ("grey", say("Ditarik")),
    ProposalState.EXPIRED.name: ("grey", say("Lewat waktu", context="admin")),
}
"""Colour of the tag, and words."""

PASSWORDS: Final[Mapping[str, tuple[str, Pair]]] = {
    PasswordState.NONE.name: ("orange", say("Belum bisa masuk")),
    PasswordState.HALF.name: ("yellow", say("Menunggu separuh kedua")),
    PasswordState.WORD.name: ("yellow", say("Belum memilih kata sandi")),
}

FIELDS: Final[Mapping[str, Pair]] = {
    "username": say("Nama pengguna"),
    "displayName": say("Nama"),
    "roles": say("Peran"),
    "region": say("Wilayah"),
    "purposes": say("Keperluan"),
    "nik": ("NIK", "NIK"),
    "active": say("Aktif"),
    "name": say("Nama"),
    "authMethod": say("Pembuktian"),
    "keys": say("Kunci"),
    "redirectUris": say("Alamat kembali"),
    "scopes": say("Lingkup"),
    "agency": say("Instansi"),
    "dpopBound": say("Token terikat kunci (DPoP)"),
    "agreement": say("Perjanjian"),
    "number": say("Nomor"),
    "title": say("Judul"),
    "provider": say("Pemberi data"),
    "recipient": say("Penerima data"),
    "legalBasis": say("Dasar hukum"),
    "categories": say("Jenis data"),
    "fields": say("Isian yang dibaca"),
    "masked": say("Isian yang disamarkan"),
    "dailyQuota": say("Jatah"),
    "startsOn": say("Berlaku mulai"),
    "endsOn": say("Berlaku sampai dengan"),
    "keepDays": say("Boleh disimpan"),
    "disclosureDelayDays": say("Warga diberi tahu"),
    "service": say("Layanan"),
    "closedFrom": say("Tutup mulai", context="admin"),
    "closedUntil": say("Tutup sampai dengan"),
    "whyId": say("Mengapa tutup, dalam bahasa Indonesia"),
    "whyEn": say("Mengapa tutup, dalam bahasa Inggris"),
    "insteadId": say("Ke mana warga pergi, dalam bahasa Indonesia"),
    "insteadEn": say("Ke mana warga pergi, dalam bahasa Inggris"),
    "promisedHours": say("Janji kantor"),
    "numbers": say("Nomor antrean"),
    "appointments": say("Janji temu"),
    "places": say("Janji temu per setengah jam"),
    "openPlaces": say("Di antaranya tanpa nomor permohonan"),
    "firstTime": say("Janji temu mulai pukul"),
    "lastTime": say("Janji temu selesai pukul"),
    "mostWaiting": say("Paling banyak menunggu"),
}
EMPTY: Final[Mapping[str, Pair]] = {
    "fields": say("semua isian jenis data itu"),
    "masked": say("tidak ada"),
    "agreement": say("tidak ada"),
    "closedFrom": say("tidak tutup"),
    "closedUntil": say("sampai dibuka kembali"),
    "promisedHours": say("menurut hukum"),
    "firstTime": say("sejak kantor buka"),
    "lastTime": say("sampai kantor tutup"),
}
"""What an empty attribute means, where a dash would not say it."""

PURPOSES: Final[Mapping[str, Pair]] = {
    Purpose.PUBLIC_SERVICE.name: say("Pelayanan publik"),
    Purpose.PLANNING.name: say("Perencanaan pembangunan"),
    Purpose.BUDGET.name: say("Alokasi anggaran"),
    Purpose.DEMOCRACY.name: say("Pembangunan demokrasi"),
    Purpose.LAW_ENFORCEMENT.name: say("Penegakan hukum"),
    Purpose.CIVIL_REGISTRATION.name: say("Administrasi kependudukan"),
    Purpose.OWN_DATA.name: say("Data sendiri"),
    Purpose.OVERSIGHT.name: say("Pengawasan"),
}

ROLE_CHOICES: Final[tuple[tuple[str, Pair, bool], ...]] = tuple(
    (role.name, ROLES[role.value], role not in ROLES_GIVEN_ALONE) for role in Role if role is not Role.AGENCY_CLIENT
)
"""Name, words, and whether it needs a second person."""

DONE: Final[Mapping[str, Pair]] = {
    "createUser": say("Akun dibuat. Berikan kata sekali pakainya."),
    "changeUser": say("Perubahan tersimpan."),
    "closeUser": say("Akun ditutup dan semua sesinya berakhir."),
    "reopenUser": say("Akun dibuka kembali."),
    "endSessions": say("Semua sesi diakhiri."),
    "resetSecondFactor": say("Faktor kedua dihapus."),
    "registerClient": say("Klien terdaftar."),
    "changeClient": say("Perubahan tersimpan."),
    "replaceClientKeys": say("Kunci diganti."),
    "closeClient": say("Klien ditutup dan tokennya berakhir."),
    "reopenClient": say("Klien dibuka kembali."),
    "changeAgreement": say("Perubahan tersimpan dan berlaku sekarang."),
    "revokeAgreement": say("Perjanjian dicabut. Dalam satu detik tidak ada lagi yang membaca menurut perjanjian ini."),
    "changeService": say("Pengaturan layanan tersimpan dan berlaku sekarang."),
    "changeCounters": say("Pengaturan loket tersimpan dan berlaku sekarang."),
    "approveAccountProposal": say("Usulan disetujui dan dilaksanakan."),
    "refuseClientRequest": say("Permintaan ditolak. Peminta dapat membaca alasannya."),
    "refuseAccountProposal": say("Usulan ditolak. Alasannya tersimpan."),
    "withdrawAccountProposal": say("Usulan ditarik."),
    "rotateTokenKey": say("Kunci baru dibuat. Ia mulai menandatangani setelah dikenal semua pihak."),
}
PROPOSED: Final[Pair] = say(
    "Usulan tersimpan. Orang kedua harus menyetujuinya dalam tujuh hari; sebelum itu tidak ada yang berubah."
)

HELP: Final[Mapping[str, str]] = {
    "username": indonesian(
        "Isi 3 sampai 60 huruf kecil, angka, titik, atau tanda hubung; bukan NIK. Nama yang dipakai tidak bisa "
        "dipakai lagi."
    ),
    "displayName": indonesian("Isi nama seperti dibaca orang, 2 sampai 100 huruf, tanpa NIK."),
    "name": indonesian("Isi nama seperti dibaca orang, 2 sampai 100 huruf."),
    "roles": indonesian("Pilih sedikitnya satu peran."),
    "region": indonesian("Isi kode wilayah di dalam kabupaten ini, misalnya 19.01.01."),
    "purposes": indonesian("Pilih sedikitnya satu keperluan."),
    "nik": indonesian("NIK terdiri dari 16 angka. Akun warga harus punya NIK."),
    "reason": indonesian("Tulis alasannya dalam satu atau dua kalimat."),
    "clientId": indonesian(
        "Isi 3 sampai 60 huruf kecil, angka, atau tanda hubung. Id yang dipakai tidak bisa dipakai lagi."
    ),
    "keys": indonesian("Tempel kunci publik (JWK atau JWK set, paling banyak dua). Kunci privat tetap pada klien."),
    "redirectUris": indonesian(
        "Alamat kembali harus lengkap dan diawali https:// (atau http://127.0.0.1 di mesin sendiri)."
    ),
    "scopes": indonesian("Pilih sedikitnya satu lingkup."),
    "agency": indonesian("Isi nama instansi seperti nama konektornya, atau kosongkan."),
    "proof": indonesian("Pilih cara klien membuktikan diri."),
    "agreement": indonesian("Isi id perjanjian yang sudah disetujui dan tidak dicabut, atau kosongkan."),
    "agreementId": indonesian(
        "Isi 3 sampai 60 huruf kecil, angka, atau tanda hubung: rsud-2026. Tidak dapat diubah nanti."
    ),
    "number": indonesian("Isi nomor seperti pada naskah perjanjian."),
    "title": indonesian("Isi judul seperti pada naskah perjanjian, satu baris."),
    "provider": indonesian("Isi nama pihak yang memberi data, satu baris, tanpa NIK."),
    "recipient": indonesian("Isi nama pihak yang menerima data; bukan pihak yang sama dengan pemberi, dan tanpa NIK."),
    "legalBasis": indonesian("Isi dasar hukumnya, satu di setiap baris."),
    "categories": indonesian("Pilih sedikitnya satu jenis data."),
    "fields": indonesian(
        "Periksa isian yang dicentang: setiap jenis data yang dipilih perlu sedikitnya satu isian, dan tidak ada "
        "isian dari jenis data lain."
    ),
    "masked": indonesian("Periksa isian yang disamarkan: tidak boleh semuanya."),
    "dailyQuota": indonesian("Isi berapa orang sehari, sedikitnya 1."),
    "startsOn": indonesian("Isi tanggal mulai."),
    "endsOn": indonesian("Isi tanggal akhir: setelah tanggal mulai, paling lama lima tahun, dan belum lewat."),
    "keepDays": indonesian("Isi berapa hari, 0 sampai 3650. 0 berarti tidak boleh disimpan."),
    "disclosureDelayDays": indonesian("Isi 0, kecuali untuk penegakan hukum (paling lama 730 hari)."),
    "closedFrom": indonesian("Isi hari pertama tutup, paling lama setahun ke depan."),
    "closedUntil": indonesian("Hari terakhir tutup tidak lebih awal dari hari pertama, dan belum lewat."),
    "whyId": indonesian("Tulis mengapa layanan ini tutup, 10 sampai 300 huruf, satu baris."),
    "whyEn": indonesian("Tulis alasan yang sama dalam bahasa Inggris, 10 sampai 300 huruf, satu baris."),
    "insteadId": indonesian("Tulis ke mana warga harus pergi, 10 sampai 300 huruf, satu baris."),
    "insteadEn": indonesian("Tulis hal yang sama dalam bahasa Inggris, 10 sampai 300 huruf, satu baris."),
    "promisedHours": indonesian("Isi lebih sedikit jam daripada yang diberi hukum, sedikitnya 1; atau kosongkan."),
    "places": indonesian("Isi 0 sampai 60 orang."),
    "openPlaces": indonesian("Paling banyak separuh dari janji temu, agar pemilik permohonan tetap mendapat tempat."),
    "mostWaiting": indonesian("Isi 1 sampai 999 orang."),
    "firstTime": indonesian("Isi jam seperti 08:30, atau kosongkan."),
    "lastTime": indonesian("Isi jam seperti 15:00, sesudah jam mulai, atau kosongkan."),
}
PROBLEMS: Final[Mapping[str, str]] = {
    ErrorCode.CONFLICT.value: indonesian(
        "Ini tidak dapat dilakukan pada keadaan sekarang. Muat ulang, lalu lihat lagi."
    ),
    ErrorCode.NOT_FOUND.value: indonesian("Tidak ditemukan, atau tidak termasuk wilayah Anda."),
}
REASONS: Final[Mapping[str, str]] = {
    "administration-not-oneself": indonesian(
        "Tidak seorang pun mengubah akunnya sendiri atau memutuskan tentang dirinya."
    ),
    "administration-four-eyes": indonesian("Anda yang mengusulkan, jadi orang lain yang memutuskan."),
}
"""Refusals that say more than that somebody may not: by rule."""


def name_of(proposal: Mapping[str, Any]) -> str:
    """Whom or what a proposal is about, as it would be called."""
    told = {one["name"]: one["after"] for one in proposal["differences"]}
    if proposal.get("serviceTitle"):
        return str(proposal["serviceTitle"])
    named = told.get("displayName") or told.get("title") or told.get("name")
    return str((named or [proposal["clientId"] or "–"])[0])


def done(entry: Mapping[str, Any]) -> Pair:
    """What an entry of the history says was done."""
    kind = entry["kind"]
    return _OF_AGREEMENTS.get(kind, KINDS[kind]) if entry.get("agreementId") else KINDS[kind]


def would_be(proposal: Mapping[str, Any]) -> Pair:
    """What a proposal would do."""
    kind = proposal["kind"]
    if proposal.get("service"):
        return say("Atur")
    return _AGREEMENTS_WOULD_BE[kind] if proposal.get("agreementId") else WOULD_BE[kind]


def value_text(name: str, value: Any) -> str:
    """A value of a state as people read it."""
    words = _VALUES.get(name)
    return words(str(value)) if words else str(value)


def used_text(given: int, quota: int) -> str:
    """How much of a day's quota is given out, such as "120 orang dari 500 orang sehari (24 %)"."""
    people = plain("{count} orang dari {quota}", count=_grouped(given), quota=value_text("dailyQuota", quota))
    return f"{people} ({100 * given // quota} %)"


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _role(value: str) -> str:
    return plain(ROLES[value]) if value in ROLES else value


def _purpose(value: str) -> str:
    return plain(PURPOSES[value]) if value in PURPOSES else value


def _truth(value: str) -> str:
    return {"true": plain("ya"), "false": plain("tidak")}.get(value, value)


def _hours(hours: int) -> str:
    """As `limit_in_words` counts them: 24 are a working day."""
    days, rest = divmod(hours, 24)
    told = [counted("{count} hari kerja", days)] if days else []
    return ", ".join(plain(one) for one in [*told, *([counted("{count} jam kerja", rest)] if rest else [])])


def _field(value: str) -> str:
    return f"{agreement_words.field(value)} ({value})"


_VALUES: Final[Mapping[str, Callable[[str], str]]] = {
    "roles": _role,
    "purposes": _purpose,
    "active": _truth,
    "dpopBound": _truth,
    "categories": lambda value: plain(agreement_words.category(value)),
    "fields": _field,
    "masked": _field,
    "dailyQuota": lambda value: plain("{count} orang sehari", count=_grouped(int(value))),
    "startsOn": day,
    "endsOn": day,
    "closedFrom": day,
    "closedUntil": day,
    "promisedHours": lambda value: _hours(int(value)),
    "numbers": _truth,
    "appointments": _truth,
    "places": lambda value: plain("{count} orang", count=value),
    "openPlaces": lambda value: plain("{count} orang", count=value),
    "mostWaiting": lambda value: plain("{count} orang", count=value),
    "keepDays": lambda value: (
        plain(counted("{count} hari", int(value))) if value != "0" else plain("tidak boleh disimpan")
    ),
    "disclosureDelayDays": lambda value: (
        plain(counted("{count} hari sesudahnya", int(value))) if value != "0" else plain("segera")
    ),
}
