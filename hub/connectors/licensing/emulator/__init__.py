"""Emulator of OSS RBA: the three methods of PIA 4.3.22 that the district calls, and pushes of `receiveNIB` on request.

It is not OSS. `create` makes the application; it reads FOLDER/licensing.jsonl, or a few sample businesses when there is
none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from hub.connectors.licensing.emulator.service import ACCOUNT, OssService, add_service, numbers_of
from hub.core.ports import Clock
from hub.exchange.emulation import Control, People, add_admin, emulator_application
from hub.exchange.manifest import read_manifest

__all__ = ["ACCOUNT", "create"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data."""
    seeded = folder / "licensing.jsonl"
    people, control = People(seeded if seeded.exists() else _SAMPLE, numbers_of), Control()
    service = OssService(people, control, clock)
    application = emulator_application("licensing", __name__)
    add_service(application, service)
    add_admin(
        application,
        control,
        people,
        protocol=read_manifest("hub.connectors.licensing").protocol,
        reset=service.forget,
        addresses={
            "effects": "yang diterima dari kabupaten, menurut urutan / what the district told, in order (JSON)",
            "push": "POST {nib, url}: mengirim receiveNIB ke alamat itu / sends receiveNIB to that address",
        },
    )
    return application
