"""The education agency as the hub knows it: every school asked on its own, for all its pupils."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import aiohttp

from hub.connectors.education import mapping
from hub.connectors.education.client import Dapodik
from hub.connectors.education.facet import FACETS
from hub.connectors.education.schools import Schools
from hub.core.errors import BadInput, HubError
from hub.core.intake import Batch, Items
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings

BATCH: Final = 200
_ASKED_BY_PING: Final = 3


class SchoolPulls:
    """Implements `FacetPull`; a place is a school, by its NPSN."""

    facet = FACETS[0]
    reference = "nisn"

    def __init__(self, manifest: Manifest, schools: Schools, session: aiohttp.ClientSession) -> None:
        self._manifest = manifest
        self._schools = schools
        self._session = session

    @property
    def every(self) -> dt.timedelta:
        """Half of the time for which a copy counts as fresh, so that a school that fails once is not stale at once."""
        return self._manifest.freshness / 2

    @property
    def concurrency(self) -> int:
        return self._manifest.concurrency

    def places(self) -> Sequence[str]:
        """The NPSN of every school in the operator's list."""
        return tuple(self._schools.all())

    async def pull(self, place: str) -> AsyncIterator[Batch]:
        """The pupils of a school."""
        service = self._service(place)
        facts = mapping.school_facts(await service.school())
        rows, is_whole = await service.pupils()
        for start in range(0, max(len(rows), 1), BATCH):
            found, unusable = mapping.sightings(rows[start : start + BATCH], facts)
            yield Batch(found, unusable, whole=is_whole and start + BATCH >= len(rows))

    def present_at(self, place: str) -> Mapping[str, Any]:
        return {"npsn": place, "status": mapping.ACTIVE}

    def merged(self, held: Items, item: Any) -> Items:
        return mapping.merged(held, item)

    def gone(self, held: Items, place: str) -> Items:
        return mapping.gone(held, place)

    async def reach(self) -> None:
        """Whether one of the first schools of the list answers. Raises SourceUnavailable when none of them does."""
        last: HubError = unavailable(self._manifest, Reason.UNREACHABLE)
        for place in self.places()[:_ASKED_BY_PING]:
            try:
                return await self._service(place).reach()
            except HubError as error:
                last = error
        raise last

    def _service(self, place: str) -> Dapodik:
        school = self._schools.all().get(place)
        if school is None:
            raise BadInput(f"The school {place} is not in the list of schools any more. Nothing has to be done.")
        return Dapodik(self._manifest, school, self._session)


def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, _clock: Clock) -> Connector:
    """The connector; it reads no list and asks nothing yet."""
    pulls = SchoolPulls(settings.manifest, Schools(Path(settings.credentials["schools"])), session)
    return Connector(manifest=settings.manifest, ping=pulls.reach, pulls=(pulls,))
