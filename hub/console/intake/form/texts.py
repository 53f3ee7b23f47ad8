"""Words of the forms: plain Indonesian first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.console.base.texts import form_label
from hub.core.texts import Pair, say

EMPTY: Final[Pair] = say("Isi bagian ini.")
UNUSABLE: Final[Mapping[str, Pair]] = {
    "TEXT": say("Tulis dengan huruf biasa."),
    "WHOLE_NUMBER": say("Isi dengan angka bulat."),
    "NUMBER": say("Isi dengan angka, misalnya 49,5."),
    "DATE": say("Tulis tanggal, bulan, dan tahun dengan angka."),
    "CODE": say("Pilih salah satu."),
    "YES_NO": say("Pilih salah satu."),
}
NIK_FORM: Final[Pair] = say("NIK terdiri dari 16 angka. Periksa lagi angkanya.")
NO_CHANNEL: Final[Pair] = say("Pilih di mana permohonan ini diterima.")
NO_PAPER: Final[Pair] = say("Pilih bagaimana surat ini dibawa, atau pilih surat penggantinya.")
NO_SCAN: Final[Pair] = say("Unggah pindaian atau foto surat ini.")
UNREAD: Final[Pair] = say(
    "Data orang ini tidak ditampilkan kepada Anda. Petugas membandingkannya dengan data penduduk."
)
UNKNOWN: Final[Pair] = say(
    "NIK ini tidak ditemukan, atau orangnya di luar wilayah Anda. Periksa angkanya. Bila benar, lanjutkan."
)
AWAY: Final[Pair] = say(
    "Sumber data sedang tidak dapat dihubungi. Lanjutkan; yang biasanya terisi sendiri ditanyakan di bawah."
)
DECEASED: Final[Pair] = say("Menurut data penduduk, orang ini sudah meninggal.")
MOVED: Final[Pair] = say(
    "Menurut data penduduk, orang ini sudah pindah ke daerah lain. Kantor di sana yang melayaninya."
)
STEPS: Final[Mapping[str, Pair]] = {
    "who": say("Siapa"),
    "form": say("Isian", context="form"),
    "papers": say("Surat"),
    "check": say("Periksa"),
}
_GROUPS: Final[Mapping[str, Pair]] = {
    "": say("Permohonan", context="form"),
    "newFamily": say("Keluarga baru"),
    "changeOfHead": say("Ganti kepala keluarga"),
    "split": say("Pisah Kartu Keluarga"),
    "changeOfElements": say("Perubahan data"),
    "reprint": say("Cetak ulang: hilang atau rusak"),
    "members": say("Anggota keluarga"),
    "persons": say("Orang yang datanya berubah"),
    "session": say("Perekaman biometrik"),
    "owner": say("Pemilik kartu"),
    "applicant": say("Pemohon"),
    "deceased": say("Almarhum/almarhumah"),
    "spouse": say("Suami atau istri"),
    "newHead": say("Kepala keluarga baru"),
}


def group(path: str) -> Pair:
    """The heading of a part of a form, by its path or the name of a person."""
    last = path.rpartition(".")[2]
    return _GROUPS.get(last) or form_label(last)
