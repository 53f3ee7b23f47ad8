"""What the portal calls the states of subscriptions and of what they were told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.core.delivery import DeliveryState
from hub.core.texts import Pair, say

ACTIVE: Final = (say("Berjalan", context="webhooks"), "green")
FAILING: Final = (say("Sedang gagal", context="webhooks"), "yellow")
PAUSED: Final = (say("Berhenti sementara", context="webhooks"), "orange")
REASONS: Final[Mapping[str, Pair]] = {
    "BY_CLIENT": say("Dihentikan oleh klien sendiri."),
    "BY_HAND": say("Dihentikan oleh kantor."),
    "FAILING": say("Alamatnya gagal tiga hari berturut-turut."),
    "GONE": say("Alamatnya menjawab bahwa ia sudah tidak ada (410)."),
}
STATES: Final[Mapping[str, tuple[Pair, str]]] = {
    DeliveryState.DELIVERED.value: (say("Diterima", context="webhooks"), "green"),
    DeliveryState.WAITING.value: (say("Menunggu", context="webhooks"), "yellow"),
    DeliveryState.DEAD.value: (say("Ditolak penerima", context="webhooks"), "red"),
    DeliveryState.WITHHELD.value: (say("Tidak boleh lagi", context="webhooks"), "grey"),
    DeliveryState.CANCELLED.value: (say("Dibatalkan", context="webhooks"), "grey"),
}
OTHER_STATE: Final = (say("Sedang diurus", context="webhooks"), "blue")
PROBLEMS: Final[Mapping[str, Pair]] = {
    "TIMEOUT": say("Tidak dijawab tepat waktu."),
    "UNREACHABLE": say("Alamatnya tidak tercapai."),
    "RESTING": say("Ditunda sebentar, karena alamatnya baru saja gagal."),
    "QUOTA_EXHAUSTED": say("Kuota hari ini habis; dikirim besok."),
    "NOT_ALLOWED": say("Perjanjian sekarang tidak mengizinkannya."),
    "CLIENT_INACTIVE": say("Kliennya ditutup."),
    "GONE": say("Alamatnya sudah tidak ada."),
    "WAITING": say("Pesan uji sedang dikirim. Muat ulang halaman ini."),
}
DONE: Final[Mapping[str, Pair]] = {
    "pause": say("Langganan berhenti sementara. Yang terjadi sementara itu menunggu."),
    "resume": say("Langganan berjalan lagi, mulai dari yang menunggu."),
    "test": say("Pesan uji dikirim. Muat ulang halaman ini untuk melihat jawabannya."),
}


def standing(webhook: Mapping[str, Any]) -> tuple[Pair, str]:
    """Whether a subscription tells anything now, and the colour for it."""
    if webhook["state"] != "ACTIVE":
        return PAUSED
    return FAILING if webhook["failingSince"] else ACTIVE


def answer_of(code: str | None) -> Pair | None:
    """What became of a message, in words; `HTTP_503` stays a status of HTTP."""
    if not code:
        return None
    told = code.replace("_", " ")
    return PROBLEMS.get(code) or (told, told)


def status(code: int) -> str:
    """A status of HTTP, as it is called in both languages."""
    return f"HTTP {code}"


def took(milliseconds: int) -> str:
    return f"{milliseconds} ms"
