"""What the office has promised, in the words of the tracking page: a date, no person, no officer's reason. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.dates import clock_time, moment
from hub.console.base.texts import Pair

_WORDS: Final[Mapping[str, Pair]] = {
    "RUNNING": ("Kami berjanji menyelesaikannya paling lambat {due}.", "We promise to finish it by {due}."),
    "PAUSED": (
        "Waktu layanan berhenti karena ada gangguan di pihak kami. Begitu pulih, kami lanjutkan.",
        "The clock stands still because of a disturbance on our side. We go on as soon as it is over.",
    ),
    "KEPT": ("Kami menjawab tepat waktu.", "We answered in time."),
    "BROKEN": (
        "Kami tidak menjawab tepat waktu, dan mohon maaf. Anda boleh menanyakannya atau melapor, tanpa biaya.",
        "We did not answer in time, and are sorry. You may ask or complain, free of charge.",
    ),
}
_DOUBT: Final[Pair] = (
    " Tanggal ini dapat bergeser, karena hari libur tahun itu belum ditetapkan.",
    " The date may move: the holidays of that year are not settled yet.",
)


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
    return (
        f"Biasanya selesai sebelum {when}. Ini perkiraan dari pengalaman kantor, bukan janji.",
        f"Usually it is done before {when}. This is an estimate from our experience, not a promise.",
    )
