"""Words for a delivery: what it is about, how it stands, and for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.console.base.dates import span
from hub.console.base.texts import Pair
from hub.core.access_texts import attribute_text
from hub.core.delivery import DeliveryState
from hub.core.notices import TARGET as NOTICES

STATES: Final[Mapping[str, tuple[Pair, str]]] = {
    DeliveryState.WAITING.name: (("Menunggu dikirim", "Waits to be sent"), "blue"),
    DeliveryState.TO_TRANSCRIBE.name: (("Perlu diketik", "To be typed"), "yellow"),
    DeliveryState.CONFIRMING.name: (("Sedang dicocokkan", "Being read back"), "teal"),
    DeliveryState.MISMATCH.name: (("Hasil ketikan berbeda", "Typed, and shown otherwise"), "orange"),
    DeliveryState.IN_DOUBT.name: (("Belum pasti sampai", "Not known whether it arrived"), "orange"),
    DeliveryState.DEAD.name: (("Gagal", "Given up"), "red"),
    DeliveryState.DELIVERED.name: (("Sampai", "Delivered"), "green"),
    DeliveryState.WITHHELD.name: (("Tidak perlu dikirim", "Not for this receiver"), "grey"),
    DeliveryState.CANCELLED.name: (("Dibatalkan", "Cancelled"), "grey"),
}
"""State -> its words and the colour of its tag."""
_EVENTS: Final[Mapping[str, Pair]] = {
    "citizen.created": ("Warga dicatat", "A citizen was recorded"),
    "citizen.changed": ("Data warga berubah", "A citizen's data changed"),
    "citizen.corrected": ("Data warga dibetulkan", "A citizen's data were corrected"),
    "citizen.recorded": ("Instansi mencatat datanya", "An agency recorded data of its own"),
    "citizen.nik-assigned": ("NIK diterbitkan", "A NIK was assigned"),
    "citizen.merged-away": ("Dua catatan digabung", "Two records were merged"),
    "citizen.handed-over": ("Warga pindah kabupaten", "A citizen moved to another district"),
    "discrepancy.opened": ("Ada data yang berbeda", "Data were found to differ"),
}
_NOTICE: Final = ("Kabar kepada pemohon", "A message to the applicant")
_PROBLEMS: Final[Mapping[str, Pair]] = {
    "REFUSED": ("Instansi menolaknya.", "The agency refused it."),
    "NOT_SHOWN": ("Instansi belum memperlihatkannya.", "The agency does not show it."),
    "GONE": ("Penerima atau datanya sudah tidak ada.", "The receiver or what it is about is gone."),
}
_ELSE: Final[Pair] = ("Instansi tidak menjawab sebagaimana mestinya.", "The agency did not answer as it should.")


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
