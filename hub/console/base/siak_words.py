"""What a column of SIAK holds, in the words of who signs: she checks data, and types nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hub.core.texts import Pair, say

_COLUMNS: Final[Mapping[str, Pair]] = {
    "JENIS_PERMOHONAN": say("Jenis permohonan"),
    "ALASAN": say("Alasan"),
    "BERLAKU_SAMPAI": say("Berlaku sampai"),
    "TEMPAT_PEREKAMAN": say("Tempat perekaman"),
    "JADWAL_PEREKAMAN": say("Jadwal perekaman"),
    "NAMA_LGKP": say("Nama lengkap"),
    "JENIS_KLMIN": say("Jenis kelamin"),
    "TMPT_LHR": say("Tempat lahir"),
    "TGL_LHR": say("Tanggal lahir"),
    "NO_AKTA_LHR": say("Nomor akta kelahiran"),
    "GOL_DRH": say("Golongan darah"),
    "AGAMA": say("Agama"),
    "STAT_KWN": say("Status perkawinan"),
    "STAT_HBKEL": say("Hubungan dalam keluarga"),
    "PDDK_AKH": say("Pendidikan terakhir"),
    "JENIS_PKRJN": say("Pekerjaan"),
    "NIK_IBU": say("NIK ibu"),
    "NAMA_LGKP_IBU": say("Nama ibu"),
    "NIK_AYAH": say("NIK ayah"),
    "NAMA_LGKP_AYAH": say("Nama ayah"),
    "NO_KK": say("Nomor Kartu Keluarga"),
    "NO_KK_LAMA": say("Nomor Kartu Keluarga yang lama"),
    "NAMA_KEP": say("Nama kepala keluarga"),
    "NIK_KK": say("NIK kepala keluarga"),
    "ALAMAT": say("Alamat"),
    "NO_RT": say("RT"),
    "NO_RW": say("RW"),
    "KODE_POS": say("Kode pos"),
    "NO_PROP": say("Kode provinsi"),
    "NO_KAB": say("Kode kabupaten/kota"),
    "NO_KEC": say("Kode kecamatan"),
    "NO_KEL": say("Kode desa/kelurahan"),
    "STAT_HIDUP": say("Status hidup"),
    "KEBANGSAAN": say("Kewarganegaraan"),
    "DOK_IMIGRASI": say("Dokumen imigrasi"),
    "TANDA_TANGAN": say("Tanda tangan"),
    "TELP": say("Telepon"),
}
_NUMBERED: Final = re.compile(r"(\d+\. )?(.+)")


def siak_column(label: str) -> Pair:
    """A label of the SIAK panel in words, with the number of the person before it; what is in words already is as it
    was."""
    found = _NUMBERED.fullmatch(label)
    number, column = (found[1] or "", found[2]) if found else ("", label)
    indonesian, english = _COLUMNS.get(column.replace(" ", "_"), (column, column))
    return number + indonesian, number + english
