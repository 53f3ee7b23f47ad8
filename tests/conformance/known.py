"""Scenarios that fail, each with a line in known.toml that says why: one without is wrong, and so is one too many."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.conformance.suites import Scenario

FILE: Final = Path(__file__).with_name("known.toml")


@dataclass(frozen=True, slots=True)
class Known:
    """Scenarios of one part of one registry that fail in these variants of the suite: by name, and how many of it, as
    all rows of an outline have one name."""

    variants: tuple[str, ...]
    domain: str
    part: str
    why: str
    names: Mapping[str, int]


def load(file: Path = FILE) -> tuple[Known, ...]:
    given = tomllib.loads(file.read_text(encoding="utf-8"))
    lines = [Known(**{**one, "variants": tuple(one["variants"])}) for one in given.get("fails", ())]
    assert all(one.why.strip() for one in lines), "each says why"
    return tuple(lines)


def differences(variant: str, scenarios: Sequence[Scenario], lines: Sequence[Known]) -> list[str]:
    """What fails without a line, and lines of this variant for what passes or is not there."""
    failing = Counter((one.domain, one.part, one.name) for one in scenarios if not one.passed)
    explained = Counter[tuple[str, str, str]]()
    for line in lines:
        if variant in line.variants:
            explained.update({(line.domain, line.part, name): number for name, number in line.names.items()})
    return [
        f"{variant}: {failing[one]} fail, and known.toml says why {explained[one]} do: {' / '.join(one)}"
        for one in sorted(failing.keys() | explained.keys())
        if failing[one] != explained[one]
    ]
