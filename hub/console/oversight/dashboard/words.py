"""Words of the dashboard that stand in no other page."""

from __future__ import annotations

from typing import Final

from hub.console.base.texts import Pair

BANDS: Final[dict[str, Pair]] = {
    "TODAY": ("Hari ini", "Today"),
    "TO_3_DAYS": ("1–3 hari", "1–3 days"),
    "TO_7_DAYS": ("4–7 hari", "4–7 days"),
    "TO_30_DAYS": ("8–30 hari", "8–30 days"),
    "OVER_30_DAYS": ("Di atas 30 hari", "Over 30 days"),
}
STEPS: Final[dict[str, Pair]] = {
    "DAY": ("Hari", "Day"),
    "WEEK": ("Minggu", "Week"),
    "MONTH": ("Bulan", "Month"),
    "QUARTER": ("Triwulan", "Quarter"),
}
EVENTS: Final[dict[str, Pair]] = {
    "LIVE_BIRTH": ("Kelahiran hidup", "Live births"),
    "DEATH": ("Kematian", "Deaths"),
    "MARRIAGE": ("Perkawinan", "Marriages"),
    "DIVORCE": ("Perceraian", "Divorces"),
    "ADOPTION": ("Pengangkatan anak", "Adoptions"),
    "RECOGNITION": ("Pengakuan anak", "Recognitions"),
}
HOLDER_APPLICANT: Final[Pair] = ("Pemohon", "The applicant")
NO_VILLAGE: Final[Pair] = ("Desa tidak diketahui", "Village not known")
INTAKE_NOTE: Final[Pair] = (
    (
        "Dibantu: diajukan di loket, kantor desa, saat jemput bola, atau dengan bantuan petugas, jadi tanpa "
        "telepon sendiri."
    ),
    (
        "With help: handed in at the counter, the village office or on a visit, or by an officer, so without "
        "a phone of one's own."
    ),
)
PROMISES_NOTE: Final[Pair] = (
    (
        "Seluruh kabupaten, per bulan penuh. Janji dihitung menurut jam kerja kantor sejak surat lengkap; 24 "
        "jam menurut jam biasa, tanpa gangguan. Kurang dari 5 tidak ditampilkan (–)."
    ),
    (
        "The whole district, by whole months. The promise counts office hours from complete papers; 24 hours "
        "are of the clock, disturbances taken off. Fewer than 5 are not shown (–)."
    ),
)
SATISFACTION_NOTE: Final[Pair] = (
    (
        "Survei Kepuasan Masyarakat (PermenPANRB 14/2017), tanpa nama. Jawaban baru ikut setelah lima "
        "terkumpul, supaya jawaban seseorang tidak dapat diketahui."
    ),
    (
        "Survey by PermenPANRB 14/2017, without names. New answers join when five have come together, so that "
        "nobody's answer can be known."
    ),
)
VITAL_NOTE: Final[Pair] = (
    (
        "triwulan penuh yang sudah lewat, menurut hari pencatatan. Angka kecil tidak ditampilkan (–), begitu "
        "juga angka lain yang dapat membukanya."
    ),
    (
        "whole quarters that are over, by the day of registration. Small numbers are not shown (–), nor "
        "others that would tell them."
    ),
)
