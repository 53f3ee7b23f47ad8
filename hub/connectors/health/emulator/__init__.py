"""Emulator of the health agency: SATUSEHAT's token address and its FHIR R4 searches, as far as the hub uses them.

It is not the agency, and no FHIR server. `create` makes the application; it reads FOLDER/health.jsonl, or a few
sample patients when there is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from hub.connectors.health.emulator.patients import Patients
from hub.connectors.health.emulator.service import ACCOUNT, FhirService, add_service
from hub.core.ports import Clock
from hub.exchange.emulation import Control, add_admin, emulator_application
from hub.exchange.manifest import read_manifest

__all__ = ["ACCOUNT", "create"]

_SAMPLE: Final = Path(__file__).with_name("sample.jsonl")


def create(folder: Path, clock: Clock) -> web.Application:
    """The emulator as an application; `folder` holds its data."""
    seeded = folder / "health.jsonl"
    patients = Patients(seeded if seeded.exists() else _SAMPLE)
    control = Control()
    service = FhirService(patients, control, clock)
    application = emulator_application("health", __name__)
    add_service(application, service)
    add_admin(
        application,
        control,
        patients,
        protocol=read_manifest("hub.connectors.health").protocol,
        reset=service.forget_tokens,
        addresses={},
    )
    return application
