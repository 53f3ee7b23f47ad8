"""Words of the pages: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.actor import Role
from hub.core.application import ActionKind, ApplicationState, Channel, MandateType
from hub.core.codes import CLOSED_LISTS
from hub.core.codes_cards import CARD_LISTS
from hub.core.errors import ErrorCode
from hub.core.language import plain
from hub.core.missing_reason import MissingReason
from hub.core.texts import Pair, indonesian, say

_S = ApplicationState


@dataclass(frozen=True, slots=True)
class StateText:
    """How a state is shown: both words and the tag's colour class."""

    id: str
    en: str
    colour: str


STATES: Final[Mapping[str, StateText]] = {
    _S.DRAFT.name: StateText(*say("Draf"), "grey"),
    _S.SUBMITTED.name: StateText(*say("Diajukan"), "blue"),
    _S.IN_REVIEW.name: StateText(*say("Sedang diperiksa"), "teal"),
    _S.NEEDS_CORRECTION.name: StateText(*say("Perlu dilengkapi"), "orange"),
    _S.RESUBMITTED.name: StateText(*say("Diajukan ulang"), "blue"),
    _S.COMPLETE.name: StateText(*say("Lengkap"), "teal"),
    _S.PROCESSING.name: StateText(*say("Dicatat di SIAK"), "purple"),
    _S.AWAITING_SIGNATURE.name: StateText(*say("Menunggu tanda tangan"), "yellow"),
    _S.ISSUED.name: StateText(*say("Terbit"), "green"),
    _S.HANDED_OVER.name: StateText(*say("Sudah diserahkan"), "green"),
    _S.REJECTED.name: StateText(*say("Belum dapat diproses"), "red"),
    _S.WITHDRAWN.name: StateText(*say("Dibatalkan pemohon"), "grey"),
    _S.DELAYED.name: StateText(*say("Tertunda gangguan"), "orange"),
}

ACTIONS: Final[Mapping[str, Pair]] = {
    "claimApplication": say("Ambil dan periksa"),
    "returnApplication": say("Minta dilengkapi"),
    "acceptApplication": say("Surat sudah lengkap"),
    "verifyApplication": say("Setujui hasil pemeriksaan"),
    "recordSiakResult": say("Catat hasil dari SIAK"),
    "validateApplication": say("Validasi"),
    "signApplication": say("Tanda tangani"),
    "handOverApplication": say("Serahkan kepada pemohon"),
    "refuseApplication": say("Tidak dapat diproses"),
    "withdrawApplication": say("Batalkan atas permintaan pemohon"),
    "delayApplication": say("Tunda karena gangguan"),
    "resumeApplication": say("Lanjutkan lagi"),
    "takeOverApplication": say("Ambil alih dari rekan"),
    "assignApplication": say("Tugaskan kepada rekan"),
}
"""Mutations that the console offers, in the order of its buttons."""

DONE: Final[Mapping[str, Pair]] = {
    "claimApplication": say("Permohonan sekarang Anda periksa."),
    "returnApplication": say("Pemohon diminta melengkapi. Permohonan tetap tersimpan."),
    "acceptApplication": say("Surat dinyatakan lengkap. Waktu layanan mulai dihitung."),
    "verifyApplication": say("Hasil pemeriksaan disetujui. Selanjutnya dicatat di SIAK."),
    "recordSiakResult": say("Hasil SIAK tersimpan. Hub sedang mencocokkannya dengan data kependudukan."),
    "validateApplication": say("Permohonan divalidasi dan menunggu tanda tangan."),
    "signApplication": say("Dokumen ditandatangani dan terbit."),
    "handOverApplication": say("Dokumen dicatat sudah diserahkan."),
    "refuseApplication": say("Keputusan dan alasannya tersimpan."),
    "withdrawApplication": say("Permohonan dibatalkan."),
    "delayApplication": say("Penundaan dan alasannya tersimpan."),
    "resumeApplication": say("Permohonan dilanjutkan."),
    "takeOverApplication": say("Permohonan sekarang Anda pegang."),
    "assignApplication": say("Permohonan sekarang dipegang rekan itu."),
    "holdApplication": say("Rekan-rekan melihat bahwa Anda mengerjakan ini."),
    "settleBundleStep": say("Langkah layanan terpadu tercatat."),
}

