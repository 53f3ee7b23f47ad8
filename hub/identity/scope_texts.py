"""What a scope means, in the words of the consent page: (Indonesian, English)."""

from __future__ import annotations

import hashlib
from typing import Final

SCOPE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "openid": ("mengenali Anda saat masuk", "recognise you when you log in"),
    "profile": ("mengetahui nama Anda", "know your name"),
    "citizen:read": ("membaca data kependudukan", "read population data"),
    "citizen:search": ("mencari warga menurut nama", "search citizens by name"),
    "citizen:match": ("mencocokkan data warga tanpa membacanya", "match a citizen's data without reading them"),
    "citizen:correct": ("mengusulkan perbaikan data", "propose corrections of data"),
    "citizen:contest": ("menyanggah data yang keliru", "contest data that are wrong"),
    "citizen:inform": ("memberi warga salinan datanya di loket", "give a citizen her own data at the counter"),
    "objection:raise": ("menyampaikan keberatan atas pemakaian data", "object to the use of data"),
    "objection:decide": ("menjawab keberatan warga", "answer the objections of citizens"),
    "burial:report": ("melaporkan pemakaman dari buku desa", "report burials from the village's book"),
    "burial:settle": ("menindaklanjuti laporan pemakaman", "follow up burial reports"),
    "ticket:call": ("memanggil nomor antrean di loket", "call the numbers that wait at a counter"),
    "citizen:merge": ("menggabungkan data ganda", "merge duplicate records"),
    "citizen:seal": ("menutup data warga dari penglihatan", "seal a citizen's record"),
    "citizen:hand_over": ("memindahkan data warga antardaerah", "hand a citizen over to another district"),
    "family:read": ("membaca data Kartu Keluarga", "read family card data"),
    "licence:read": ("membaca data perizinan usaha", "read business licences"),
    "education:read": ("membaca data pendidikan", "read education data"),
    "health:read": ("membaca data kesehatan", "read health data"),
    "insurance:read": ("membaca data jaminan kesehatan", "read health insurance data"),
    "welfare:read": ("membaca data kesejahteraan sosial", "read social welfare data"),
    "application:submit": ("mengajukan permohonan atas nama Anda", "submit applications in your name"),
    "application:read": ("melihat permohonan", "see applications"),
    "application:process": ("memproses permohonan sebagai petugas", "process applications as an officer"),
    "application:verify": ("memverifikasi permohonan", "verify applications"),
    "application:validate": ("mengesahkan permohonan", "validate applications"),
    "application:sign": ("menandatangani dokumen", "sign documents"),
    "application:refuse": ("menolak permohonan", "refuse applications"),
    "document:read": ("membuka berkas permohonan", "open the papers of applications"),
    "access:read": ("melihat siapa yang membaca data", "see who has read which data"),
    "agency:read": ("melihat keadaan instansi terhubung", "see the state of connected agencies"),
    "dashboard:read": ("melihat angka kantor, tanpa nama", "see the office's figures, without names"),
    "discrepancy:decide": ("memutuskan data yang berselisih", "decide between contradicting data"),
    "delivery:read": ("melihat kiriman ke instansi", "see deliveries to agencies"),
    "delivery:transcribe": ("mencatat hasil entri ke sistem instansi", "record what was typed into an agency's system"),
    "delivery:replay": ("mengirim ulang kiriman yang gagal", "try a failed delivery again"),
    "audit:read": ("membaca catatan audit", "read the audit log"),
    "audit:settle": ("memutuskan temuan audit", "settle findings of the audit"),
    "emergency:open": ("membuka akses darurat", "open an emergency access"),
    "emergency:review": ("meninjau akses darurat", "review emergency accesses"),
    "breach:manage": ("mencatat kegagalan pelindungan data", "keep the register of data breaches"),
    "client:manage": ("mengelola aplikasi terdaftar", "manage registered clients"),
    "account:approve": ("menyetujui perubahan akun", "approve changes of accounts"),
    "user:manage": ("mengelola pengguna", "manage users"),
    "agreement:manage": ("mengelola perjanjian kerja sama", "manage agreements"),
}


def described(scopes: frozenset[str]) -> list[tuple[str, str]]:
    """Each scope in words, in the order above; one without words is shown by its name, never left out."""
    known = [words for scope, words in SCOPE_TEXTS.items() if scope in scopes]
    return known + [(scope, scope) for scope in sorted(scopes - SCOPE_TEXTS.keys())]


def text_version(scopes: frozenset[str]) -> str:
    """Which sentences somebody is shown for these scopes: the SHA-256 of them, in 16 hexadecimal digits."""
    shown = "\n".join(f"{indonesian}\t{english}" for indonesian, english in described(scopes))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
