"""OSS RBA's code lists that the district meets, word for word.

Source: PIA 4.3.22 of 19 June 2024, Lampiran 10 (Kode Status Izin) and Lampiran 14 (Kode Status Dokumen NIB), read in
the published document (github.com/oss-rba/oss-rba.github.io); certain as of that day. What PP 28/2025 changed is not
published there: check before showing them as law. The English labels are the hub's own.
"""

from __future__ import annotations

from typing import Final

from hub.core.codes import CodeEntry


def _entries(*listed: tuple[str, str, str]) -> tuple[CodeEntry, ...]:
    return tuple(CodeEntry(code, code, label_id, label_en) for code, label_id, label_en in listed)


LICENCE_STATUSES: Final = _entries(
    ("05", "Proses Penapisan", "Screening of environmental documents"),
    ("09", "Telah Melengkapi Persyaratan", "Requirements filled in"),
    ("10", "Dokumen Lengkap", "Documents complete"),
    ("11", "Dokumen Belum Lengkap", "Documents incomplete"),
    ("12", "Pemenuhan Komitmen", "Fulfilment of commitments"),
    ("20", "Validasi", "Validation by an officer"),
    ("30", "Verifikasi Pembayaran", "Payment is verified"),
    ("31", "Konfirmasi Pembayaran", "Payment is confirmed"),
    ("32", "Menunggu Verifikasi Bukti Bayar PNBP", "Proof of payment waits for verification"),
    ("33", "Persetujuan Pembayaran", "Payment approved"),
    ("34", "Perbaikan Konfirmasi Pembayaran", "Proof of payment to be corrected"),
    ("40", "Inspeksi", "Inspection on site"),
    ("41", "Konfirmasi Persyaratan", "Requirements are queried: the clock stops"),
    ("42", "Data Konfirmasi Persyaratan", "The query is answered: the clock goes on"),
    ("43", "Re-Konfirmasi Persyaratan", "Requirements are queried again: the clock stops and goes back to its start"),
    ("44", "Data Re-Konfirmasi Persyaratan", "The second query is answered: the clock begins anew"),
    ("45", "Persyaratan terverifikasi", "Requirements verified by the technical office"),
    ("49", "Pengambilan Nomor", "A number is taken"),
    ("50", "Disetujui", "Approved"),
    ("52", "Terbit Sementara", "Issued provisionally"),
    (
        "57",
        (
            "Disetujui secara otomatis oleh sistem OSS (fiktif positif) berdasarkan Pasal 175 angka 6 Undang-Undang "
            "Nomor 11 Tahun 2020"
        ),
        "Approved by OSS itself because the time ran out (fiktif positif)",
    ),
    ("60", "Peringatan", "Warning"),
    ("70", "Penghentian Sementara Kegiatan Berusaha", "Business suspended"),
    ("80", "Pengenaan Denda Administratif", "Administrative fine"),
    ("90", "Ditolak", "Refused"),
    ("93", "Penolakan Persyaratan", "Requirements refused by the technical office"),
)
"""Kode Status Izin (Lampiran 10). 41 to 44 stop and start the time that the law allows the office; 57 is its lapse."""

NUMBER_STATUSES: Final = tuple(
    CodeEntry(value, code, label_id, label_en)
    for value, code, label_id, label_en in (
        ("ACTIVE", "01", "Aktif", "Active"),
        ("NOT_YET_ACTIVE", "02", "Belum Aktif", "Not yet active"),
        ("PERMITTED", "03", "Diizinkan Usaha", "Business permitted"),
        ("OPERATING", "04", "Diizinkan Beroperasi", "Operation permitted"),
        ("FROZEN", "05", "Dibekukan", "Frozen"),
        ("REVOKED", "06", "Dicabut", "Revoked"),
    )
)
"""Kode Status Dokumen NIB (Lampiran 14), by the word that the facet uses."""
