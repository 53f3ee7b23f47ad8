"""What a scope means, in the words of the consent page: (Indonesian, English)."""

from __future__ import annotations

import hashlib
from typing import Final

from hub.core.texts import say

SCOPE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "openid": say("mengenali Anda saat masuk"),
    "profile": say("mengetahui nama Anda"),
    "citizen:read": say("membaca data kependudukan"),
    "citizen:search": say("mencari warga menurut nama"),
    "citizen:match": say("mencocokkan data warga tanpa membacanya"),
    "citizen:correct": say("mengusulkan perbaikan data"),
    "citizen:contest": say("menyanggah data yang keliru"),
    "citizen:inform": say("memberi warga salinan datanya di loket"),
    "objection:raise": say("menyampaikan keberatan atas pemakaian data"),
    "objection:decide": say("menjawab keberatan warga"),
    "burial:report": say("melaporkan pemakaman dari buku desa"),
    "burial:settle": say("menindaklanjuti laporan pemakaman"),
    "ticket:call": say("memanggil nomor antrean di loket"),
    "appointment:keep": say("mengurus janji temu di loket"),
    "citizen:merge": say("menggabungkan data ganda"),
    "citizen:seal": say("menutup data warga dari penglihatan"),
    "citizen:hand_over": say("memindahkan data warga antardaerah"),
    "family:read": say("membaca data Kartu Keluarga"),
    "licence:read": say("membaca data perizinan usaha"),
    "education:read": say("membaca data pendidikan"),
    "health:read": say("membaca data kesehatan"),
    "insurance:read": say("membaca data jaminan kesehatan"),
    "welfare:read": say("membaca data kesejahteraan sosial"),
    "application:submit": say("mengajukan permohonan atas nama Anda"),
    "application:read": say("melihat permohonan"),
    "application:process": say("memproses permohonan sebagai petugas"),
    "application:verify": say("memverifikasi permohonan"),
    "application:validate": say("mengesahkan permohonan"),
    "application:sign": say("menandatangani dokumen"),
    "application:refuse": say("menolak permohonan"),
    "document:read": say("membuka berkas permohonan"),
    "access:read": say("melihat siapa yang membaca data"),
    "agency:read": say("melihat keadaan instansi terhubung"),
    "dashboard:read": say("melihat angka kantor, tanpa nama"),
    "discrepancy:decide": say("memutuskan data yang berselisih"),
    "delivery:read": say("melihat kiriman ke instansi"),
    "delivery:transcribe": say("mencatat hasil entri ke sistem instansi"),
    "delivery:replay": say("mengirim ulang kiriman yang gagal"),
    "webhook:manage": say("mengatur langganan peristiwa aplikasi ini"),
    "audit:read": say("membaca catatan audit"),
    "audit:settle": say("memutuskan temuan audit"),
    "emergency:open": say("membuka akses darurat"),
    "emergency:review": say("meninjau akses darurat"),
    "breach:manage": say("mencatat kegagalan pelindungan data"),
    "client:manage": say("mengelola aplikasi terdaftar"),
    "account:approve": say("menyetujui perubahan akun"),
    "user:manage": say("mengelola pengguna"),
    "agreement:manage": say("mengelola perjanjian kerja sama"),
    "service:manage": say("mengatur layanan dan loket kantor"),
}


def described(scopes: frozenset[str]) -> list[tuple[str, str]]:
    """Each scope in words, in the order above; one without words is shown by its name, never left out."""
    known = [words for scope, words in SCOPE_TEXTS.items() if scope in scopes]
    return known + [(scope, scope) for scope in sorted(scopes - SCOPE_TEXTS.keys())]


def text_version(scopes: frozenset[str]) -> str:
    """Which sentences somebody is shown for these scopes: the SHA-256 of them, in 16 hexadecimal digits."""
    shown = "\n".join(f"{indonesian}\t{english}" for indonesian, english in described(scopes))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
