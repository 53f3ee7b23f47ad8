"""What an integrator does about each error code."""

from __future__ import annotations

from typing import Final

from hub.core.errors import ErrorCode
from hub.core.texts import say

REMEDIES: Final = {
    ErrorCode.UNAUTHENTICATED.value: say("Minta token baru, lalu kirim lagi."),
    ErrorCode.INSUFFICIENT_AUTHENTICATION.value: say(
        "Langkah ini mengikat kantor. Minta pemakai masuk lagi dengan acr_values dan max_age dari galat, lalu kirim "
        "lagi dengan kunci idempotensi yang sama."
    ),
    ErrorCode.FORBIDDEN.value: say("Galat menyebut aturannya (rule) dan kepada siapa hak itu diminta (ask)."),
    ErrorCode.MASKED.value: say("Nilai ini tidak diberikan kepada klien Anda. Jangan minta bila tidak perlu."),
    ErrorCode.BAD_INPUT.value: say("Perbaiki nilai yang ditunjuk path. Kalimat galatnya menyebut bentuk yang benar."),
    ErrorCode.NOT_FOUND.value: say("Periksa nomornya. Yang di luar wilayah klien Anda dijawab sama."),
    ErrorCode.CONFLICT.value: say("Muat ulang datanya, lihat yang berubah, lalu putuskan lagi."),
    ErrorCode.IDEMPOTENCY_MISMATCH.value: say("Kunci idempotensi ini sudah dipakai untuk isi lain. Buat kunci baru."),
    ErrorCode.RATE_LIMITED.value: say("Tunggu selama retryAfter detik, lalu kirim lebih jarang."),
    ErrorCode.QUOTA_EXHAUSTED.value: say(
        "Kuota hari ini habis: milik instansi sumber, atau milik perjanjian Anda (rule agreement). Minta lebih sedikit "
        "orang, atau besok."
    ),
    ErrorCode.AGREEMENT_EXPIRED.value: say(
        "Perjanjian belum mulai, sudah berakhir, atau dicabut. Perpanjang di kantor; gratis."
    ),
    ErrorCode.COST_EXCEEDED.value: say("Minta lebih sedikit dalam satu operasi, atau bagi menjadi beberapa."),
    ErrorCode.OPERATION_NOT_REGISTERED.value: say(
        "Klien Anda, atau seluruh hub, hanya boleh mengirim dokumen terdaftar; pesan galat menyebut yang mana. Minta "
        "operator hub atau administrator kantor mendaftarkan dokumen Anda, lalu kirim id dokumen itu sebagai "
        "documentId."
    ),
    ErrorCode.SOURCE_UNAVAILABLE.value: say(
        "Instansi sumber tidak menjawab. Coba bagian ini lagi nanti; bagian lain tetap berlaku."
    ),
    ErrorCode.INTERNAL.value: say("Kesalahan di pihak kami. Beri tahu kantor nomor yang ada di pesannya."),
}
