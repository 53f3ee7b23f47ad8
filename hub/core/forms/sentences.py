"""Findings and labels of a service in both languages, by their keys in strings/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from babel.dates import format_date

from hub.core.service import Finding, Requirement
from hub.core.suggestion import Suggestion


def day_said(day: dt.date) -> dict[str, str]:
    """A day as both languages write it, for the placeholders `day` and `day_en`."""
    return {"day": format_date(day, "d MMMM y", locale="id"), "day_en": format_date(day, "d MMMM y", locale="en")}


_PAPERS: Final = frozenset({"paper", "papers", "substitute"})
"""Placeholders whose value is the kind of a paper, or kinds with spaces between; the names stand in the sentence."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """`texts` by language (`ID`, `EN`) and dotted key, those of the service and those that all share."""

    texts: Mapping[str, Mapping[str, str]]
    requirements: Sequence[Requirement]

    def blocking(self, key: str, path: str, **values: str) -> Finding:
        """A finding that refuses the input: the sentence `finding.KEY`."""
        return self._finding(key, path, values, blocking=True)

    def warning(self, key: str, path: str, **values: str) -> Finding:
        """A finding for the officer to look at."""
        return self._finding(key, path, values, blocking=False)

    def suggestion(self, service: str, key: str, rests_on: Sequence[str], **values: str) -> Suggestion:
        """A suggestion of this service, with the sentence `suggestion.KEY` for its reason."""
        indonesian, english = (self.texts[language][f"suggestion.{key}"].format(**values) for language in ("ID", "EN"))
        return Suggestion(service, indonesian, english, tuple(rests_on))

    def label_of(self, kind: str, language: str) -> str | None:
        """The name of a paper in a language (`ID` or `EN`), or None for a kind this service does not know."""
        for paper in self.requirements:
            if paper.kind == kind:
                return paper.label_en if language == "EN" else paper.label_id
        return None

    def _papers(self, kinds: str, language: str) -> str:
        return " / ".join(self.label_of(kind, language) or kind for kind in kinds.split())

    def _finding(self, key: str, path: str, values: Mapping[str, str], *, blocking: bool) -> Finding:
        english, indonesian = (self._text(key, language, values) for language in ("EN", "ID"))
        return Finding(path, english, blocking=blocking, message_id=indonesian)

    def _text(self, key: str, language: str, values: Mapping[str, str]) -> str:
        said = {name: self._papers(value, language) if name in _PAPERS else value for name, value in values.items()}
        return self.texts[language][f"finding.{key}"].format(**said)
