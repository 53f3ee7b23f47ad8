"""Who was opened without a case lately: what several looks together tell, of one reader or of many."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

KEPT: Final = dt.timedelta(days=30)
"""How long a sighting is remembered."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody of the office opened a person whom no open application named, nor anybody of her household.

    A page shows a family: `person_id` is one of them, and `family` what holds them together, the number of the card or
    the person's own id.
    """

    receipt_id: uuid.UUID
    person_id: uuid.UUID
    reader: str
    at: dt.datetime
    family: str = field(repr=False)
    place: str = ""
    nik: str = field(default="", repr=False)


class Sightings:
    """The ones of a while, found by family and by reader."""

    def __init__(self, known: Iterable[Sighting] = ()) -> None:
        self._of_family: dict[str, list[Sighting]] = defaultdict(list)
        self._of_reader: dict[str, list[Sighting]] = defaultdict(list)
        self._seen: set[tuple[uuid.UUID, uuid.UUID]] = set()
        self.new: list[Sighting] = []
        for one in known:
            self._put(one)

    def add(self, one: Sighting) -> None:
        """Notes a new one. One that is known already is not new."""
        if self._put(one):
            self.new.append(one)

    def of_family(self, family: str, since: dt.datetime) -> list[Sighting]:
        return [one for one in self._of_family[family] if one.at >= since]

    def of_reader(self, reader: str, since: dt.datetime) -> list[Sighting]:
        return [one for one in self._of_reader[reader] if one.at >= since]

    def _put(self, one: Sighting) -> bool:
        key = (one.receipt_id, one.person_id)
        if key in self._seen:
            return False
        self._seen.add(key)
        self._of_family[one.family].append(one)
        self._of_reader[one.reader].append(one)
        return True
