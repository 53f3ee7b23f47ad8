"""Words of the pages of oversight: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.console.base.texts import Pair
from hub.core.breach import BreachState, Party
from hub.core.emergency import EmergencyKind, EmergencyState, EmergencyVerdict
from hub.core.errors import ErrorCode
from hub.core.oversight import FindingKind, FindingState

KINDS: Final[Mapping[str, Pair]] = {
    FindingKind.NO_CASE.name: ("Tanpa permohonan", "Without an application"),
    FindingKind.OUTSIDE_REGION.name: ("Di luar wilayah", "Outside her region"),
    FindingKind.OUT_OF_HOURS.name: ("Di luar jam biasa", "At an unusual hour"),
    FindingKind.PACE.name: ("Terlalu cepat", "Too fast"),
    FindingKind.OWN_FAMILY.name: ("Keluarga sendiri", "Own family"),
    FindingKind.MANY_READERS.name: ("Banyak pembaca", "Many readers"),
    FindingKind.REPEATED.name: ("Berulang kali", "Again and again"),
    FindingKind.NEIGHBOURS.name: ("Tetangga", "Neighbours"),
    FindingKind.BULK.name: ("Banyak sekaligus", "In bulk"),
    FindingKind.EMERGENCY.name: ("Akses darurat", "Emergency access"),
    FindingKind.MALWARE.name: ("Program berbahaya dalam unggahan", "Malware in an upload"),
}
FINDING_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    FindingState.OPEN.name: ("yellow", ("Belum diputuskan", "Not settled")),
    FindingState.JUSTIFIED.name: ("green", ("Beralasan", "Justified")),
    FindingState.ABUSE.name: ("red", ("Penyalahgunaan", "Abuse")),
}
EMERGENCY_KINDS: Final[Mapping[str, Pair]] = {
    EmergencyKind.HEALTH.name: ("Keadaan medis", "A medical emergency"),
    EmergencyKind.DISASTER.name: ("Bencana", "A disaster"),
    EmergencyKind.UNIDENTIFIED_PERSON.name: ("Orang tanpa identitas", "Somebody without identity"),
    EmergencyKind.COURT_OR_POLICE.name: ("Permintaan mendesak pengadilan atau polisi", "Urgent for court or police"),
    EmergencyKind.OTHER.name: ("Lainnya", "Something else"),
}
EMERGENCY_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    EmergencyState.RUNNING.name: ("blue", ("Sedang terbuka", "Open now")),
    EmergencyState.WAITING.name: ("yellow", ("Menunggu tinjauan", "Waits for review")),
    EmergencyState.OVERDUE.name: ("red", ("Tinjauan terlambat", "Review overdue")),
    EmergencyState.REVIEWED.name: ("grey", ("Sudah ditinjau", "Reviewed")),
}
VERDICTS: Final[Mapping[str, Pair]] = {
    EmergencyVerdict.JUSTIFIED.name: ("Beralasan", "Justified"),
    EmergencyVerdict.UNJUSTIFIED.name: ("Tidak beralasan", "Not justified"),
}
BREACH_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    BreachState.OPEN.name: ("yellow", ("Sedang ditangani", "Being handled")),
    BreachState.CLOSED.name: ("green", ("Selesai", "Closed")),
}
PARTIES: Final[Mapping[str, Pair]] = {
    Party.SUBJECTS.name: ("Subjek data", "The persons themselves"),
    Party.AGENCY.name: ("Lembaga pengawas", "The supervising agency"),
    Party.PUBLIC.name: ("Masyarakat", "The public"),
}
HELP: Final[Mapping[str, str]] = {
    "reason": "Tulis alasannya dalam beberapa kalimat.",
    "nik": "NIK terdiri dari 16 angka dan harus tercatat di kabupaten ini.",
    "verdict": "Pilih salah satu putusan.",
    "emergency": "Pilih keadaan daruratnya.",
    "title": "Isi judul singkat, paling banyak 120 huruf.",
    "happened": "Tulis apa yang terjadi.",
    "handling": "Tulis apa yang sudah dan akan dilakukan.",
    "noticedAt": "Isi kapan diketahui; tidak boleh di masa depan.",
    "beganAt": "Isi waktu mulai.",
    "endedAt": "Isi waktu akhir, setelah waktu mulai, paling lama setahun.",
    "way": "Tulis bagaimana diberitahukan.",
    "persons": "Isi jumlah orang.",
    "at": "Isi kapan diberitahukan: setelah diketahui dan tidak di masa depan.",
}
PROBLEMS: Final[Mapping[str, str]] = {
    ErrorCode.CONFLICT.value: "Ini tidak dapat dilakukan pada keadaan sekarang.",
    ErrorCode.NOT_FOUND.value: "Tidak ada yang dapat dibuka dengan nomor ini.",
}
REASONS: Final[Mapping[str, str]] = {
    "oversight-not-oneself": "Ini tentang pembacaan Anda sendiri, jadi orang lain yang memutuskan.",
    "record-own-family": "Ini keluarga Anda, jadi rekan Anda yang membukanya.",
}
