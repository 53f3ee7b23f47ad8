"""What the office has promised, in the words of the tracking page: a date, no person, no officer's reason. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.dates import clock_time, moment
from hub.core.texts import Pair, say

_WORDS: Final[Mapping[str, Pair]] = {
    "RUNNING": say("Kami berjanji menyelesaikannya paling lambat {due}."),
    "PAUSED": say("Waktu layanan berhenti karena ada gangguan di pihak kami. Begitu pulih, kami lanjutkan."),
    "KEPT": say("Kami menjawab tepat waktu."),
    "BROKEN": say(
        "Kami tidak menjawab tepat waktu, dan mohon maaf. Anda boleh menanyakannya atau melapor, tanpa biaya."
    ),
}
_DOUBT: Final[Pair] = say(" Tanggal ini dapat bergeser, karena hari libur tahun itu belum ditetapkan.")


def promise_words(promise: Mapping[str, Any] | None) -> Pair | None:
    """Indonesian and English; None before the papers are complete."""
    words = _WORDS.get(promise["state"]) if promise else None
    if promise is None or words is None:
        return None
    doubt = _DOUBT if promise["state"] == "RUNNING" and not promise["calendarKnown"] else ("", "")
    due = clock_time(promise["dueAt"])
    return words[0].format(due=due) + doubt[0], words[1].format(due=due) + doubt[1]


def prediction_words(promise: Mapping[str, Any] | None) -> Pair | None:
    """When it will probably be answered; None where nothing is predicted, or it would be later than promised."""
    told, due = (moment(promise[name]) if promise else None for name in ("predictedAt", "dueAt"))
    if told is None or (due is not None and told >= due):
        return None
    when = clock_time(told)
    return say("Biasanya selesai sebelum {when}. Ini perkiraan dari pengalaman kantor, bukan janji.", when=when)
