"""Emulator of the social welfare agency's exporter: signed quarterly files in the hub's own form.

It is not the agency, and no register. `create` makes the application; it reads FOLDER/welfare.jsonl, or a few sample
people when there is none. `prepare` makes a pair of keys and writes the public one as a JWK set for a hub.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from hub.connectors.welfare.emulator.exporter import KEYS, SIGNER
from hub.core.ports import Clock
from hub.exchange.emulation import Control, add_admin, emulator_application
from hub.exchange.emulation.exporter import Exporter, add_service
from hub.exchange.emulation.lines import JsonLines, Line
from hub.exchange.manifest import read_manifest

__all__ = ["create", "prepare", "signed"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data and its key."""
    seeded = folder / "welfare.jsonl"
    people = JsonLines(seeded if seeded.exists() else _SAMPLE, _check)
    exporter = Exporter(people, SIGNER, folder, clock, called="dtsen", keys=KEYS)
    application = emulator_application("welfare", __name__)
    add_service(application, exporter)
    add_admin(
        application,
        Control(),
        people,
        protocol=read_manifest("hub.connectors.welfare").protocol,
        reset=lambda: None,
        addresses={},
    )
    return application


def prepare(_base_url: str, folder: Path) -> Mapping[str, str]:
    """Writes the public key as a JWK set; gives the connector's settings."""
    return SIGNER.prepare(folder)


def signed(folder: Path, period: str, content: bytes, issued_at: dt.datetime, replaces: str | None = None) -> bytes:
    """The signed statement of any bytes, as the exporter would make it."""
    return SIGNER.signed(folder, period, content, issued_at, replaces)


def _check(person: Line) -> None:
    if not isinstance(person.get("decile"), int):
        raise ValueError("A person needs: nik, decile.")
