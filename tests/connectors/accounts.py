"""Accounts at the emulators: the one that is known there, and a stranger's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hub.sandbox.emulators import FOLDER, emulators

SECRET: Final = "contoh-bukan-rahasia"


def account(name: str, url: str, state_dir: Path) -> Mapping[str, str]:
    """The connector's credentials for the emulator of this agency at `url`."""
    (emulator,) = (each for each in emulators() if each.name == name)
    return emulator.account(url, state_dir / FOLDER)


def strange(known: Mapping[str, str]) -> Mapping[str, str]:
    """The same account with other secrets: it knows where to ask, and is not known there."""
    return {name: _other(value) for name, value in known.items()}


def _other(value: str) -> str:
    path = Path(value)
    if not path.is_file():
        return "stranger" if value == SECRET else value
    copy = path.with_name(f"stranger-{path.name}")
    copy.write_text(path.read_text().replace(SECRET, "stranger"))
    copy.chmod(0o600)
    return str(copy)
