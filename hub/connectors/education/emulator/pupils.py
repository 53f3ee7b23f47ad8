"""The pupils that the emulator holds, one JSON object each.

Keys: nik, nisn, full_name, sex, birth_date, birth_place, mother_name, vital_status, and `enrolments` [{npsn, school,
level, since}]: the schools that list the pupil now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hub.exchange.emulation.lines import JsonLines, Line

_NEEDED: Final = ("nik", "full_name", "birth_date", "enrolments")
_OF_ENROLMENT: Final = ("npsn", "school", "level")


@dataclass(frozen=True, slots=True)
class EmulatedSchool:
    npsn: str
    name: str
    level: str


class Pupils:
    """Pupils by school. `lines` are all of them, by NIK."""

    def __init__(self, file: Path) -> None:
        self.schools: dict[str, EmulatedSchool] = {}
        self._at: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.lines = JsonLines(file, _check, self._see)

    def of(self, npsn: str) -> Sequence[tuple[Line, Mapping[str, Any]]]:
        """Pupils whom the school lists, each with the enrolment there."""
        found = []
        for nik in self._at[npsn]:
            pupil = self.lines.get(nik) or {}
            found += [(pupil, each) for each in pupil.get("enrolments", ()) if each["npsn"] == npsn]
        return found

    def largest(self, count: int) -> Sequence[str]:
        """The schools with the most pupils."""
        return sorted(self.schools, key=lambda npsn: (-len(self._at[npsn]), npsn))[:count]

    def _see(self, pupil: Line) -> None:
        for each in pupil["enrolments"]:
            self.schools[each["npsn"]] = EmulatedSchool(each["npsn"], each["school"], each["level"])
            self._at[each["npsn"]][pupil["nik"]] = None


def _check(pupil: Line) -> None:
    listed = pupil.get("enrolments")
    usable = isinstance(listed, list) and all(isinstance(each, dict) for each in listed)
    if not usable or not all(pupil.get(name) is not None for name in _NEEDED):
        raise ValueError(f"A pupil needs: {', '.join(_NEEDED)}; enrolments are a list.")
    if not all(isinstance(each.get(name), str) for each in listed or () for name in _OF_ENROLMENT):
        raise ValueError(f"An enrolment needs: {', '.join(_OF_ENROLMENT)}.")
