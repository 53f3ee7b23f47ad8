"""Words for numbers of a counter: reasons, states, and what came of them. Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.texts import Pair, say
from hub.core.ticket import PriorityReason, TicketOutcome, TicketState

_R, _S, _O = PriorityReason, TicketState, TicketOutcome
REASONS: Final[Mapping[str, Pair]] = {
    _R.LANSIA.name: say("Lanjut usia (60 tahun ke atas)"),
    _R.DISABILITAS.name: say("Penyandang disabilitas"),
    _R.IBU_HAMIL.name: say("Ibu hamil"),
    _R.MEMBAWA_BALITA.name: say("Membawa anak balita"),
    _R.DARURAT_MEDIS.name: say("Darurat kesehatan"),
    _R.BENCANA.name: say("Korban bencana"),
    _R.PETUGAS_LAPANGAN.name: say("Petugas lapangan yang membawa berkas warga"),
}
NUMBER_STATES: Final[Mapping[str, tuple[str, Pair]]] = {
    _S.WAITING.name: ("grey", say("menunggu")),
    _S.CALLED.name: ("yellow", say("dipanggil")),
    _S.SERVING.name: ("blue", say("sedang dilayani")),
    _S.NO_SHOW.name: ("orange", say("tidak hadir")),
    _S.ENDED.name: ("green", say("selesai")),
}
"""Colour of the tag, which only repeats the words."""
OUTCOMES: Final[Mapping[str, Pair]] = {
    _O.NEW_APPLICATION.name: say("Permohonan baru dibuat"),
    _O.CASE_HANDLED.name: say("Permohonan yang ada dilanjutkan"),
    _O.PAPER_HANDED_OVER.name: say("Dokumen diserahkan", context="queue texts"),
    _O.ADVICE.name: say("Bertanya dan sudah dijawab"),
    _O.COMES_BACK.name: say("Akan datang lagi"),
}


def wait_words(ahead: int, minutes: int | None) -> Pair:
    """How many are before her and about how long it takes; no figure where the pace is not known."""
    before = say("Giliran berikutnya.")
    if ahead:
        before = say("{ahead} orang dipanggil sebelum Anda.", ahead=ahead)
    if minutes is None:
        return say("{before} Lamanya belum dapat diperkirakan.", before=before)
    return say("{before} Kira-kira {minutes} menit lagi, menurut kecepatan hari ini.", before=before, minutes=minutes)
