"""What officers read about messages to an applicant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.texts import StateText
from hub.core.notices import Medium, NoticeState, NotSent
from hub.core.texts import say

_TELL: Final = "grey"
NAMES: Final[Mapping[str, StateText]] = {
    "received": StateText(*say("Permohonan diterima"), _TELL),
    "needs-correction": StateText(*say("Ada yang perlu dilengkapi"), _TELL),
    "complete": StateText(*say("Surat-surat lengkap"), _TELL),
    "delayed": StateText(*say("Perlu waktu lebih lama"), _TELL),
    "resumed": StateText(*say("Diproses kembali"), _TELL),
    "ready": StateText(*say("Dokumen sudah jadi"), _TELL),
    "refused": StateText(*say("Belum dapat diproses", context="notice texts"), _TELL),
    "withdrawn": StateText(*say("Dibatalkan"), _TELL),
    "handed-over": StateText(*say("Dokumen diserahkan"), _TELL),
    "lapsed": StateText(*say("Surat pindah kedaluwarsa"), _TELL),
    "visit": StateText(*say("Diingatkan akan janji temu"), _TELL),
    "reminder": StateText(*say("Diingatkan akan jadwal perekaman"), _TELL),
}
STATES: Final[Mapping[str, StateText]] = {
    NoticeState.WAITING.value: StateText(*say("Menunggu dikirim"), "grey"),
    NoticeState.SENT.value: StateText(*say("Terkirim"), "green"),
    NoticeState.NOT_SENT.value: StateText(*say("Tidak dikirim"), "orange"),
    NoticeState.GIVEN_UP.value: StateText(*say("Gagal dikirim, kabari lewat telepon"), "red"),
}
CHANNELS: Final[Mapping[str, str]] = {
    Medium.SMS.value: "SMS",
    Medium.WHATSAPP.value: "WhatsApp",
    Medium.MAIL.value: "Email",
}
REASONS: Final[Mapping[str, StateText]] = {
    NotSent.NO_CHANNEL.value: StateText(
        *say("Kantor belum punya jalur pesan. Kabari pemohon lewat telepon."),
        _TELL,
    ),
    NotSent.NO_CONTACT.value: StateText(
        *say("Tidak ada nomor atau email yang dapat dipakai. Kabari saat pemohon datang."),
        _TELL,
    ),
    NotSent.STOPPED.value: StateText(*say("Pemohon tidak ingin dikirimi pesan."), _TELL),
    NotSent.SEALED.value: StateText(
        *say("Ada data yang dilindungi. Kabari langsung, jangan lewat pesan."),
        _TELL,
    ),
    NotSent.SESSION_GONE.value: StateText(*say("Jadwalnya sudah diganti atau dilepas."), _TELL),
    NotSent.TOO_LATE.value: StateText(
        *say("Tidak terkirim pada jam kerja. Ingatkan lewat telepon."),
        _TELL,
    ),
}
WORDS: Final[Mapping[str, Any]] = {
    "notice_names": NAMES,
    "notice_states": STATES,
    "notice_channels": CHANNELS,
    "notice_reasons": REASONS,
}
"""For templates, by the names that they use."""
