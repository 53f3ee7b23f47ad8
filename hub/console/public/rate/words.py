"""The nine questions in plain words, with their four answers, the best first."""

from __future__ import annotations

from typing import Final

from hub.core.texts import Pair, say

Answers = tuple[Pair, Pair, Pair, Pair]

_EASE: Final[Answers] = (
    say("Sangat mudah"),
    say("Mudah"),
    say("Kurang mudah"),
    say("Tidak mudah"),
)
_SPEED: Final[Answers] = (
    say("Sangat cepat"),
    say("Cepat"),
    say("Kurang cepat"),
    say("Lambat"),
)
_FREE: Final[Answers] = (
    say("Gratis sama sekali"),
    say("Gratis, ada ongkos fotokopi"),
    say("Ada yang meminta uang, saya tidak memberi"),
    say("Saya diminta membayar"),
)
_GOOD: Final[Answers] = (
    say("Sangat baik"),
    say("Baik"),
    say("Kurang baik"),
    say("Tidak baik"),
)
_FITS: Final[Answers] = (
    say("Sangat sesuai"),
    say("Sesuai"),
    say("Kurang sesuai"),
    say("Tidak sesuai"),
)

QUESTIONS: Final[dict[str, tuple[Pair, Answers]]] = {
    "u1": (say("Apakah surat yang diminta sesuai dengan yang diumumkan?"), _FITS),
    "u2": (say("Apakah caranya mudah?"), _EASE),
    "u3": (say("Apakah selesainya cepat?"), _SPEED),
    "u4": (say("Apakah benar-benar gratis?"), _FREE),
    "u5": (
        say("Apakah surat yang Anda terima sesuai dengan yang diumumkan?"),
        _FITS,
    ),
    "u6": (say("Bagaimana kemampuan petugas?"), _GOOD),
    "u7": (say("Bagaimana sikap petugas?"), _GOOD),
    "u8": (say("Bagaimana keluhan dan saran ditanggapi?"), _GOOD),
    "u9": (say("Bagaimana tempat atau halaman pelayanannya?"), _GOOD),
}
