"""A finding in both languages, by its key in strings/."""

from __future__ import annotations

from typing import Final

from hub.core.service import Finding
from hub.services.birth_certificate.manifest import TEXTS, label_of

_PAPERS: Final = frozenset({"paper", "substitute"})
"""Placeholders whose value is the kind of a paper; its name stands in the sentence."""


def blocking(key: str, path: str, **values: str) -> Finding:
    """A finding that refuses the input."""
    return Finding(path, _text(key, "EN", values), blocking=True, message_id=_text(key, "ID", values))


def warning(key: str, path: str, **values: str) -> Finding:
    """A finding for the officer to look at."""
    return Finding(path, _text(key, "EN", values), blocking=False, message_id=_text(key, "ID", values))


def _text(key: str, language: str, values: dict[str, str]) -> str:
    said = {name: (label_of(value, language) or value) if name in _PAPERS else value for name, value in values.items()}
    return TEXTS[language][f"finding.{key}"].format(**said)