_A = ActionKind
HAPPENED: Final[Mapping[str, Pair]] = {
    _A.SUBMIT.value: say("Mengajukan permohonan"),
    _A.CLAIM.value: say("Mengambil permohonan untuk diperiksa"),
    _A.RETURN.value: say("Meminta dilengkapi"),
    _A.RESUBMIT.value: say("Mengirim perbaikan"),
    _A.ACCEPT.value: say("Menyatakan surat lengkap"),
    _A.VERIFY.value: say("Menyetujui hasil pemeriksaan"),
    _A.RECORD_SIAK.value: say("Mencatat hasil dari SIAK"),
    _A.CONFIRM_SIAK.value: say("Mencocokkan dengan data kependudukan"),
    _A.VALIDATE.value: say("Memvalidasi"),
    _A.SIGN.value: say("Menandatangani", context="base"),
    _A.HAND_OVER.value: say("Menyerahkan dokumen"),
    _A.REFUSE.value: say("Memutuskan tidak dapat diproses"),
    _A.WITHDRAW.value: say("Membatalkan"),
    _A.DELAY.value: say("Menunda karena gangguan"),
    _A.RESUME.value: say("Melanjutkan"),
    _A.TAKE_OVER.value: say("Mengambil alih dari rekan"),
    _A.PRINT.value: say("Mencetak dokumen"),
    _A.ASSIGN.value: say("Menugaskan kepada rekan"),
    _A.SETTLE_STEP.value: say("Mencatat langkah layanan terpadu"),
}

MISSING_REASONS: Final[Mapping[str, Pair]] = {
    MissingReason.NOT_THERE.name: say("Belum ada"),
    MissingReason.UNREADABLE.name: say("Tidak terbaca"),
    MissingReason.INCOMPLETE.name: say("Tidak lengkap"),
    MissingReason.EXPIRED.name: say("Sudah tidak berlaku"),
    MissingReason.WRONG.name: say("Salah"),
    MissingReason.DIFFERS.name: say("Berbeda dari data atau surat lain"),
    MissingReason.OTHER.name: say("Lainnya"),
}

ROLES: Final[Mapping[str, Pair]] = {
    Role.CITIZEN.value: say("Warga"),
    Role.HELPER.value: say("Pendamping"),
    Role.OPERATOR.value: say("Petugas loket"),
    Role.VERIFIER.value: say("Verifikator (Kepala Seksi)"),
    Role.HEAD_OF_DIVISION.value: say("Kepala Bidang"),
    Role.HEAD_OF_OFFICE.value: say("Kepala Dinas"),
    Role.AUDITOR.value: say("Auditor"),
    Role.ADMINISTRATOR.value: say("Administrator"),
    Role.AGENCY_CLIENT.value: say("Instansi"),
}

CHANNELS: Final[Mapping[str, Pair]] = {
    Channel.ONLINE.name: say("Daring"),
    Channel.COUNTER.name: say("Loket"),
    Channel.VILLAGE.name: say("Kantor desa/kelurahan"),
    Channel.OUTREACH.name: say("Jemput bola"),
}

MANDATES: Final[Mapping[str, Pair]] = {
    MandateType.SELF.name: say("Untuk diri sendiri"),
    MandateType.FAMILY.name: say("Untuk keluarga"),
    MandateType.POWER_OF_ATTORNEY.name: say("Dengan surat kuasa (F-1.07)"),
    MandateType.OFFICER_ASSISTED.name: say("Dibantu petugas"),
    MandateType.RT_DUTY.name: say("Tugas ketua RT"),
}

