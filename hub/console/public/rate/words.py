"""The nine questions in plain words, with their four answers, the best first."""

from __future__ import annotations

from typing import Final

from hub.console.base.texts import Pair

Answers = tuple[Pair, Pair, Pair, Pair]

_EASE: Final[Answers] = (
    ("Sangat mudah", "Very easy"),
    ("Mudah", "Easy"),
    ("Kurang mudah", "Not so easy"),
    ("Tidak mudah", "Not easy"),
)
_SPEED: Final[Answers] = (
    ("Sangat cepat", "Very quick"),
    ("Cepat", "Quick"),
    ("Kurang cepat", "Not so quick"),
    ("Lambat", "Slow"),
)
_FREE: Final[Answers] = (
    ("Gratis sama sekali", "Free altogether"),
    ("Gratis, ada ongkos fotokopi", "Free, but for photocopies"),
    ("Ada yang meminta uang, saya tidak memberi", "Somebody asked for money, I gave none"),
    ("Saya diminta membayar", "I was asked to pay"),
)
_GOOD: Final[Answers] = (
    ("Sangat baik", "Very good"),
    ("Baik", "Good"),
    ("Kurang baik", "Not so good"),
    ("Tidak baik", "Not good"),
)
_FITS: Final[Answers] = (
    ("Sangat sesuai", "Exactly"),
    ("Sesuai", "Yes"),
    ("Kurang sesuai", "Not quite"),
    ("Tidak sesuai", "No"),
)

QUESTIONS: Final[dict[str, tuple[Pair, Answers]]] = {
    "u1": (("Apakah surat yang diminta sesuai dengan yang diumumkan?", "Were the papers asked as announced?"), _FITS),
    "u2": (("Apakah caranya mudah?", "Was the way easy?"), _EASE),
    "u3": (("Apakah selesainya cepat?", "Was it quick?"), _SPEED),
    "u4": (("Apakah benar-benar gratis?", "Was it really free?"), _FREE),
    "u5": (
        ("Apakah surat yang Anda terima sesuai dengan yang diumumkan?", "Is what you received as announced?"),
        _FITS,
    ),
    "u6": (("Bagaimana kemampuan petugas?", "How well do the officers know their work?"), _GOOD),
    "u7": (("Bagaimana sikap petugas?", "How did the officers treat you?"), _GOOD),
    "u8": (("Bagaimana keluhan dan saran ditanggapi?", "How are complaints and suggestions answered?"), _GOOD),
    "u9": (("Bagaimana tempat atau halaman pelayanannya?", "How is the place, or the page?"), _GOOD),
}
