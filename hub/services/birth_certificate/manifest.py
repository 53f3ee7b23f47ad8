"""What service.toml and strings/ declare, read once."""

from __future__ import annotations

from typing import Final

from hub.services import Manifest, Texts, read_manifest, read_texts

MANIFEST: Final[Manifest] = read_manifest(__package__ or "")
TEXTS: Final[Texts] = read_texts(__package__ or "")


def label_of(kind: str, language: str) -> str | None:
    """The name of a paper in a language (`ID` or `EN`), or None for a kind this service does not know."""
    for paper in MANIFEST.requirements:
        if paper.kind == kind:
            return paper.label_en if language == "EN" else paper.label_id
    return None
