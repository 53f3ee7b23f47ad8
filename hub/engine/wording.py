"""The words of one document, put into an answer that was made for all documents of its structure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import Source, get_location

from hub.engine.structure import alias_of, starts_of


@dataclass(frozen=True, slots=True)
class Wording:
    """`query` is the document, `structure` the text that the answer was made for, `aliases` those taken out of it.

    Only the hub writes the names made of `mark`, as keys: nobody else can think of them, so no value looks like one.
    """

    query: str
    structure: str
    mark: str
    aliases: tuple[str, ...]
    places: dict[int, dict[str, int]] = field(default_factory=dict, compare=False, repr=False)
    """Line and column in the document of what stands in a column of the structure, as far as errors told of it."""
    starts: list[int] = field(default_factory=list, compare=False, repr=False)
    """Where the document's tokens begin, as soon as an error tells of one."""

    def data(self, written: bytes) -> bytes:
        """The JSON of `data` under the document's own keys."""
        for number, alias in enumerate(self.aliases):
            written = written.replace(f'"{alias_of(self.mark, number)}"'.encode(), f'"{alias}"'.encode())
        return written

    def errors(self, entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The errors with the document's own keys and places. Entries may be shared, so others are given."""
        return [self._entry(entry) for entry in entries]

    def _entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        made = dict(entry)
        if "path" in entry:
            own = {alias_of(self.mark, number): alias for number, alias in enumerate(self.aliases)}
            made["path"] = [own.get(step, step) for step in entry["path"]]
        if "locations" in entry:
            made["locations"] = [self._place(at["column"]) for at in entry["locations"]]
        return made

    def _place(self, column: int) -> dict[str, int]:
        """The structure is one line, and has the same tokens in the same order."""
        place = self.places.get(column)
        if place is None:
            if not self.starts:
                self.starts.extend(starts_of(self.query))
            at = get_location(Source(self.query), self.starts[_numbers(self.structure)[column - 1]])
            place = self.places[column] = {"line": at.line, "column": at.column}
        return place


@lru_cache(maxsize=256)
def _numbers(structure: str) -> dict[int, int]:
    """Which token begins at a character."""
    starts: Sequence[int] = starts_of(structure)
    return {start: number for number, start in enumerate(starts)}
