"""What a transaction may do with persons of the record besides changing them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Protocol

from hub.core.absence import AbsenceWork
from hub.core.appointments import AppointmentWrites
from hub.core.burial import BurialWrites
from hub.core.citizen import Citizen
from hub.core.discrepancy import DiscrepancyWrites
from hub.core.evidence import SourceKind
from hub.core.merging import Merges
from hub.core.objection import ObjectionWrites
from hub.core.recording_session import RecordingSessions
from hub.core.tickets import TicketWrites
from hub.core.webhook import WebhookWrites


class RecordWrites(Protocol):
    """The part of a write transaction that mutations of the record use."""

    @property
    def discrepancies(self) -> DiscrepancyWrites: ...

    @property
    def objections(self) -> ObjectionWrites: ...

    @property
    def burials(self) -> BurialWrites: ...

    @property
    def absences(self) -> AbsenceWork: ...

    @property
    def sessions(self) -> RecordingSessions: ...

    @property
    def appointments(self) -> AppointmentWrites: ...

    @property
    def tickets(self) -> TicketWrites: ...

    @property
    def webhooks(self) -> WebhookWrites: ...

    async def persons(self, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Citizen]:
        """Persons by id, without any filter, locked until the end of the transaction."""
        ...

    async def check_version(self, person: Citizen, expected: int | None) -> None:
        """Raises Conflict, with the version now and the attributes that differ, when another one is expected."""
        ...

    async def nik_source(self, person: Citizen) -> SourceKind | None:
        """The paper that the person's NIK was last entered from; None where no event names one."""
        ...

    async def take_nik(self, person: Citizen, nik: str) -> None:
        """Enters the NIK into the directory for this person; raises Conflict when anybody else has it."""
        ...

    @property
    def merges(self) -> Merges:
        """Persons who are one."""
        ...
