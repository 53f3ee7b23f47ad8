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
from hub.core.missing_reason import MissingReason

Pair = tuple[str, str]
"""(Indonesian, English)."""

_S = ApplicationState


@dataclass(frozen=True, slots=True)
class StateText:
    """How a state is shown: both words and the tag's colour class."""

    id: str
    en: str
    colour: str


STATES: Final[Mapping[str, StateText]] = {
    _S.DRAFT.name: StateText("Draf", "Draft", "grey"),
    _S.SUBMITTED.name: StateText("Diajukan", "Submitted", "blue"),
    _S.IN_REVIEW.name: StateText("Sedang diperiksa", "In review", "teal"),
    _S.NEEDS_CORRECTION.name: StateText("Perlu dilengkapi", "Needs correction", "orange"),
    _S.RESUBMITTED.name: StateText("Diajukan ulang", "Resubmitted", "blue"),
    _S.COMPLETE.name: StateText("Lengkap", "Papers complete", "teal"),
    _S.PROCESSING.name: StateText("Dicatat di SIAK", "Being entered in SIAK", "purple"),
    _S.AWAITING_SIGNATURE.name: StateText("Menunggu tanda tangan", "Awaiting signature", "yellow"),
    _S.ISSUED.name: StateText("Terbit", "Issued", "green"),
    _S.HANDED_OVER.name: StateText("Sudah diserahkan", "Handed over", "green"),
    _S.REJECTED.name: StateText("Belum dapat diproses", "Refused", "red"),
    _S.WITHDRAWN.name: StateText("Dibatalkan pemohon", "Withdrawn", "grey"),
    _S.DELAYED.name: StateText("Tertunda gangguan", "Delayed", "orange"),
}

ACTIONS: Final[Mapping[str, Pair]] = {
    "claimApplication": ("Ambil dan periksa", "Claim for review"),
    "returnApplication": ("Minta dilengkapi", "Return: something is missing"),
    "acceptApplication": ("Surat sudah lengkap", "Accept: papers are complete"),
    "verifyApplication": ("Setujui hasil pemeriksaan", "Verify"),
    "recordSiakResult": ("Catat hasil dari SIAK", "Record the result from SIAK"),
    "validateApplication": ("Validasi", "Validate"),
    "signApplication": ("Tanda tangani", "Sign"),
    "handOverApplication": ("Serahkan kepada pemohon", "Hand over"),
    "refuseApplication": ("Tidak dapat diproses", "Refuse"),
    "withdrawApplication": ("Batalkan atas permintaan pemohon", "Withdraw on the applicant's request"),
    "delayApplication": ("Tunda karena gangguan", "Delay"),
    "resumeApplication": ("Lanjutkan lagi", "Resume"),
    "takeOverApplication": ("Ambil alih dari rekan", "Take over from a colleague"),
}
"""Mutations that the console offers, in the order of its buttons."""

DONE: Final[Mapping[str, Pair]] = {
    "claimApplication": ("Permohonan sekarang Anda periksa.", "You are reviewing this application now."),
    "returnApplication": (
        "Pemohon diminta melengkapi. Permohonan tetap tersimpan.",
        "The applicant is asked for what is missing. The application stays stored.",
    ),
    "acceptApplication": (
        "Surat dinyatakan lengkap. Waktu layanan mulai dihitung.",
        "Papers complete: the clock runs.",
    ),
    "verifyApplication": ("Hasil pemeriksaan disetujui. Selanjutnya dicatat di SIAK.", "Verified. SIAK is next."),
    "recordSiakResult": (
        "Hasil SIAK tersimpan. Hub sedang mencocokkannya dengan data kependudukan.",
        "Stored. The hub is reading it back from the population agency.",
    ),
    "validateApplication": ("Permohonan divalidasi dan menunggu tanda tangan.", "Validated; it awaits the signature."),
    "signApplication": ("Dokumen ditandatangani dan terbit.", "Signed and issued."),
    "handOverApplication": ("Dokumen dicatat sudah diserahkan.", "Recorded as handed over."),
    "refuseApplication": ("Keputusan dan alasannya tersimpan.", "The decision and its reason are stored."),
    "withdrawApplication": ("Permohonan dibatalkan.", "The application is withdrawn."),
    "delayApplication": ("Penundaan dan alasannya tersimpan.", "The delay and its reason are stored."),
    "resumeApplication": ("Permohonan dilanjutkan.", "The application goes on."),
    "takeOverApplication": ("Permohonan sekarang Anda pegang.", "The application is yours to go on with now."),
    "holdApplication": ("Rekan-rekan melihat bahwa Anda mengerjakan ini.", "Colleagues see that you work on this."),
    "settleBundleStep": ("Langkah layanan terpadu tercatat.", "The step of the bundle is recorded."),
}

