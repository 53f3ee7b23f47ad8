"""How long an office may take, and why it stands still: in words, Indonesian and English. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.promise import Disturbance
from hub.core.texts import counted, say

DISTURBANCES: Final[Mapping[Disturbance, tuple[str, str]]] = {
    Disturbance.NETWORK: say("Gangguan jaringan"),
    Disturbance.EQUIPMENT: say("Gangguan peralatan"),
    Disturbance.CENTRAL_SYSTEM: say("Gangguan SIAK atau sistem pusat"),
    Disturbance.DISASTER: say("Bencana", context="promise texts"),
    Disturbance.OTHER: say("Gangguan lain"),
}


def limit_in_words(max_hours: int) -> tuple[str, str]:
    """`max_hours` of the law as they are counted: 24 are one working day, the rest working hours."""
    days, hours = divmod(max_hours, 24)
    day = say("{days} ({hours} jam)", days=counted("{count} hari kerja", days), hours=24 * days)
    hour = counted("{count} jam kerja", hours)
    if days and hours:
        return say(
            "Paling lama {days} dan {hours} sejak surat dinyatakan lengkap. "
            "Waktu gangguan dan hari libur tidak dihitung.",
            days=day,
            hours=hour,
        )
    if (days, hours) == (1, 0):
        return say(
            "Paling lama {days} sejak surat dinyatakan lengkap, sampai jam yang sama pada hari kerja berikutnya. "
            "Waktu gangguan dan hari libur tidak dihitung.",
            days=day,
        )
    return say(
        "Paling lama {time} sejak surat dinyatakan lengkap. Waktu gangguan dan hari libur tidak dihitung.",
        time=day if days else hour,
    )
