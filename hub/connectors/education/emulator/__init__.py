"""Emulator of the education agency: the Dapodik web services of several schools, in one process.

It is no school and no agency. `create` makes the application; it reads FOLDER/education.jsonl, or a few sample pupils
when there is none. `prepare` writes the list of schools that a hub needs to ask it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from hub.connectors.education.emulator.pupils import Pupils
from hub.connectors.education.emulator.service import DOWN, REFUSING, WebServices, add_service, token_of
from hub.core.ports import Clock
from hub.exchange.emulation import Control, add_admin, emulator_application
from hub.exchange.manifest import read_manifest

__all__ = ["create", "prepare"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")
_LISTED: Final = 12
"""Schools in the list that `prepare` writes, besides the one that is down and the one that refuses."""
_HEAD: Final = "# DATA CONTOH: schools of the emulator, which are made up. No token here opens anything.\n"


def create(folder: Path, _clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data."""
    pupils, control = Pupils(_data(folder)), Control()
    application = emulator_application("education", __name__)
    add_service(application, WebServices(pupils, control))
    add_admin(
        application,
        control,
        pupils.lines,
        protocol=read_manifest("hub.connectors.education").protocol,
        reset=lambda: None,
        addresses={},
    )
    return application


def prepare(base_url: str, folder: Path) -> Mapping[str, str]:
    """Writes FOLDER/schools.toml for a hub that shall ask the emulator at `base_url`; gives the connector's account."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    largest = Pupils(_data(folder)).largest(_LISTED)
    path, part = folder / "schools.toml", folder / ".schools.toml.part"
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(_HEAD + "".join(_entry(base_url, npsn) for npsn in (*largest, DOWN, REFUSING)))
    part.replace(path)
    return {"schools": str(path)}


def _data(folder: Path) -> Path:
    seeded = folder / "education.jsonl"
    return seeded if seeded.exists() else _SAMPLE


def _entry(base_url: str, npsn: str) -> str:
    # A text of JSON is one of TOML too.
    values = {"npsn": npsn, "address": f"{base_url}/schools/{npsn}", "token": token_of(npsn)}
    return "\n[[school]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