_A = ActionKind
HAPPENED: Final[Mapping[str, Pair]] = {
    _A.SUBMIT.value: ("Mengajukan permohonan", "Submitted"),
    _A.CLAIM.value: ("Mengambil permohonan untuk diperiksa", "Claimed for review"),
    _A.RETURN.value: ("Meminta dilengkapi", "Returned for correction"),
    _A.RESUBMIT.value: ("Mengirim perbaikan", "Resubmitted"),
    _A.ACCEPT.value: ("Menyatakan surat lengkap", "Accepted the papers"),
    _A.VERIFY.value: ("Menyetujui hasil pemeriksaan", "Verified"),
    _A.RECORD_SIAK.value: ("Mencatat hasil dari SIAK", "Recorded the result from SIAK"),
    _A.CONFIRM_SIAK.value: ("Mencocokkan dengan data kependudukan", "Read back from the population agency"),
    _A.VALIDATE.value: ("Memvalidasi", "Validated"),
    _A.SIGN.value: ("Menandatangani", "Signed"),
    _A.HAND_OVER.value: ("Menyerahkan dokumen", "Handed over"),
    _A.REFUSE.value: ("Memutuskan tidak dapat diproses", "Refused"),
    _A.WITHDRAW.value: ("Membatalkan", "Withdrew"),
    _A.DELAY.value: ("Menunda karena gangguan", "Delayed"),
    _A.RESUME.value: ("Melanjutkan", "Resumed"),
    _A.TAKE_OVER.value: ("Mengambil alih dari rekan", "Took over from a colleague"),
    _A.PRINT.value: ("Mencetak dokumen", "Printed the papers"),
    _A.SETTLE_STEP.value: ("Mencatat langkah layanan terpadu", "Settled a step of the bundle"),
}

MISSING_REASONS: Final[Mapping[str, Pair]] = {
    MissingReason.NOT_THERE.name: ("Belum ada", "Not there"),
    MissingReason.UNREADABLE.name: ("Tidak terbaca", "Cannot be read"),
    MissingReason.INCOMPLETE.name: ("Tidak lengkap", "Not complete"),
    MissingReason.EXPIRED.name: ("Sudah tidak berlaku", "No longer valid"),
    MissingReason.WRONG.name: ("Salah", "Wrong"),
    MissingReason.DIFFERS.name: ("Berbeda dari data atau surat lain", "Differs from the record or another paper"),
    MissingReason.OTHER.name: ("Lainnya", "Something else"),
}

ROLES: Final[Mapping[str, Pair]] = {
    Role.CITIZEN.value: ("Warga", "Citizen"),
    Role.HELPER.value: ("Pendamping", "Helper"),
    Role.OPERATOR.value: ("Petugas loket", "Operator"),
    Role.VERIFIER.value: ("Verifikator (Kepala Seksi)", "Verifier"),
    Role.HEAD_OF_DIVISION.value: ("Kepala Bidang", "Head of division"),
    Role.HEAD_OF_OFFICE.value: ("Kepala Dinas", "Head of office"),
    Role.AUDITOR.value: ("Auditor", "Auditor"),
    Role.ADMINISTRATOR.value: ("Administrator", "Administrator"),
    Role.AGENCY_CLIENT.value: ("Instansi", "Agency"),
}

CHANNELS: Final[Mapping[str, Pair]] = {
    Channel.ONLINE.name: ("Daring", "Online"),
    Channel.COUNTER.name: ("Loket", "Counter"),
    Channel.VILLAGE.name: ("Kantor desa/kelurahan", "Village office"),
    Channel.OUTREACH.name: ("Jemput bola", "Outreach"),
}

