"""Scenarios that fail, each with a line in known.toml that says why: one without is wrong, and so is one too many."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.conformance.suites import Scenario

FILE: Final = Path(__file__).with_name("known.toml")


@dataclass(frozen=True, slots=True)
class Known:
    """Scenarios of one part of one registry that fail in one variant of the suite."""

    variant: str
    domain: str
    part: str
    names: tuple[str, ...]
    why: str


def load(file: Path = FILE) -> tuple[Known, ...]:
    given = tomllib.loads(file.read_text(encoding="utf-8"))
    lines = [Known(**{**one, "names": tuple(one["names"])}) for one in given.get("fails", ())]
    assert all(one.why.strip() for one in lines), "each says why"
    return tuple(lines)


def differences(variant: str, scenarios: Sequence[Scenario], lines: Sequence[Known]) -> list[str]:
    """What fails without a line, and lines of this variant for what passes or is not there."""
    failing = {(one.domain, one.part, one.name) for one in scenarios if not one.passed}
    explained = {(line.domain, line.part, name) for line in lines if line.variant == variant for name in line.names}
    unknown = [f"{variant}: fails, and known.toml does not say why: {' / '.join(one)}" for one in failing - explained]
    over = [f"{variant}: passes, and known.toml says that it fails: {' / '.join(one)}" for one in explained - failing]
    return sorted([*unknown, *over])
