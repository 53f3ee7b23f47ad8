"""Words of the forms: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.console.base.texts import Pair, form_label

EMPTY: Final[Pair] = ("Isi bagian ini.", "Fill this in.")
UNUSABLE: Final[Mapping[str, Pair]] = {
    "TEXT": ("Tulis dengan huruf biasa.", "Write it in plain letters."),
    "WHOLE_NUMBER": ("Isi dengan angka bulat.", "Write a whole number."),
    "NUMBER": ("Isi dengan angka, misalnya 49,5.", "Write a number, such as 49.5."),
    "DATE": ("Tulis tanggal, bulan, dan tahun dengan angka.", "Write day, month and year in numbers."),
    "CODE": ("Pilih salah satu.", "Choose one."),
    "YES_NO": ("Pilih salah satu.", "Choose one."),
}
NIK_FORM: Final[Pair] = ("NIK terdiri dari 16 angka. Periksa lagi angkanya.", "A NIK has 16 digits. Check them.")
NO_CHANNEL: Final[Pair] = ("Pilih di mana permohonan ini diterima.", "Choose where this is handed in.")
NO_PAPER: Final[Pair] = (
    "Pilih bagaimana surat ini dibawa, atau pilih surat penggantinya.",
    "Say how this paper is brought, or choose what stands in for it.",
)
NO_SCAN: Final[Pair] = ("Unggah pindaian atau foto surat ini.", "Upload a scan or photo of this paper.")
UNREAD: Final[Pair] = (
    "Data orang ini tidak ditampilkan kepada Anda. Petugas membandingkannya dengan data penduduk.",
    "This person's data are not shown to you. An officer compares them with the record.",
)
UNKNOWN: Final[Pair] = (
    "NIK ini tidak ditemukan, atau orangnya di luar wilayah Anda. Periksa angkanya. Bila benar, lanjutkan.",
    "Nobody was found by this NIK, or the person is outside your region. Check it; if it is right, go on.",
)
AWAY: Final[Pair] = (
    "Sumber data sedang tidak dapat dihubungi. Lanjutkan; yang biasanya terisi sendiri ditanyakan di bawah.",
    "The source is not available now. Go on; what is usually filled in is asked below.",
)
DECEASED: Final[Pair] = ("Menurut data penduduk, orang ini sudah meninggal.", "The record has this person as deceased.")
MOVED: Final[Pair] = (
    "Menurut data penduduk, orang ini sudah pindah ke daerah lain. Kantor di sana yang melayaninya.",
    "This person has moved to another district, whose office serves her.",
)
STEPS: Final[Mapping[str, Pair]] = {
    "who": ("Siapa", "Who"),
    "form": ("Isian", "Form"),
    "papers": ("Surat", "Papers"),
    "check": ("Periksa", "Check"),
}
_GROUPS: Final[Mapping[str, Pair]] = {
    "": ("Permohonan", "Application"),
    "newFamily": ("Keluarga baru", "A new family"),
    "changeOfHead": ("Ganti kepala keluarga", "Another head of the family"),
    "split": ("Pisah Kartu Keluarga", "A card of their own for some of the family"),
    "changeOfElements": ("Perubahan data", "Data of the card change"),
    "reprint": ("Cetak ulang: hilang atau rusak", "Lost or damaged: a new print"),
    "members": ("Anggota keluarga", "Members of the family"),
    "persons": ("Orang yang datanya berubah", "Whose data change"),
    "session": ("Perekaman biometrik", "Recording of biometrics"),
    "owner": ("Pemilik kartu", "Whose card it is"),
    "applicant": ("Pemohon", "Applicant"),
    "deceased": ("Almarhum/almarhumah", "The deceased"),
    "spouse": ("Suami atau istri", "Husband or wife"),
    "newHead": ("Kepala keluarga baru", "New head of the family"),
}


def group(path: str) -> Pair:
    """The heading of a part of a form, by its path or the name of a person."""
    last = path.rpartition(".")[2]
    return _GROUPS.get(last) or form_label(last)
