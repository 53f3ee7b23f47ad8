"""Emulator of the population agency: the access web service, and the desk where an officer types into the register.

It is not the agency. `create` makes the application; it reads FOLDER/population.jsonl (or a few sample people when
there is none) and keeps what the desk typed in FOLDER/population-desk.jsonl.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from hub.connectors.population.emulator.desk import Desk, add_desk
from hub.connectors.population.emulator.journal import Journal
from hub.connectors.population.emulator.register import Register
from hub.connectors.population.emulator.service import ACCOUNT, AccessService, add_service
from hub.core.ports import Clock
from hub.exchange.emulation import Control, add_admin, emulator_application
from hub.exchange.manifest import read_manifest

__all__ = ["ACCOUNT", "create"]

_PACKAGE: Final = "hub.connectors.population"
_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` keeps its state."""
    seeded = folder / "population.jsonl"
    register = Register(seeded if seeded.exists() else _SAMPLE)
    desk = Desk(register, Journal(folder / "population-desk.jsonl"), clock)
    manifest = read_manifest(_PACKAGE)
    assert manifest.daily_quota is not None
    control = Control()
    service = AccessService(register, control, clock, manifest.daily_quota)
    application = emulator_application("population", __name__)
    add_service(application, service)
    add_desk(application, desk)
    addresses = {
        "desk": "meja petugas / the officer's desk (SIAK); POST JSON",
        "effects": "yang diketik petugas / what the desk typed (JSON)",
    }
    add_admin(
        application,
        control,
        register,
        protocol=manifest.protocol,
        reset=service.reset_quota,
        addresses=addresses,
    )
    return application
