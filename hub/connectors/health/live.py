"""Immunisations, read live, one citizen at a time. FHIR's models are large: `connector` loads this when it asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from hub.connectors.health import mapping
from hub.connectors.health.client import SatuSehat
from hub.connectors.health.facet import FACETS, Immunisation
from hub.core.errors import HubError
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest


class LiveImmunisations:
    """Implements `FacetSource`: patient by NIK, then that patient's immunisations."""

    facet = FACETS[0].name

    def __init__(self, service: SatuSehat, manifest: Manifest, clock: Clock) -> None:
        self._service = service
        self._manifest = manifest
        self._clock = clock

    @property
    def max_batch(self) -> int:
        return self._manifest.max_batch

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order; a person whom the agency does not know has no immunisations."""
        return await asyncio.gather(*(self._one(key) for key in keys))

    async def _one(self, key: FacetKey) -> FacetCopy[Immunisation] | HubError:
        try:
            items = await self._items(key.nik)
        except HubError as error:
            return error
        return FacetCopy(self.facet, items, self._clock(), fresh=True)

    async def _items(self, nik: str) -> tuple[Immunisation, ...]:
        patient = await self._service.patient(nik)
        if patient is None:
            return ()
        if not patient.id:
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return mapping.immunisations(await self._service.immunizations(patient.id))
