"""How long an office may take, and why it stands still: in words, Indonesian and English. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.promise import Disturbance

DISTURBANCES: Final[Mapping[Disturbance, tuple[str, str]]] = {
    Disturbance.NETWORK: ("Gangguan jaringan", "Network failure"),
    Disturbance.EQUIPMENT: ("Gangguan peralatan", "Equipment failure"),
    Disturbance.CENTRAL_SYSTEM: ("Gangguan SIAK atau sistem pusat", "Failure of SIAK or a central system"),
    Disturbance.DISASTER: ("Bencana", "Disaster"),
    Disturbance.OTHER: ("Gangguan lain", "Another disturbance"),
}
_SAME_TIME: Final = (
    ", sampai jam yang sama pada hari kerja berikutnya",
    ", to the same time of the next working day",
)
_LIMIT: Final = (
    "Paling lama {} sejak surat dinyatakan lengkap{}. Waktu gangguan dan hari libur tidak dihitung.",
    "At most {} once the papers are declared complete{}. Days off and disturbances do not count.",
)


def limit_in_words(max_hours: int) -> tuple[str, str]:
    """`max_hours` of the law as they are counted: 24 are one working day, the rest working hours."""
    days, hours = divmod(max_hours, 24)
    day = [(f"{days} hari kerja ({24 * days} jam)", f"{_many(days, 'working day')} ({24 * days} hours)")]
    hour = [(f"{hours} jam kerja", _many(hours, "working hour"))]
    parts = [*(day if days else ()), *(hour if hours else ())]
    until = _SAME_TIME if (days, hours) == (1, 0) else ("", "")
    return _LIMIT[0].format(" dan ".join(one for one, _ in parts), until[0]), _LIMIT[1].format(
        " and ".join(one for _, one in parts), until[1]
    )


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
