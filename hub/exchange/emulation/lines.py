"""What an emulator holds as a file of JSON objects, one a line, each about a person with a NIK.

A district of hundreds of thousands stays in its file, which is mapped into memory; here are only the places of its
lines.
"""

from __future__ import annotations

import itertools
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

Line = Mapping[str, Any]


class JsonLines:
    """Implements `Holdings`: the lines of the file, and over them those that were added.

    `check` raises ValueError for an item that cannot be used; `seen` is told of every item, at the start and later.
    """

    def __init__(
        self, file: Path, check: Callable[[Line], None], seen: Callable[[Line], None] = lambda _item: None
    ) -> None:
        with file.open("rb") as opened:
            self._file: bytes | mmap.mmap = (
                mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
            )
        self._check = check
        self._seen = seen
        self._places: dict[int, int] = {}
        self._added: dict[int, Line] = {}
        for place in self._starts():
            item = self._read(place)
            self._places[int(item["nik"])] = place
            seen(item)

    def __len__(self) -> int:
        return len(self._places.keys() | self._added.keys())

    def get(self, key: str) -> Line | None:
        """The item of this NIK."""
        return self._of(int(key)) if key.isascii() and key.isdigit() and len(key) == 16 else None

    def first(self, count: int) -> list[Line]:
        """Some items, those that were added last first."""
        return list(itertools.islice(self.all(), count))

    def all(self) -> Iterator[Line]:
        """Every item, those that were added last first, then in the order of the file."""
        yield from reversed(self._added.values())
        yield from (self._read(place) for nik, place in self._places.items() if nik not in self._added)

    def put(self, items: Iterable[Line]) -> None:
        """Adds or replaces; raises ValueError for an item that cannot be used, and then takes none."""
        taken = list(items)
        for item in taken:
            if len(str(item.get("nik", ""))) != 16 or not str(item["nik"]).isdigit():
                raise ValueError("Each item needs a NIK of 16 digits.")
            self._check(item)
        for item in taken:
            self._added.pop(int(item["nik"]), None)
            self._added[int(item["nik"])] = item
            self._seen(item)

    def _of(self, nik: int) -> Line | None:
        place = self._places.get(nik)
        return self._added.get(nik) or (None if place is None else self._read(place))

    def _starts(self) -> Iterator[int]:
        at = 0
        while at < len(self._file):
            end = self._file.find(b"\n", at)
            end = len(self._file) if end < 0 else end
            if end > at:
                yield at
            at = end + 1

    def _read(self, place: int) -> Line:
        end = self._file.find(b"\n", place)
        item: Line = orjson.loads(self._file[place : end if end >= 0 else len(self._file)])
        return item
