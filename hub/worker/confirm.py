"""Confirms what a clerk captured from SIAK by reading it back from the population agency.

The hub does not write into SIAK: an officer types there, and the agency's access service shows when the
person stands in the register. Until then the job runs again; an outage never loses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.actor import system
from hub.core.agency_ports import PopulationAgency
from hub.core.application import Action, ActionKind, Application, SiakStatus
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.ports import Applications, Clock, People
from hub.core.purpose import Purpose
from hub.core.regions import within
from hub.core.service import Facts, Service
from hub.core.writing_ports import WriteRequest, Writes, WriteTransaction
from hub.store.jobs import TryAgain
from hub.telemetry import logger
from hub.worker.read_back import read_back

JOB: Final = "confirm_siak"
_NOT_YET_SECONDS: Final = 5.0
_GIVE_UP_SECONDS: Final = 120.0
"""How long the register may not show what was typed before the clerk is asked to look at the entry again."""
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
    people: People

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        application = await self.applications.by_tracking_number(self.tenant, payload["tracking_number"])
        if application is None or application.siak_status is not SiakStatus.PENDING:
            return
        service = self.services[application.header.service]
        registered = await self._read_back(service.siak_reads(application))
        if service.arrivals(application):
            # Who comes from a district that hands nobody over; whom one holds stays with it until she is handed over.
            here = [person for person in registered.values() if within(person.region_code, self.region)]
            await self.people.adopt(self.tenant, here)
        await self._conclude(application, registered)

    async def _read_back(self, niks: Sequence[str]) -> Mapping[str, Citizen]:
        """One after the other: an access service answers for one NIK a call."""
        shown = [(nik, await read_back(self.population, nik)) for nik in niks]
        return {nik: person for nik, person in shown if person is not None}

    async def _conclude(self, seen: Application, registered: Mapping[str, Citizen]) -> None:
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
            differences = await self._differences(write, application, registered)
            await write.append(application, self._action(application, differences))
            await write.reply({"application": str(application.header.id), "seq": application.version + 1})
        _log.info("Read back from the register.", extra={"differences": len(differences)})

    async def _differences(
        self, write: WriteTransaction, application: Application, registered: Mapping[str, Citizen]
    ) -> tuple[str, ...]:
        """In what the register differs. Raises TryAgain while it may still come to show what was typed."""
        service, form = self.services[application.header.service], application.form
        citizens = await write.citizens(service.niks_of(form))
        families = await write.families(service.cards_of(form, citizens))
        facts = Facts(
            citizens, frozenset(), local_date(self.clock()), families, application.channel, office_region=self.region
        )
        found = service.compare_siak(application, registered, facts)
        waited = (self.clock() - application.actions[-1].at).total_seconds()
        if not found.settled and waited < _GIVE_UP_SECONDS:
            raise TryAgain(_NOT_YET_SECONDS, "The register does not show yet what was typed.")
        return found.differences

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
