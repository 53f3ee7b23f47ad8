"""What the portal calls the parts of the contract."""

from __future__ import annotations

from typing import Final

from hub.core.texts import indonesian, say
from hub.engine.schema_changes import Counts

ASKED: Final = {
    "name": indonesian("Isi nama aplikasi: 2 huruf atau lebih, tanpa nomor panjang."),
    "office": indonesian("Isi instansi atau kantornya: 2 huruf atau lebih, tanpa nomor panjang."),
    "intent": indonesian("Tulis untuk apa datanya: satu kalimat pendek, tanpa nomor panjang."),
    "scopes": indonesian("Pilih data dari daftar ini."),
    "region": indonesian("Kode wilayah di kabupaten ini, seperti 19.01.01. Boleh kosong."),
    "keys": indonesian("Tempel kunci publik untuk tanda tangan sebagai JWK, paling banyak dua. Jangan kunci privat."),
    "key": indonesian("Tempel satu kunci publik sebagai JWK. Jangan kunci privat."),
    "proof": indonesian("Bukti ini tidak berlaku. Buat yang baru, ditandatangani dengan kunci yang sekarang."),
    "overlapHours": indonesian("Tulis angka dari 0 sampai 168."),
}
"""What a form wants in a field; the hub's own sentence stands beside it in English."""
KINDS: Final = {
    "object": say("Jenis", context="portal"),
    "interface": say("Antarmuka"),
    "union": say("Gabungan"),
    "input": say("Masukan"),
    "enum": say("Daftar nilai"),
    "scalar": say("Nilai tunggal"),
}
REACHES: Final = {
    "public": say("Terbuka untuk semua"),
    "inherited": say("Seperti medan di atasnya"),
    "by_identity": say("Seperti id dari yang ditemukan"),
}
COUNTS: Final = {
    Counts.VALUE: say("satu nilai"),
    Counts.LIST: say("daftar: setiap isinya"),
    Counts.PAGE: say("halaman: sebanyak first"),
}
OUTCOMES: Final = {
    "allowed": (say("Diberikan", context="portal"), "green"),
    "masked": (say("Disamarkan"), "yellow"),
    "denied": (say("Ditolak", context="portal"), "red"),
    "unreached": (say("Tidak tercapai"), "grey"),
}
FACTS: Final = {
    "scopes": say("Lingkup"),
    "categories": say("Kategori data"),
    "lane": say("Jalur"),
    "when": say("Bila"),
    "cost": say("Biaya dalam nilai"),
    "agency": say("Panggilan ke instansi"),
}
SEVERITIES: Final = {
    "breaking": (say("Memutus"), "red"),
    "dangerous": (say("Perlu diperiksa"), "yellow"),
    "safe": (say("Aman", context="portal"), "green"),
}
REQUESTS: Final = {
    "WAITING": (
        "yellow", say("Menunggu", context="portal"),
        say("Administrator memeriksanya. Simpan alamat halaman ini untuk melihat jawabannya."),
    ),
    "APPROVED": (
        "green", say("Terdaftar", context="portal"),
        say("Aplikasi Anda sudah terdaftar dan dapat meminta token dengan kuncinya."),
    ),
    "REFUSED": (
        "red", say("Ditolak", context="portal"),
        say("Permintaan ini tidak dapat diterima. Anda boleh meminta lagi; tidak ada biaya."),
    ),
}  # fmt: skip
"""State of a request -> colour, word, and what that means for who asked."""
