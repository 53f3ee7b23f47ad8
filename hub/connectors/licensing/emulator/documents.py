"""`dataNIB` as OSS writes it, from a person of the emulator's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_STATUS: Final = {
    "ACTIVE": "01", "NOT_YET_ACTIVE": "02", "PERMITTED": "03", "OPERATING": "04", "FROZEN": "05", "REVOKED": "06",
}  # fmt: skip


def data_nib(person: Mapping[str, Any], nib: str) -> dict[str, Any]:
    """The fields that the hub reads, and some that it does not; the others of the document are left out."""
    lines = [each for each in person["licences"] if each["nib"] == nib]
    first = lines[0]
    return {
        "nib": nib,
        "tgl_pengajuan_nib": first["issued_on"],
        "tgl_terbit_nib": first["issued_on"],
        "tgl_perubahan_nib": first.get("changed_on") or first["issued_on"],
        "oss_id": f"CONTOH-{nib}",
        "id_izin": f"I-{nib}",
        "kd_daerah": "1901000000",
        "kewenangan": "02",
        "jenis_pelaku_usaha": "02",
        "versi_pia": "4.3.22",
        "npwp_perseroan": "",
        "nama_perseroan": first["name"],
        "alamat_perseroan": "Jalan Contoh No. 7 (DATA CONTOH)",
        "flag_umk": "Y",
        "skala_usaha": "01",
        "pemegang_saham": [],
        "penanggung_jwb": [_in_charge(person)],
        "data_proyek": [_project(nib, place, line) for place, line in enumerate(lines, start=1) if line["kbli"]],
        "data_checklist": [_permit(nib, place) for place, line in enumerate(lines, start=1) if line["kbli"]],
        "status_nib": _STATUS[first["status"]],
        "tipe_dokumen ": "9",
    }


def _in_charge(person: Mapping[str, Any]) -> dict[str, str]:
    return {
        "flag_asing": "N",
        "jns_identitas_penanggung_jwb": "01",
        "no_identitas_penanggung_jwb": person["nik"],
        "nama_penanggung_jwb": person["full_name"],
        "jabatan_penanggung_jwb": "Pemilik",
    }


def _project(nib: str, place: int, line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id_proyek": f"R-{nib}-{place}",
        "uraian_usaha": line["name"],
        "kbli": line["kbli"],
        "tahun_kbli": str(line["kbli_year"]),
        "skala_resiko": "R",
        "data_lokasi_proyek": [],
        "data_proyek_produk": [],
    }


def _permit(nib: str, place: int) -> dict[str, str]:
    """The licence of a line of business, which the district decides on."""
    return {
        "id_proyek": f"R-{nib}-{place}",
        "id_izin": f"I-{nib}-{place}",
        "kd_izin": "029000000001",
        "kd_daerah": "1901000000",
        "nama_izin": "Sertifikat Standar (DATA CONTOH)",
        "instansi": "DPMPTSP Kabupaten Bangka (DATA CONTOH)",
        "kewenangan": "02",
        "flag_checklist": "Y",
    }
