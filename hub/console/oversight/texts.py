"""Words of the pages of oversight: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.breach import BreachState, Party
from hub.core.emergency import EmergencyKind, EmergencyState, EmergencyVerdict
from hub.core.errors import ErrorCode
from hub.core.oversight import FindingKind, FindingState
from hub.core.texts import Pair, indonesian, say

KINDS: Final[Mapping[str, Pair]] = {
    FindingKind.NO_CASE.name: say("Tanpa permohonan"),
    FindingKind.OUTSIDE_REGION.name: say("Di luar wilayah"),
    FindingKind.OUT_OF_HOURS.name: say("Di luar jam biasa"),
    FindingKind.PACE.name: say("Terlalu cepat"),
    FindingKind.OWN_FAMILY.name: say("Keluarga sendiri"),
    FindingKind.MANY_READERS.name: say("Banyak pembaca"),
    FindingKind.REPEATED.name: say("Berulang kali"),
    FindingKind.NEIGHBOURS.name: say("Tetangga"),
    FindingKind.BULK.name: say("Banyak sekaligus"),
    FindingKind.EMERGENCY.name: say("Akses darurat"),
    FindingKind.MALWARE.name: say("Program berbahaya dalam unggahan"),
}
FINDING_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    FindingState.OPEN.name: ("yellow", say("Belum diputuskan")),
    FindingState.JUSTIFIED.name: ("green", say("Beralasan")),
    FindingState.ABUSE.name: ("red", say("Penyalahgunaan")),
}
EMERGENCY_KINDS: Final[Mapping[str, Pair]] = {
    EmergencyKind.HEALTH.name: say("Keadaan medis"),
    EmergencyKind.DISASTER.name: say("Bencana"),
    EmergencyKind.UNIDENTIFIED_PERSON.name: say("Orang tanpa identitas"),
    EmergencyKind.COURT_OR_POLICE.name: say("Permintaan mendesak pengadilan atau polisi"),
    EmergencyKind.OTHER.name: say("Lainnya"),
}
EMERGENCY_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    EmergencyState.RUNNING.name: ("blue", say("Sedang terbuka")),
    EmergencyState.WAITING.name: ("yellow", say("Menunggu tinjauan")),
    EmergencyState.OVERDUE.name: ("red", say("Tinjauan terlambat")),
    EmergencyState.REVIEWED.name: ("grey", say("Sudah ditinjau")),
}
VERDICTS: Final[Mapping[str, Pair]] = {
    EmergencyVerdict.JUSTIFIED.name: say("Beralasan"),
    EmergencyVerdict.UNJUSTIFIED.name: say("Tidak beralasan"),
}
BREACH_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    BreachState.OPEN.name: ("yellow", say("Sedang ditangani")),
    BreachState.CLOSED.name: ("green", say("Selesai", context="oversight")),
}
PARTIES: Final[Mapping[str, Pair]] = {
    Party.SUBJECTS.name: say("Subjek data"),
    Party.AGENCY.name: say("Lembaga pengawas"),
    Party.PUBLIC.name: say("Masyarakat"),
}
HELP: Final[Mapping[str, str]] = {
    "reason": indonesian("Tulis alasannya dalam beberapa kalimat."),
    "nik": indonesian("NIK terdiri dari 16 angka dan harus tercatat di kabupaten ini."),
    "verdict": indonesian("Pilih salah satu putusan."),
    "emergency": indonesian("Pilih keadaan daruratnya."),
    "title": indonesian("Isi judul singkat, paling banyak 120 huruf."),
    "happened": indonesian("Tulis apa yang terjadi."),
    "handling": indonesian("Tulis apa yang sudah dan akan dilakukan."),
    "noticedAt": indonesian("Isi kapan diketahui; tidak boleh di masa depan."),
    "beganAt": indonesian("Isi waktu mulai."),
    "endedAt": indonesian("Isi waktu akhir, setelah waktu mulai, paling lama setahun."),
    "way": indonesian("Tulis bagaimana diberitahukan."),
    "persons": indonesian("Isi jumlah orang."),
    "at": indonesian("Isi kapan diberitahukan: setelah diketahui dan tidak di masa depan."),
}
PROBLEMS: Final[Mapping[str, str]] = {
    ErrorCode.CONFLICT.value: indonesian("Ini tidak dapat dilakukan pada keadaan sekarang."),
    ErrorCode.NOT_FOUND.value: indonesian("Tidak ada yang dapat dibuka dengan nomor ini."),
}
REASONS: Final[Mapping[str, str]] = {
    "oversight-not-oneself": indonesian("Ini tentang pembacaan Anda sendiri, jadi orang lain yang memutuskan."),
    "record-own-family": indonesian("Ini keluarga Anda, jadi rekan Anda yang membukanya."),
}