MANDATES: Final[Mapping[str, Pair]] = {
    MandateType.SELF.name: ("Untuk diri sendiri", "For oneself"),
    MandateType.FAMILY.name: ("Untuk keluarga", "For family"),
    MandateType.POWER_OF_ATTORNEY.name: ("Dengan surat kuasa (F-1.07)", "By power of attorney"),
    MandateType.OFFICER_ASSISTED.name: ("Dibantu petugas", "Assisted by an officer"),
    MandateType.RT_DUTY.name: ("Tugas ketua RT", "Duty of the head of the neighbourhood"),
}

ERRORS: Final[Mapping[str, str]] = {
    ErrorCode.UNAUTHENTICATED.value: "Sesi Anda sudah berakhir. Masuk lagi.",
    ErrorCode.INSUFFICIENT_AUTHENTICATION.value: "Untuk langkah ini Anda perlu masuk sekali lagi.",
    ErrorCode.FORBIDDEN.value: "Anda tidak berwenang melakukan ini.",
    ErrorCode.MASKED.value: "Bagian ini tidak ditampilkan kepada Anda.",
    ErrorCode.BAD_INPUT.value: "Ada isian yang perlu diperbaiki.",
    ErrorCode.NOT_FOUND.value: "Tidak ditemukan, atau tidak termasuk wilayah Anda.",
    ErrorCode.CONFLICT.value: "Permohonan ini sudah berubah sejak halaman Anda dibuka. Tidak ada yang Anda ubah.",
    ErrorCode.IDEMPOTENCY_MISMATCH.value: "Formulir ini sudah pernah dikirim dengan isi lain. Muat ulang halamannya.",
    ErrorCode.RATE_LIMITED.value: "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.",
    ErrorCode.QUOTA_EXHAUSTED.value: "Jatah harian ke instansi sumber sudah habis. Coba lagi besok.",
    ErrorCode.AGREEMENT_EXPIRED.value: "Perjanjian kerja sama untuk data ini sudah berakhir.",
    ErrorCode.COST_EXCEEDED.value: "Permintaan ini terlalu besar.",
    ErrorCode.SOURCE_UNAVAILABLE.value: "Layanan sumber sedang tidak dapat dihubungi. Coba lagi sebentar lagi.",
    ErrorCode.INTERNAL.value: "Ada yang tidak berjalan di pihak kami. Coba lagi; bila tetap terjadi, hubungi kantor.",
}

FIELD_HELP: Final[Mapping[str, str]] = {
    "nik": "NIK terdiri dari 16 angka. Periksa lagi angka yang diberikan SIAK.",
    "letterNumber": "Isi nomor surat persis seperti yang diberikan SIAK.",
    "step": "Langkah ini tidak ada pada permohonan ini. Muat ulang halamannya.",
    "outcome": "Pilih apa yang terjadi dengan langkah ini.",
    "deedNumber": "Isi nomor akta persis seperti yang diberikan SIAK.",
    "familyCardNumber": "Nomor Kartu Keluarga terdiri dari 16 angka.",
    "trackingNumber": "Nomor permohonan seperti AL-7K3M-Q9TD. Lihat pada tanda terima.",
    "reason": "Tulis alasannya dengan kalimat yang jelas bagi pemohon.",
    "disturbance": "Pilih jenis gangguannya.",
    "missing": "Pilih sedikitnya satu hal, dan tulis alasannya.",
    "name": "Isi nama, sedikitnya dua huruf.",
    "birthDate": "Tanggal lahir ditulis lengkap: tanggal, bulan, tahun.",
    "birthYear": "Tahun lahir terdiri dari 4 angka, misalnya 1990.",
    "regionCode": "Kode wilayah seperti 19.01.01.",
}
"""What to do about a field, in Indonesian; the hub's own sentence stands beside it in English."""

SIAK_NUMBERS: Final[Mapping[str, Pair]] = {
    "nik": ("NIK yang diterbitkan SIAK", "NIK that SIAK issued"),
    "deedNumber": ("Nomor akta", "Deed number"),
    "familyCardNumber": ("Nomor Kartu Keluarga baru", "New family card number"),
    "letterNumber": ("Nomor surat keterangan", "Number of the letter"),
}
"""What SIAK can give, in the order in which it is asked for."""

