"""Immunisations, read live, one citizen at a time. FHIR's models are large: `connector` loads this when it asks."""

from __future__ import annotations

from hub.connectors.health import mapping
from hub.connectors.health.client import SatuSehat
from hub.connectors.health.facet import FACETS
from hub.core.ports import Clock
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.one_by_one import OneByOne, Told


def live_immunisations(service: SatuSehat, manifest: Manifest, clock: Clock) -> OneByOne:
    """Patient by NIK, then that patient's immunisations; a person whom the agency does not know has none."""

    async def immunisations(nik: str) -> Told:
        patient = await service.patient(nik)
        if patient is None:
            return Told()
        if not patient.id:
            raise unavailable(manifest, Reason.UNREADABLE)
        found = mapping.immunisations(await service.immunizations(patient.id))
        return Told(found, mapping.said(patient))

    return OneByOne(FACETS[0].name, immunisations, manifest, clock)
