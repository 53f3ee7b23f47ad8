"""Emulator of BPJS Kesehatan: membership by NIK or number of the card, signed questions and sealed answers.

It is not the agency. `create` makes the application; it reads FOLDER/insurance.jsonl, or a few sample members when
there is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from hub.connectors.insurance.emulator.service import ACCOUNT, MemberService, add_service, numbers_of
from hub.core.ports import Clock
from hub.exchange.emulation import Control, People, add_admin, emulator_application
from hub.exchange.manifest import read_manifest

__all__ = ["ACCOUNT", "create"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data."""
    seeded = folder / "insurance.jsonl"
    people, control = People(seeded if seeded.exists() else _SAMPLE, numbers_of), Control()
    application = emulator_application("insurance", __name__)
    add_service(application, MemberService(people, control, clock))
    add_admin(
        application,
        control,
        people,
        protocol=read_manifest("hub.connectors.insurance").protocol,
        reset=lambda: None,
        addresses={},
    )
    return application
