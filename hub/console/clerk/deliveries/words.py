"""Words for a delivery: what it is about, how it stands, and for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.console.base.dates import span
from hub.core.access_texts import attribute_text
from hub.core.delivery import DeliveryState
from hub.core.notices import TARGET as NOTICES
from hub.core.texts import Pair, say

STATES: Final[Mapping[str, tuple[Pair, str]]] = {
    DeliveryState.WAITING.name: (say("Menunggu dikirim", context="deliveries"), "blue"),
    DeliveryState.TO_TRANSCRIBE.name: (say("Perlu diketik"), "yellow"),
    DeliveryState.CONFIRMING.name: (say("Sedang dicocokkan"), "teal"),
    DeliveryState.MISMATCH.name: (say("Hasil ketikan berbeda"), "orange"),
    DeliveryState.IN_DOUBT.name: (say("Belum pasti sampai"), "orange"),
    DeliveryState.DEAD.name: (say("Gagal"), "red"),
    DeliveryState.DELIVERED.name: (say("Sampai", context="deliveries"), "green"),
    DeliveryState.WITHHELD.name: (say("Tidak perlu dikirim"), "grey"),
    DeliveryState.CANCELLED.name: (say("Dibatalkan", context="deliveries"), "grey"),
}
"""State -> its words and the colour of its tag."""
_EVENTS: Final[Mapping[str, Pair]] = {
    "citizen.created": say("Warga dicatat"),
    "citizen.changed": say("Data warga berubah"),
    "citizen.corrected": say("Data warga dibetulkan"),
    "citizen.recorded": say("Instansi mencatat datanya"),
    "citizen.nik-assigned": say("NIK diterbitkan"),
    "citizen.merged-away": say("Dua catatan digabung"),
    "citizen.handed-over": say("Warga pindah kabupaten"),
    "discrepancy.opened": say("Ada data yang berbeda"),
}
_NOTICE: Final = say("Kabar kepada pemohon")
_PROBLEMS: Final[Mapping[str, Pair]] = {
    "REFUSED": say("Instansi menolaknya."),
    "NOT_SHOWN": say("Instansi belum memperlihatkannya."),
    "GONE": say("Penerima atau datanya sudah tidak ada."),
}
_ELSE: Final[Pair] = say("Instansi tidak menjawab sebagaimana mestinya.")


def told_of(one: Mapping[str, Any], agencies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A delivery of the graph with its words. `to` is the receiver's title, `about` what changed."""
    titles = {agency["name"]: agency["title"] for agency in agencies}
    words, colour = STATES[one["state"]]
    return {
        **one,
        "to": "Pemohon" if one["target"] == NOTICES else titles.get(one["target"], one["target"]),
        "event": _EVENTS.get(one["kind"]) or (_NOTICE if one["target"] == NOTICES else (one["kind"], one["kind"])),
        "stands": words,
        "colour": colour,
        "about": listed([attribute_text(name) for name in one["changed"]]),
        "differs": listed([attribute_text(name) for name in one["differences"]]),
        "old": span(dt.timedelta(seconds=one["ageSeconds"])),
        "why": _PROBLEMS.get(one["problem"], _ELSE) if one["problem"] else None,
    }


def listed(words: Sequence[Pair]) -> Pair:
    """Several names in one line, in both languages."""
    return ", ".join(each[0] for each in words), ", ".join(each[1] for each in words)
