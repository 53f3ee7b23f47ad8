"""Words of the administrators' pages: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.console.admin import agreement_words
from hub.console.base.dates import day
from hub.console.base.texts import ROLES, Pair
from hub.core.actor import Role
from hub.core.administration import ChangeKind, PasswordState, ProposalState
from hub.core.errors import ErrorCode
from hub.core.four_eyes import ROLES_GIVEN_ALONE
from hub.core.purpose import Purpose

_K = ChangeKind
KINDS: Final[Mapping[str, Pair]] = {
    _K.CREATED.name: ("Dibuat", "Created"),
    _K.CHANGED.name: ("Diubah", "Changed"),
    _K.CLOSED.name: ("Ditutup", "Closed"),
    _K.REOPENED.name: ("Dibuka kembali", "Opened again"),
    _K.KEYS_REPLACED.name: ("Kunci diganti", "Keys replaced"),
    _K.SECOND_FACTOR_RESET.name: ("Faktor kedua dihapus", "Second factor reset"),
    _K.SESSIONS_ENDED.name: ("Semua sesi diakhiri", "All sessions ended"),
    _K.HALF_ISSUED.name: ("Separuh kata sekali pakai diberikan", "First half of a one-time word given out"),
    _K.WORD_ISSUED.name: ("Kata sekali pakai diberikan", "One-time word given out"),
    _K.KEYS_ROTATED.name: ("Kunci penanda tangan diganti", "Signing key rotated"),
}
WOULD_BE: Final[Mapping[str, Pair]] = {
    _K.CREATED.name: ("Buat baru", "Create"),
    _K.CHANGED.name: ("Ubah", "Change"),
    _K.CLOSED.name: ("Tutup", "Close"),
    _K.REOPENED.name: ("Buka kembali", "Open again"),
    _K.KEYS_REPLACED.name: ("Ganti kunci", "Replace keys"),
    _K.SECOND_FACTOR_RESET.name: ("Hapus faktor kedua", "Reset the second factor"),
}
"""What a proposal would do."""

_OF_AGREEMENTS: Final[Mapping[str, Pair]] = {
    _K.CLOSED.name: ("Dicabut", "Revoked"),
    _K.REOPENED.name: ("Diberlakukan kembali", "Put into force again"),
}
_AGREEMENTS_WOULD_BE: Final[Mapping[str, Pair]] = {
    _K.CREATED.name: ("Perjanjian baru", "New agreement"),
    _K.CHANGED.name: ("Ubah perjanjian", "Change the agreement"),
    _K.REOPENED.name: ("Berlakukan kembali", "Put into force again"),
}

STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    ProposalState.OPEN.name: ("yellow", ("Menunggu persetujuan", "Waiting")),
    ProposalState.APPROVED.name: ("green", ("Disetujui", "Approved")),
    ProposalState.REFUSED.name: ("red", ("Ditolak", "Refused")),
    ProposalState.WITHDRAWN.name: ("grey", ("Ditarik", "Withdrawn")),
    ProposalState.EXPIRED.name: ("grey", ("Lewat waktu", "Expired")),
}
"""Colour of the tag, and words."""

PASSWORDS: Final[Mapping[str, tuple[str, Pair]]] = {
    PasswordState.NONE.name: ("orange", ("Belum bisa masuk", "Cannot log in yet")),
    PasswordState.HALF.name: ("yellow", ("Menunggu separuh kedua", "Waits for the second half")),
    PasswordState.WORD.name: ("yellow", ("Belum memilih kata sandi", "Has chosen no password yet")),
}

FIELDS: Final[Mapping[str, Pair]] = {
    "username": ("Nama pengguna", "User name"),
    "displayName": ("Nama", "Name"),
    "roles": ("Peran", "Roles"),
    "region": ("Wilayah", "Region"),
    "purposes": ("Keperluan", "Purposes"),
    "nik": ("NIK", "NIK"),
    "active": ("Aktif", "Active"),
    "name": ("Nama", "Name"),
    "authMethod": ("Pembuktian", "Proof"),
    "keys": ("Kunci", "Keys"),
    "redirectUris": ("Alamat kembali", "Redirect addresses"),
    "scopes": ("Lingkup", "Scopes"),
    "agency": ("Instansi", "Agency"),
    "dpopBound": ("Token terikat kunci (DPoP)", "Bound tokens (DPoP)"),
    "agreement": ("Perjanjian", "Agreement"),
    "number": ("Nomor", "Number"),
    "title": ("Judul", "Title"),
    "provider": ("Pemberi data", "Provider"),
    "recipient": ("Penerima data", "Recipient"),
    "legalBasis": ("Dasar hukum", "Legal basis"),
    "categories": ("Jenis data", "Categories of data"),
    "fields": ("Isian yang dibaca", "Fields that are read"),
    "masked": ("Isian yang disamarkan", "Masked fields"),
    "dailyQuota": ("Jatah", "Quota"),
    "startsOn": ("Berlaku mulai", "Holds from"),
    "endsOn": ("Berlaku sampai dengan", "Holds until"),
    "keepDays": ("Boleh disimpan", "May be kept"),
    "disclosureDelayDays": ("Warga diberi tahu", "The citizen is told"),
}
EMPTY: Final[Mapping[str, str]] = {
    "fields": "semua isian jenis data itu",
    "masked": "tidak ada",
    "agreement": "tidak ada",
}
"""What an empty attribute means, where a dash would not say it."""

PURPOSES: Final[Mapping[str, Pair]] = {
    Purpose.PUBLIC_SERVICE.name: ("Pelayanan publik", "Public service"),
    Purpose.PLANNING.name: ("Perencanaan pembangunan", "Planning"),
    Purpose.BUDGET.name: ("Alokasi anggaran", "Budget"),
    Purpose.DEMOCRACY.name: ("Pembangunan demokrasi", "Democracy"),
    Purpose.LAW_ENFORCEMENT.name: ("Penegakan hukum", "Law enforcement"),
    Purpose.CIVIL_REGISTRATION.name: ("Administrasi kependudukan", "Civil registration"),
    Purpose.OWN_DATA.name: ("Data sendiri", "Own data"),
    Purpose.OVERSIGHT.name: ("Pengawasan", "Oversight"),
}

ROLE_CHOICES: Final[tuple[tuple[str, Pair, bool], ...]] = tuple(
    (role.name, ROLES[role.value], role not in ROLES_GIVEN_ALONE) for role in Role if role is not Role.AGENCY_CLIENT
)
"""Name, words, and whether it needs a second person."""

DONE: Final[Mapping[str, Pair]] = {
    "createUser": ("Akun dibuat. Berikan kata sekali pakainya.", "The account is made. Give out its one-time word."),
    "changeUser": ("Perubahan tersimpan.", "The change is stored."),
    "closeUser": ("Akun ditutup dan semua sesinya berakhir.", "The account is closed and its sessions have ended."),
    "reopenUser": ("Akun dibuka kembali.", "The account is open again."),
    "endSessions": ("Semua sesi diakhiri.", "All sessions have ended."),
    "resetSecondFactor": ("Faktor kedua dihapus.", "The second factor is reset."),
    "registerClient": ("Klien terdaftar.", "The client is registered."),
    "changeClient": ("Perubahan tersimpan.", "The change is stored."),
    "replaceClientKeys": ("Kunci diganti.", "The keys are replaced."),
    "closeClient": ("Klien ditutup dan tokennya berakhir.", "The client is closed and its tokens have ended."),
    "reopenClient": ("Klien dibuka kembali.", "The client is open again."),
    "changeAgreement": ("Perubahan tersimpan dan berlaku sekarang.", "The change is stored and holds now."),
    "revokeAgreement": (
        "Perjanjian dicabut. Dalam satu detik tidak ada lagi yang membaca menurut perjanjian ini.",
        "Revoked. Within a second nobody reads under it any more.",
    ),
    "approveAccountProposal": ("Usulan disetujui dan dilaksanakan.", "Approved and carried out."),
    "refuseAccountProposal": ("Usulan ditolak. Alasannya tersimpan.", "Refused. The reason is stored."),
    "withdrawAccountProposal": ("Usulan ditarik.", "Withdrawn."),
    "rotateTokenKey": (
        "Kunci baru dibuat. Ia mulai menandatangani setelah dikenal semua pihak.",
        "A new key is made. It signs once everybody has had time to learn it.",
    ),
}
PROPOSED: Final[Pair] = (
    "Usulan tersimpan. Orang kedua harus menyetujuinya dalam tujuh hari; sebelum itu tidak ada yang berubah.",
    "Proposed. A second person has to approve it within seven days; nothing changes before.",
)

HELP: Final[Mapping[str, str]] = {
    "username": "Isi 3 sampai 60 huruf kecil, angka, titik, atau tanda hubung; bukan NIK. Nama yang dipakai tidak bisa "
    "dipakai lagi.",
    "displayName": "Isi nama seperti dibaca orang, 2 sampai 100 huruf, tanpa NIK.",
    "name": "Isi nama seperti dibaca orang, 2 sampai 100 huruf.",
    "roles": "Pilih sedikitnya satu peran.",
    "region": "Isi kode wilayah di dalam kabupaten ini, misalnya 19.01.01.",
    "purposes": "Pilih sedikitnya satu keperluan.",
    "nik": "NIK terdiri dari 16 angka. Akun warga harus punya NIK.",
    "reason": "Tulis alasannya dalam satu atau dua kalimat.",
    "clientId": "Isi 3 sampai 60 huruf kecil, angka, atau tanda hubung. Id yang dipakai tidak bisa dipakai lagi.",
    "keys": "Tempel kunci publik (JWK atau JWK set, paling banyak dua). Kunci privat tetap pada klien.",
    "redirectUris": "Alamat kembali harus lengkap dan diawali https:// (atau http://127.0.0.1 di mesin sendiri).",
    "scopes": "Pilih sedikitnya satu lingkup.",
    "agency": "Isi nama instansi seperti nama konektornya, atau kosongkan.",
    "proof": "Pilih cara klien membuktikan diri.",
    "agreement": "Isi id perjanjian yang sudah disetujui dan tidak dicabut, atau kosongkan.",
    "agreementId": "Isi 3 sampai 60 huruf kecil, angka, atau tanda hubung: rsud-2026. Tidak dapat diubah nanti.",
    "number": "Isi nomor seperti pada naskah perjanjian.",
    "title": "Isi judul seperti pada naskah perjanjian, satu baris.",
    "provider": "Isi nama pihak yang memberi data, satu baris, tanpa NIK.",
    "recipient": "Isi nama pihak yang menerima data; bukan pihak yang sama dengan pemberi, dan tanpa NIK.",
    "legalBasis": "Isi dasar hukumnya, satu di setiap baris.",
    "categories": "Pilih sedikitnya satu jenis data.",
    "fields": "Periksa isian yang dicentang: setiap jenis data yang dipilih perlu sedikitnya satu isian, dan tidak ada "
    "isian dari jenis data lain.",
    "masked": "Periksa isian yang disamarkan: tidak boleh semuanya.",
    "dailyQuota": "Isi berapa orang sehari, sedikitnya 1.",
    "startsOn": "Isi tanggal mulai.",
    "endsOn": "Isi tanggal akhir: setelah tanggal mulai, paling lama lima tahun, dan belum lewat.",
    "keepDays": "Isi berapa hari, 0 sampai 3650. 0 berarti tidak boleh disimpan.",
    "disclosureDelayDays": "Isi 0, kecuali untuk penegakan hukum (paling lama 730 hari).",
}
PROBLEMS: Final[Mapping[str, str]] = {
    ErrorCode.CONFLICT.value: "Ini tidak dapat dilakukan pada keadaan sekarang. Muat ulang, lalu lihat lagi.",
    ErrorCode.NOT_FOUND.value: "Tidak ditemukan, atau tidak termasuk wilayah Anda.",
}
REASONS: Final[Mapping[str, str]] = {
    "administration-not-oneself": "Tidak seorang pun mengubah akunnya sendiri atau memutuskan tentang dirinya.",
    "administration-four-eyes": "Anda yang mengusulkan, jadi orang lain yang memutuskan.",
}
"""Refusals that say more than that somebody may not: by rule."""


def name_of(proposal: Mapping[str, Any]) -> str:
    """Whom or what a proposal is about, as it would be called."""
    told = {one["name"]: one["after"] for one in proposal["differences"]}
    named = told.get("displayName") or told.get("title") or told.get("name")
    return str((named or [proposal["clientId"] or "–"])[0])


def done(entry: Mapping[str, Any]) -> Pair:
    """What an entry of the history says was done."""
    kind = entry["kind"]
    return _OF_AGREEMENTS.get(kind, KINDS[kind]) if entry.get("agreementId") else KINDS[kind]


def would_be(proposal: Mapping[str, Any]) -> Pair:
    """What a proposal would do."""
    kind = proposal["kind"]
    return _AGREEMENTS_WOULD_BE[kind] if proposal.get("agreementId") else WOULD_BE[kind]


def value_text(name: str, value: Any) -> str:
    """A value of a state as people read it."""
    words = _VALUES.get(name)
    return words(str(value)) if words else str(value)


def used_text(given: int, quota: int) -> str:
    """How much of a day's quota is given out, such as "120 orang dari 500 orang sehari (24 %)"."""
    people = f"{given:,} orang".replace(",", ".")
    return f"{people} dari {value_text('dailyQuota', quota)} ({100 * given // quota} %)"


def _role(value: str) -> str:
    return ROLES[value][0] if value in ROLES else value


def _purpose(value: str) -> str:
    return PURPOSES[value][0] if value in PURPOSES else value


def _truth(value: str) -> str:
    return {"true": "ya", "false": "tidak"}.get(value, value)


def _field(value: str) -> str:
    return f"{agreement_words.field(value)} ({value})"


_VALUES: Final[Mapping[str, Callable[[str], str]]] = {
    "roles": _role,
    "purposes": _purpose,
    "active": _truth,
    "dpopBound": _truth,
    "categories": lambda value: agreement_words.category(value)[0],
    "fields": _field,
    "masked": _field,
    "dailyQuota": lambda value: f"{int(value):,} orang sehari".replace(",", "."),
    "startsOn": day,
    "endsOn": day,
    "keepDays": lambda value: f"{value} hari" if value != "0" else "tidak boleh disimpan",
    "disclosureDelayDays": lambda value: f"{value} hari sesudahnya" if value != "0" else "segera",
}
