"""The words of the survey: its nine elements and four grades, in Indonesian and English."""

from __future__ import annotations

from typing import Final

Pair = tuple[str, str]

ELEMENTS: Final[tuple[Pair, ...]] = (
    ("Persyaratan", "Papers"),
    ("Prosedur", "Procedure"),
    ("Waktu", "Time"),
    ("Biaya", "Cost"),
    ("Produk", "Product"),
    ("Kompetensi", "Skill"),
    ("Perilaku", "Conduct"),
    ("Pengaduan", "Complaints"),
    ("Sarana", "Place"),
)
GRADES: Final[dict[str, Pair]] = {
    "A": ("A, sangat baik", "A, very good"),
    "B": ("B, baik", "B, good"),
    "C": ("C, kurang baik", "C, less good"),
    "D": ("D, tidak baik", "D, not good"),
}
