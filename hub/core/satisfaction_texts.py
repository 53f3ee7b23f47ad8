"""The words of the survey: its nine elements and four grades, in Indonesian and English."""

from __future__ import annotations

from typing import Final

from hub.core.texts import say

Pair = tuple[str, str]

ELEMENTS: Final[tuple[Pair, ...]] = (
    say("Persyaratan"),
    say("Prosedur"),
    say("Waktu"),
    say("Biaya"),
    say("Produk"),
    say("Kompetensi"),
    say("Perilaku"),
    say("Pengaduan"),
    say("Sarana"),
)
GRADES: Final[dict[str, Pair]] = {
    "A": say("A, sangat baik"),
    "B": say("B, baik"),
    "C": say("C, kurang baik"),
    "D": say("D, tidak baik"),
}
