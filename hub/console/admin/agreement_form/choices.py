"""What an agreement may be about, in the order in which somebody reads a form: categories, and the fields of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.console.admin.agreement_words import CATEGORIES, category
from hub.core.texts import Pair, say


@dataclass(slots=True)
class Choices:
    """One category: its data, the ways in which they are asked for, and what may be sent, by coordinate."""

    word: str
    text: Pair
    data: list[Mapping[str, Any]] = field(default_factory=list)
    ways: list[Mapping[str, Any]] = field(default_factory=list)
    steps: list[Mapping[str, Any]] = field(default_factory=list)


def choices(fields: Iterable[Mapping[str, Any]], chosen: Sequence[str]) -> list[Choices]:
    """The categories that the hub has, each with its fields. `chosen` coordinates that the hub does not have any more
    stand at the end, so that nobody loses them without seeing it."""
    found: dict[str, Choices] = {word: Choices(word, text) for word, text in CATEGORIES.items()}
    known = list(fields)
    for one in known:
        group = found.setdefault(one["category"], Choices(one["category"], category(one["category"])))
        parts = {"Query": group.ways, "Subscription": group.ways, "Mutation": group.steps}
        parts.get(one["coordinate"].partition(".")[0], group.data).append(one)
    gone = sorted(set(chosen) - {one["coordinate"] for one in known})
    if gone:
        rest: list[Mapping[str, Any]] = [{"coordinate": one, "description": ""} for one in gone]
        found[""] = Choices("", say("Tidak dikenal lagi"), rest)
    return [group for group in found.values() if group.data or group.ways or group.steps]