ERRORS: Final[Mapping[str, str]] = {
    ErrorCode.UNAUTHENTICATED.value: indonesian("Sesi Anda sudah berakhir. Masuk lagi."),
    ErrorCode.INSUFFICIENT_AUTHENTICATION.value: indonesian("Untuk langkah ini Anda perlu masuk sekali lagi."),
    ErrorCode.FORBIDDEN.value: indonesian("Anda tidak berwenang melakukan ini."),
    ErrorCode.MASKED.value: indonesian("Bagian ini tidak ditampilkan kepada Anda."),
    ErrorCode.BAD_INPUT.value: indonesian("Ada isian yang perlu diperbaiki."),
    ErrorCode.NOT_FOUND.value: indonesian("Tidak ditemukan, atau tidak termasuk wilayah Anda."),
    ErrorCode.CONFLICT.value: indonesian(
        "Permohonan ini sudah berubah sejak halaman Anda dibuka. Tidak ada yang Anda ubah."
    ),
    ErrorCode.IDEMPOTENCY_MISMATCH.value: indonesian(
        "Formulir ini sudah pernah dikirim dengan isi lain. Muat ulang halamannya."
    ),
    ErrorCode.RATE_LIMITED.value: indonesian("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    ErrorCode.QUOTA_EXHAUSTED.value: indonesian("Jatah harian ke instansi sumber sudah habis. Coba lagi besok."),
    ErrorCode.AGREEMENT_EXPIRED.value: indonesian("Perjanjian kerja sama untuk data ini sudah berakhir."),
    ErrorCode.COST_EXCEEDED.value: indonesian("Permintaan ini terlalu besar."),
    ErrorCode.SOURCE_UNAVAILABLE.value: indonesian(
        "Layanan sumber sedang tidak dapat dihubungi. Coba lagi sebentar lagi."
    ),
    ErrorCode.INTERNAL.value: indonesian(
        "Ada yang tidak berjalan di pihak kami. Coba lagi; bila tetap terjadi, hubungi kantor."
    ),
}

FIELD_HELP: Final[Mapping[str, str]] = {
    "nik": indonesian("NIK terdiri dari 16 angka. Periksa lagi angka yang diberikan SIAK."),
    "letterNumber": indonesian("Isi nomor surat persis seperti yang diberikan SIAK."),
    "step": indonesian("Langkah ini tidak ada pada permohonan ini. Muat ulang halamannya."),
    "outcome": indonesian("Pilih apa yang terjadi dengan langkah ini."),
    "deedNumber": indonesian("Isi nomor akta persis seperti yang diberikan SIAK."),
    "familyCardNumber": indonesian("Nomor Kartu Keluarga terdiri dari 16 angka."),
    "trackingNumber": indonesian("Nomor permohonan seperti AL-7K3M-Q9TD. Lihat pada tanda terima."),
    "reason": indonesian("Tulis alasannya dengan kalimat yang jelas bagi pemohon."),
    "disturbance": indonesian("Pilih jenis gangguannya."),
    "missing": indonesian("Pilih sedikitnya satu hal, dan tulis alasannya."),
    "name": indonesian("Isi nama, sedikitnya dua huruf."),
    "birthDate": indonesian("Tanggal lahir ditulis lengkap: tanggal, bulan, tahun."),
    "birthYear": indonesian("Tahun lahir terdiri dari 4 angka, misalnya 1990."),
    "regionCode": indonesian("Kode wilayah seperti 19.01.01."),
}
"""What to do about a field, in Indonesian; the hub's own sentence stands beside it in English."""

SIAK_NUMBERS: Final[Mapping[str, Pair]] = {
    "nik": say("NIK yang diterbitkan SIAK"),
    "deedNumber": say("Nomor akta"),
    "familyCardNumber": say("Nomor Kartu Keluarga baru"),
    "letterNumber": say("Nomor surat keterangan"),
}
"""What SIAK can give, in the order in which it is asked for."""

BUNDLE_STATES: Final[Mapping[str, StateText]] = {
    "WAITING": StateText(*say("Menunggu"), "grey"),
    "DONE": StateText(*say("Selesai"), "green"),
    "FAILED": StateText(*say("Tidak berhasil"), "red"),
    "NOT_NEEDED": StateText(*say("Tidak perlu"), "grey"),
    "UNDONE": StateText(*say("Dibatalkan", context="base"), "orange"),
    "LAPSED": StateText(*say("Kedaluwarsa"), "orange"),
}

FORM_LABELS: Final[Mapping[str, Pair]] = {
    "child": say("Anak"),
    "reporter": say("Pelapor"),
    "witnesses": say("Saksi"),
    "fullName": say("Nama lengkap"),
    "sex": say("Jenis kelamin"),
    "birthDate": say("Tanggal lahir"),
    "birthTime": say("Pukul", context="base"),
    "birthPlace": say("Tempat kelahiran"),
    "placeKind": say("Tempat dilahirkan"),
    "birthKind": say("Jenis kelahiran"),
    "birthOrder": say("Kelahiran ke-"),
    "attendant": say("Penolong kelahiran"),
    "weightGrams": say("Berat (gram)"),
    "lengthCm": say("Panjang (cm)"),
    "motherNik": say("NIK ibu"),
    "fatherNik": say("NIK ayah"),
    "familyCardNumber": say("Nomor Kartu Keluarga"),
    "familyCard": say("Nomor Kartu Keluarga"),
    "birthDeedNumber": say("Nomor akta kelahiran"),
    "deedNumber": say("Nomor akta"),
    "letterNumber": say("Nomor surat keterangan"),
    "mother": say("Ibu"),
    "father": say("Ayah"),
    "nik": ("NIK", "NIK"),
    "deceasedNik": say("NIK almarhum/almarhumah"),
    "death": say("Kematian"),
    "deathDate": say("Tanggal kematian"),
    "deathTime": say("Pukul", context="base 2"),
    "deathPlace": say("Tempat kematian"),
    "burialDate": say("Tanggal pemakaman"),
    "cause": say("Sebab kematian"),
    "attester": say("Yang menerangkan"),
    "circumstance": say("Keadaan", context="base"),
    "spouseNik": say("NIK pasangan"),
    "newHeadNik": say("NIK kepala keluarga baru"),
    "relation": say("Hubungan pelapor"),
    "phone": say("Telepon"),
    "email": say("Email"),
    "movers": say("Yang pindah"),
    "stayers": say("Yang tinggal"),
    "relationship": say("Hubungan dalam keluarga"),
    "familyRelationship": say("Hubungan dalam keluarga"),
    "home": say("Alamat baru"),
    "address": say("Alamat"),
    "housing": say("Status rumah"),
    "joinsCardNumber": say("KK yang ditumpangi"),
    "keepsCardNumber": say("Nomor KK yang tetap"),
    "originRegionCode": say("Kode wilayah asal"),
    "moved": say("Masih tercatat di sini"),
}
_LISTS: Final = {**CLOSED_LISTS, **{one.__name__: one for one in CARD_LISTS}}
AGENCIES: Final[Mapping[str, str]] = {
    "population": "Dukcapil", "education": "Dapodik", "health": "SATUSEHAT", "insurance": "BPJS Kesehatan",
    "licensing": "OSS", "welfare": "DTSEN",
}  # fmt: skip
"""By what name people know an agency; one that is not here has its own."""
_FORM_CODES: Final = {
    "sex": "Sex", "placeKind": "BirthPlaceKind", "birthKind": "BirthKind", "attendant": "BirthAttendant",
    "housing": "Housing", "relationship": "FamilyRelationship",
    "cause": "DeathCause", "attester": "DeathAttester", "circumstance": "DeathCircumstance",
    "relation": "DeathReporter",
}  # fmt: skip


def siak_numbers(result: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """The numbers that SIAK gave, by their names in the graph."""
    return [(name, result[name]) for name in SIAK_NUMBERS if result and result.get(name)]


def error_pair(code: str, message: str, field: str = "") -> Pair:
    """What to show for an error: an Indonesian sentence and the hub's own."""
    return FIELD_HELP.get(field) or ERRORS.get(code) or ERRORS[ErrorCode.INTERNAL.value], message


def form_label(key: str) -> Pair:
    """Both labels of a form's key; an unknown one is shown by its name."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)
    return FORM_LABELS.get(key, (words.capitalize(), words.capitalize()))


def form_value(key: str, value: Any) -> str:
    """A form's value as text; values of a code list by their label."""
    name = _FORM_CODES.get(key)
    members = CLOSED_LISTS[name].__members__ if name else {}
    if isinstance(value, str) and value in members:
        return plain((members[value].label_id, members[value].label_en))
    return "" if value is None else str(value)


def code_label(list_name: str, value: str | None) -> str:
    """The label of an enum value of the graph; an unknown value as it is."""
    members = _LISTS[list_name].__members__
    return plain((members[value].label_id, members[value].label_en)) if value and value in members else (value or "")


def happened(action: str) -> Pair:
    """What an entry of the timeline says."""
    return HAPPENED.get(action.lower(), (action, action))