BUNDLE_STATES: Final[Mapping[str, StateText]] = {
    "WAITING": StateText("Menunggu", "Waiting", "grey"),
    "DONE": StateText("Selesai", "Done", "green"),
    "FAILED": StateText("Tidak berhasil", "Failed", "red"),
    "NOT_NEEDED": StateText("Tidak perlu", "Not needed", "grey"),
    "UNDONE": StateText("Dibatalkan", "Taken back", "orange"),
    "LAPSED": StateText("Kedaluwarsa", "Lapsed", "orange"),
}

FORM_LABELS: Final[Mapping[str, Pair]] = {
    "child": ("Anak", "Child"),
    "reporter": ("Pelapor", "Reporter"),
    "witnesses": ("Saksi", "Witnesses"),
    "fullName": ("Nama lengkap", "Full name"),
    "sex": ("Jenis kelamin", "Sex"),
    "birthDate": ("Tanggal lahir", "Date of birth"),
    "birthTime": ("Pukul", "Time of birth"),
    "birthPlace": ("Tempat kelahiran", "Place of birth"),
    "placeKind": ("Tempat dilahirkan", "Kind of place"),
    "birthKind": ("Jenis kelahiran", "Kind of birth"),
    "birthOrder": ("Kelahiran ke-", "Birth order"),
    "attendant": ("Penolong kelahiran", "Attendant"),
    "weightGrams": ("Berat (gram)", "Weight (grams)"),
    "lengthCm": ("Panjang (cm)", "Length (cm)"),
    "motherNik": ("NIK ibu", "Mother's NIK"),
    "fatherNik": ("NIK ayah", "Father's NIK"),
    "familyCardNumber": ("Nomor Kartu Keluarga", "Family card number"),
    "familyCard": ("Nomor Kartu Keluarga", "Family card number"),
    "birthDeedNumber": ("Nomor akta kelahiran", "Number of the birth deed"),
    "deedNumber": ("Nomor akta", "Deed number"),
    "letterNumber": ("Nomor surat keterangan", "Number of the letter"),
    "mother": ("Ibu", "Mother"),
    "father": ("Ayah", "Father"),
    "nik": ("NIK", "NIK"),
    "deceasedNik": ("NIK almarhum/almarhumah", "NIK of the deceased"),
    "death": ("Kematian", "Death"),
    "deathDate": ("Tanggal kematian", "Date of death"),
    "deathTime": ("Pukul", "Time of death"),
    "deathPlace": ("Tempat kematian", "Place of death"),
    "burialDate": ("Tanggal pemakaman", "Date of burial"),
    "cause": ("Sebab kematian", "Cause of death"),
    "attester": ("Yang menerangkan", "Attested by"),
    "circumstance": ("Keadaan", "Circumstance"),
    "spouseNik": ("NIK pasangan", "NIK of the spouse"),
    "newHeadNik": ("NIK kepala keluarga baru", "NIK of the new head of family"),
    "relation": ("Hubungan pelapor", "Relation of the reporter"),
    "phone": ("Telepon", "Phone"),
    "email": ("Email", "E-mail"),
    "movers": ("Yang pindah", "Who moves"),
    "stayers": ("Yang tinggal", "Who stays"),
    "relationship": ("Hubungan dalam keluarga", "Relation in the family"),
    "familyRelationship": ("Hubungan dalam keluarga", "Relation in the family"),
    "home": ("Alamat baru", "New address"),
    "address": ("Alamat", "Address"),
    "housing": ("Status rumah", "Housing"),
    "joinsCardNumber": ("KK yang ditumpangi", "Family card that they join"),
    "keepsCardNumber": ("Nomor KK yang tetap", "Family card number that they keep"),
    "originRegionCode": ("Kode wilayah asal", "Code of the former regency"),
    "moved": ("Masih tercatat di sini", "Still registered here"),
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
    """A form's value as text; values of a code list by their Indonesian label."""
    name = _FORM_CODES.get(key)
    members = CLOSED_LISTS[name].__members__ if name else {}
    if isinstance(value, str) and value in members:
        return members[value].label_id
    return "" if value is None else str(value)


def code_label(list_name: str, value: str | None) -> str:
    """The Indonesian label of an enum value of the graph; an unknown value as it is."""
    members = _LISTS[list_name].__members__
    return members[value].label_id if value and value in members else (value or "")


def happened(action: str) -> Pair:
    """What an entry of the timeline says."""
    return HAPPENED.get(action.lower(), (action, action))
