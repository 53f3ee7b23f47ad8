"""An emulator of the agency. It is not the agency, and its people are made up.

`create` makes the application; it reads FOLDER/land.jsonl, or a few sample people.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from examples.connector.land.emulator.service import ACCOUNT, Service, add_service
from hub.core.ports import Clock
from hub.exchange.emulation import Control, People, add_admin, emulator_application
from hub.exchange.manifest import read_manifest

__all__ = ["ACCOUNT", "create"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data."""
    seeded = folder / "land.jsonl"
    people, control = People(seeded if seeded.exists() else _SAMPLE), Control()
    application = emulator_application("land", __name__)
    service = Service(people, control, clock)
    add_service(application, service)
    add_admin(
        application,
        control,
        people,
        protocol=read_manifest("examples.connector.land").protocol,
        reset=service.reset,
        addresses={},
    )
    return application
