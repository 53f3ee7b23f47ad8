"""Emulator of the social welfare agency's exporter: signed quarterly files in the hub's own form.

It is not the agency, and no register. `create` makes the application; it reads FOLDER/welfare.jsonl, or a few sample
people when there is none. `prepare` makes a pair of keys and writes the public one as a JWK set for a hub.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from joserfc.jwk import OKPKey

from hub.connectors.welfare.emulator.exporter import Exporter, add_service, sign, statement
from hub.core.ports import Clock
from hub.exchange.emulation import Control, add_admin, emulator_application
from hub.exchange.emulation.lines import JsonLines, Line
from hub.exchange.manifest import read_manifest

__all__ = ["create", "prepare", "signed"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")
_SIGNING: Final = "welfare-signing.json"
_PUBLIC: Final = "welfare-keys.json"


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data and its key."""
    seeded = folder / "welfare.jsonl"
    people = JsonLines(seeded if seeded.exists() else _SAMPLE, _check)
    exporter = Exporter(people, lambda: _signing_key(folder), clock)
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
    key = _signing_key(folder)
    _write(folder / _PUBLIC, {"keys": [key.as_dict(private=False)]})
    return {"keys": str(folder / _PUBLIC)}


def signed(folder: Path, period: str, content: bytes, issued_at: dt.datetime, replaces: str | None = None) -> bytes:
    """The signed statement of any bytes, as the exporter would make it."""
    return sign(_signing_key(folder), statement(period, content, issued_at, replaces)).encode()


def _signing_key(folder: Path) -> OKPKey:
    """The exporter's key; made when there is none."""
    path = folder / _SIGNING
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = OKPKey.generate_key("Ed25519", {"use": "sig"}, private=True, auto_kid=True)
        _write(path, dict(made.as_dict(private=True)))
    return OKPKey.import_key(json.loads(path.read_bytes()))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        json.dump(content, opened)
    part.replace(path)


def _check(person: Line) -> None:
    if not isinstance(person.get("decile"), int):
        raise ValueError("A person needs: nik, decile.")
