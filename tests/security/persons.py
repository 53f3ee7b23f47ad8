"""Everything that names a person of the synthetic district, and the search for it in what must not hold it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Persons:
    """Numbers are searched as they are, names as whole words: a name may be part of an ordinary word.

    A single name may be an ordinary word (`Hari`, a name, and `hari`, a day), so it counts only as names are written.
    """

    numbers: frozenset[str]
    names: frozenset[str]

    def found_in(self, content: bytes | str) -> list[str]:
        """Which of them stand in the content; exports are binary, their texts are UTF-8 all the same."""
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        numbers = {run for run in re.findall(r"\d{16}", text) if run in self.numbers}
        # A longer run of digits may hide one.
        for run in re.findall(r"\d{17,}", text):
            numbers |= {run[start : start + 16] for start in range(len(run) - 15)} & self.numbers
        return sorted(numbers | {found.group() for found in self._pattern().finditer(text)})

    def _pattern(self) -> re.Pattern[str]:
        forms = [
            f"(?i:{re.escape(name)})" if " " in name or "@" in name else f"{re.escape(name)}|{re.escape(name.upper())}"
            for name in sorted(self.names, key=len, reverse=True)
        ]
        return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def seeded(state_dir: Path, more: Iterable[str] = ()) -> Persons:
    """All that the population agency's emulator knows, and `more` names that a test uses."""
    lines = (state_dir / "emulators" / "population.jsonl").read_text(encoding="utf-8").splitlines()
    people: list[dict[str, Any]] = [json.loads(line) for line in lines]
    numbers = {person[key] for person in people for key in ("nik", "family_card_number") if person.get(key)}
    names = {person["full_name"] for person in people if person.get("full_name")}
    return Persons(frozenset(numbers), frozenset(names) | frozenset(more))
