"""Confirms what a clerk captured from SIAK by reading it back from the population agency.

The hub does not write into SIAK: an officer types there, and the agency's access service shows when the
person stands in the register. Until then the job runs again; an outage never loses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.actor import system
from hub.core.application import Action, ActionKind, Application, SiakStatus
from hub.core.citizen import Citizen
from hub.core.ports import Applications, Clock, PopulationAgency, WriteRequest, Writes
from hub.core.purpose import Purpose
from hub.core.service import Facts, Service
from hub.store.jobs import TryAgain
from hub.telemetry import logger
from hub.worker.read_back import read_back

JOB: Final = "confirm_siak"
_NOT_YET_SECONDS: Final = 5.0
_GIVE_UP_SECONDS: Final = 120.0
"""How long a NIK may be missing from the register before the clerk is asked to look at the entry again."""
_NOT_REGISTERED: Final = ("nik",)
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class ConfirmSiak:
    """Handler of the job `confirm_siak`; payload {tenant, tracking_number}."""

    tenant: str
    region: str
    applications: Applications
    writes: Writes
    population: PopulationAgency
    services: Mapping[str, Service]
    clock: Clock

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        application = await self.applications.by_tracking_number(self.tenant, payload["tracking_number"])
        if application is None or application.siak_status is not SiakStatus.PENDING:
            return
        registered = await self._read_back(application)
        waited = (self.clock() - application.actions[-1].at).total_seconds()
        if registered is None and waited < _GIVE_UP_SECONDS:
            raise TryAgain(_NOT_YET_SECONDS, "The register does not show the person yet.")
        await self._conclude(application, registered)

    async def _read_back(self, application: Application) -> Citizen | None:
        result = application.siak_result
        return await read_back(self.population, result.nik) if result else None

    async def _conclude(self, seen: Application, registered: Citizen | None) -> None:
        service = self.services[seen.header.service]
        request = WriteRequest(
            actor=system(self.tenant, self.region),
            purpose=Purpose.CIVIL_REGISTRATION,
            mutation=JOB,
            key=f"{seen.header.tracking_number}:{seen.version}",
            body_hash=b"",
        )
        async with self.writes.begin(request) as write:
            if write.replay is not None:
                return
            application = await write.application(seen.header.tracking_number)
            if application is None or application.version != seen.version:
                return
            differences: tuple[str, ...] = _NOT_REGISTERED
            if registered is not None:
                citizens = await write.citizens(service.niks_of(application.form))
                facts = Facts(citizens, frozenset(), self.clock().date())
                differences = service.compare_siak(application, registered, facts)
            await write.append(application, self._action(application, differences))
            await write.reply({"application": str(application.header.id), "seq": application.version + 1})
        _log.info("Read back from the register.", extra={"differences": len(differences)})

    def _action(self, application: Application, differences: tuple[str, ...]) -> Action:
        status = SiakStatus.MISMATCH if differences else SiakStatus.CONFIRMED
        actor = system(self.tenant, self.region)
        return Action(
            seq=application.version + 1,
            kind=ActionKind.CONFIRM_SIAK,
            actor=actor.subject,
            actor_name=actor.display_name,
            at=self.clock(),
            data={"status": status.value, "differences": list(differences)},
        )
