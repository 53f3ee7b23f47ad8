"""Values that arguments carry: the graph's scalars as Python sees them, and the language of texts."""

from __future__ import annotations

from enum import Enum
from typing import NewType

NIK = NewType("NIK", str)
FamilyCardNumber = NewType("FamilyCardNumber", str)


class Language(Enum):
    """Language of texts for people."""

    ID = "ID"
    EN = "EN"


def text(language: Language | None, indonesian: str, english: str) -> str:
    """The text in this language; Indonesian when none is named."""
    return english if language is Language.EN else indonesian
