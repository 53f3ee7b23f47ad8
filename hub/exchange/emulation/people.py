"""People whom an emulator holds: lines of JSON, found by NIK or by other numbers of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from hub.exchange.emulation.lines import JsonLines, Line

Held = Line
_NEEDED: Final = ("nik", "full_name", "birth_date")


def _no_keys(_person: Held) -> Iterable[str]:
    return ()


class People(JsonLines):
    """Implements `Holdings`. `keys_of` gives further numbers by which somebody is found: of a card, of a business."""

    def __init__(self, file: Path, keys_of: Callable[[Held], Iterable[str]] = _no_keys) -> None:
        self._keys_of = keys_of
        self._owners: dict[str, str] = {}
        super().__init__(file, _complete, self._index)

    def get(self, key: str) -> Held | None:
        """The person with this NIK, or who owns this other number."""
        return super().get(self._owners.get(key, key))

    def _index(self, person: Held) -> None:
        for key in self._keys_of(person):
            self._owners[key] = person["nik"]


def _complete(person: Held) -> None:
    if not all(person.get(name) for name in _NEEDED):
        raise ValueError(f"A person needs: {', '.join(_NEEDED)}.")
