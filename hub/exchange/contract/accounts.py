"""Accounts at the emulators: the one that is known there, and a stranger's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

INVENTED: Final = "contoh-bukan-rahasia"
"""Every emulator's secret: it opens nothing else."""


def strange(known: Mapping[str, str]) -> Mapping[str, str]:
    """The same account with other secrets: it knows where to ask, and is not known there."""
    return {name: _other(value) for name, value in known.items()}


def _other(value: str) -> str:
    path = Path(value)
    if not path.is_file():
        return "stranger" if value == INVENTED else value
    copy = path.with_name(f"stranger-{path.name}")
    copy.write_text(path.read_text().replace(INVENTED, "stranger"))
    copy.chmod(0o600)
    return str(copy)
