"""People whom an emulator holds: a file with one JSON object a line, mapped into memory, found by NIK or other keys."""

from __future__ import annotations

import itertools
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

Held = Mapping[str, Any]
_NEEDED: Final = ("nik", "full_name", "birth_date")


def _no_keys(_person: Held) -> Iterable[str]:
    return ()


class People:
    """Implements `Holdings`. `keys_of` gives further numbers by which somebody is found: of a card, of a business."""

    def __init__(self, file: Path, keys_of: Callable[[Held], Iterable[str]] = _no_keys) -> None:
        with file.open("rb") as opened:
            self._file: bytes | mmap.mmap = (
                mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
            )
        self._keys_of = keys_of
        self._places: dict[str, int] = {}
        self._owners: dict[str, str] = {}
        self._added: dict[str, Held] = {}
        for place in _places(self._file):
            person = self._read(place)
            self._places[person["nik"]] = place
            self._index(person)

    def __len__(self) -> int:
        return len(self._places.keys() | self._added.keys())

    def get(self, key: str) -> Held | None:
        """The person with this NIK, or who owns this other number."""
        nik = self._owners.get(key, key)
        place = self._places.get(nik)
        return self._added.get(nik) or (None if place is None else self._read(place))

    def first(self, count: int) -> list[Held]:
        """Some people, those who were added last first."""
        seeded = (self._read(place) for nik, place in self._places.items() if nik not in self._added)
        return list(itertools.islice(itertools.chain(reversed(self._added.values()), seeded), count))

    def put(self, items: Iterable[Held]) -> None:
        """Adds or replaces people; raises ValueError for one that lacks an attribute, and then takes none."""
        taken = list(items)
        if not all(person.get(name) for person in taken for name in _NEEDED):
            raise ValueError(f"A person needs: {', '.join(_NEEDED)}.")
        for person in taken:
            self._added.pop(person["nik"], None)
            self._added[person["nik"]] = person
            self._index(person)

    def _index(self, person: Held) -> None:
        for key in self._keys_of(person):
            self._owners[key] = person["nik"]

    def _read(self, place: int) -> Held:
        end = self._file.find(b"\n", place)
        person: Held = orjson.loads(self._file[place : end if end >= 0 else len(self._file)])
        return person


def _places(file: bytes | mmap.mmap) -> Iterator[int]:
    at = 0
    while at < len(file):
        end = file.find(b"\n", at)
        end = len(file) if end < 0 else end
        if end > at:
            yield at
        at = end + 1
