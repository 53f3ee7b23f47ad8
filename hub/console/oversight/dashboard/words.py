"""Words of the dashboard that stand in no other page."""

from __future__ import annotations

from typing import Final

from hub.core.texts import Pair, say

BANDS: Final[dict[str, Pair]] = {
    "TODAY": say("Hari ini"),
    "TO_3_DAYS": say("1–3 hari"),
    "TO_7_DAYS": say("4–7 hari"),
    "TO_30_DAYS": say("8–30 hari"),
    "OVER_30_DAYS": say("Di atas 30 hari"),
}
STEPS: Final[dict[str, Pair]] = {
    "DAY": say("Hari"),
    "WEEK": say("Minggu"),
    "MONTH": say("Bulan"),
    "QUARTER": say("Triwulan"),
}
EVENTS: Final[dict[str, Pair]] = {
    "LIVE_BIRTH": say("Kelahiran hidup"),
    "DEATH": say("Kematian", context="dashboard"),
    "MARRIAGE": say("Perkawinan"),
    "DIVORCE": say("Perceraian"),
    "ADOPTION": say("Pengangkatan anak"),
    "RECOGNITION": say("Pengakuan anak"),
}
HOLDER_APPLICANT: Final[Pair] = say("Pemohon", context="dashboard")
NO_VILLAGE: Final[Pair] = say("Desa tidak diketahui")
INTAKE_NOTE: Final[Pair] = say(
    "Dibantu: diajukan di loket, kantor desa, saat jemput bola, atau dengan bantuan petugas, jadi tanpa telepon "
    "sendiri."
)
PROMISES_NOTE: Final[Pair] = say(
    "Seluruh kabupaten, per bulan penuh. Janji dihitung menurut jam kerja kantor sejak surat lengkap; 24 jam "
    "menurut jam biasa, tanpa gangguan. Kurang dari 5 tidak ditampilkan (–)."
)
SATISFACTION_NOTE: Final[Pair] = say(
    "Survei Kepuasan Masyarakat (PermenPANRB 14/2017), tanpa nama. Jawaban baru ikut setelah lima terkumpul, "
    "supaya jawaban seseorang tidak dapat diketahui."
)
VITAL_NOTE: Final[Pair] = say(
    "triwulan penuh yang sudah lewat, menurut hari pencatatan. Angka kecil tidak ditampilkan (–), begitu juga "
    "angka lain yang dapat membukanya."
)
