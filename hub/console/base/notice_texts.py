"""What officers read about messages to an applicant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.texts import StateText
from hub.core.notices import Medium, NoticeState, NotSent

_TELL: Final = "grey"
NAMES: Final[Mapping[str, StateText]] = {
    "received": StateText("Permohonan diterima", "Application received", _TELL),
    "needs-correction": StateText("Ada yang perlu dilengkapi", "Something is missing", _TELL),
    "complete": StateText("Surat-surat lengkap", "Papers are complete", _TELL),
    "delayed": StateText("Perlu waktu lebih lama", "It takes longer", _TELL),
    "resumed": StateText("Diproses kembali", "In work again", _TELL),
    "ready": StateText("Dokumen sudah jadi", "The document is ready", _TELL),
    "refused": StateText("Belum dapat diproses", "Refused, with the right to object", _TELL),
    "withdrawn": StateText("Dibatalkan", "Withdrawn", _TELL),
    "handed-over": StateText("Dokumen diserahkan", "Handed over", _TELL),
    "lapsed": StateText("Surat pindah kedaluwarsa", "The letter of removal has lapsed", _TELL),
    "reminder": StateText("Diingatkan akan jadwal perekaman", "Reminded of the session", _TELL),
}
STATES: Final[Mapping[str, StateText]] = {
    NoticeState.WAITING.value: StateText("Menunggu dikirim", "Waiting", "grey"),
    NoticeState.SENT.value: StateText("Terkirim", "Sent", "green"),
    NoticeState.NOT_SENT.value: StateText("Tidak dikirim", "Not sent", "orange"),
    NoticeState.GIVEN_UP.value: StateText("Gagal dikirim, kabari lewat telepon", "Given up: tell by phone", "red"),
}
CHANNELS: Final[Mapping[str, str]] = {
    Medium.SMS.value: "SMS",
    Medium.WHATSAPP.value: "WhatsApp",
    Medium.MAIL.value: "Email",
}
REASONS: Final[Mapping[str, StateText]] = {
    NotSent.NO_CHANNEL.value: StateText(
        "Kantor belum punya jalur pesan. Kabari pemohon lewat telepon.",
        "The office has no way to send it. Tell the applicant by phone.",
        _TELL,
    ),
    NotSent.NO_CONTACT.value: StateText(
        "Tidak ada nomor atau email yang dapat dipakai. Kabari saat pemohon datang.",
        "There is no usable number or e-mail address. Tell the applicant at the counter.",
        _TELL,
    ),
    NotSent.STOPPED.value: StateText(
        "Pemohon tidak ingin dikirimi pesan.", "The applicant wants no messages about this application.", _TELL
    ),
    NotSent.SEALED.value: StateText(
        "Ada data yang dilindungi. Kabari langsung, jangan lewat pesan.",
        "Somebody in it is protected. Tell in person, not by a message.",
        _TELL,
    ),
    NotSent.SESSION_GONE.value: StateText(
        "Jadwalnya sudah diganti atau dilepas.", "The session was changed or given back meanwhile.", _TELL
    ),
    NotSent.TOO_LATE.value: StateText(
        "Tidak terkirim pada jam kerja. Ingatkan lewat telepon.",
        "It could not be sent while the office was open. Remind the applicant by phone.",
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
