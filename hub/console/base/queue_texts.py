"""Words for numbers of a counter: reasons, states, and what came of them. Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.console.base.texts import Pair
from hub.core.ticket import PriorityReason, TicketOutcome, TicketState

_R, _S, _O = PriorityReason, TicketState, TicketOutcome
REASONS: Final[Mapping[str, Pair]] = {
    _R.LANSIA.name: ("Lanjut usia (60 tahun ke atas)", "Elderly (60 and older)"),
    _R.DISABILITAS.name: ("Penyandang disabilitas", "With a disability"),
    _R.IBU_HAMIL.name: ("Ibu hamil", "Pregnant"),
    _R.MEMBAWA_BALITA.name: ("Membawa anak balita", "With a small child"),
    _R.DARURAT_MEDIS.name: ("Darurat kesehatan", "Medical emergency"),
    _R.BENCANA.name: ("Korban bencana", "Struck by a disaster"),
    _R.PETUGAS_LAPANGAN.name: ("Petugas lapangan yang membawa berkas warga", "Field worker with papers of citizens"),
}
NUMBER_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    _S.WAITING.name: ("grey", ("menunggu", "waiting")),
    _S.CALLED.name: ("yellow", ("dipanggil", "called")),
    _S.SERVING.name: ("blue", ("sedang dilayani", "at the counter")),
    _S.NO_SHOW.name: ("orange", ("tidak hadir", "was not there")),
    _S.ENDED.name: ("green", ("selesai", "done")),
}
"""Colour of the tag, which only repeats the words."""
OUTCOMES: Final[Mapping[str, Pair]] = {
    _O.NEW_APPLICATION.name: ("Permohonan baru dibuat", "A new application"),
    _O.CASE_HANDLED.name: ("Permohonan yang ada dilanjutkan", "Work on an application"),
    _O.PAPER_HANDED_OVER.name: ("Dokumen diserahkan", "A paper was handed over"),
    _O.ADVICE.name: ("Bertanya dan sudah dijawab", "A question, answered"),
    _O.COMES_BACK.name: ("Akan datang lagi", "She comes back another time"),
}


def wait_words(ahead: int, minutes: int | None) -> Pair:
    """How many are before her and about how long it takes; no figure where the pace is not known."""
    before = ("Giliran berikutnya.", "You are next.")
    if ahead:
        before = (f"{ahead} orang dipanggil sebelum Anda.", f"{ahead} before you.")
    if minutes is None:
        return (f"{before[0]} Lamanya belum dapat diperkirakan.", f"{before[1]} The wait cannot be told yet.")
    return (
        f"{before[0]} Kira-kira {minutes} menit lagi, menurut kecepatan hari ini.",
        f"{before[1]} About {minutes} minutes by today's pace.",
    )
