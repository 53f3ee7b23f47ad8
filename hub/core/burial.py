"""What the villages' burial books say (Buku Pokok Pemakaman): somebody was buried, whose death nobody has reported yet.

A report opens a candidate and never a status: who is dead is known by a death certificate and by nothing else. An
officer finds out whom it is about, has the family invited, or dismisses it with a reason. (SE 472.12/2701 of 2016 and
472.12/1242 of 2022, seen in secondary sources: the cemetery's officer keeps the book, the village collects it.)
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

from hub.core.citizen import Citizen
from hub.core.codes import VitalStatus
from hub.core.errors import BadInput, Conflict


class BurialState(Enum):
    """Where a report stands: nobody knows yet whom it is about; somebody does; dismissed; the death is registered."""

    OPEN = "OPEN"
    MATCHED = "MATCHED"
    DISMISSED = "DISMISSED"
    REGISTERED = "REGISTERED"


class InvitationWay(Enum):
    """How a family was invited to have the death registered."""

    LETTER = "LETTER"
    VISIT = "VISIT"
    CALL = "CALL"


WAITING: Final = frozenset({BurialState.OPEN, BurialState.MATCHED})
"""States in which an officer has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burial:
    """A line of a burial book. `region_code` (dotted) is the village whose book it is; `nik` and `died_on` as the book
    has them, where it does. `person_id` is whom an officer found, `application_id` what registered the death."""

    tenant: str
    id: uuid.UUID
    region_code: str
    name: str = field(repr=False)
    nik: str | None = field(default=None, repr=False)
    died_on: dt.date | None = None
    buried_on: dt.date
    cemetery: str
    book_entry: str
    reported_at: dt.datetime
    reported_by: str
    state: BurialState = BurialState.OPEN
    version: int = 1
    person_id: uuid.UUID | None = None
    invited_at: dt.datetime | None = None
    invited_way: InvitationWay | None = None
    reason: str | None = None
    settled_at: dt.datetime | None = None
    application_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class BurialFilter:
    """All given terms must hold. `only`: this one, whatever its state."""

    states: tuple[BurialState, ...] = (BurialState.OPEN, BurialState.MATCHED)
    only: uuid.UUID | None = None


def check_told(burial: Burial, today: dt.date) -> None:
    """Raises BadInput for days that cannot be."""
    if burial.buried_on > today:
        raise BadInput("The day of the burial lies in the future. Check it in the burial book.", path="buriedOn")
    if burial.died_on is not None and burial.died_on > burial.buried_on:
        raise BadInput("The day of death lies after the burial. Check both days in the burial book.", path="diedOn")


def check_waits(burial: Burial, expected_version: int | None) -> None:
    """Raises Conflict where nothing is to be done about it any more, or somebody did it meanwhile."""
    if expected_version not in {None, burial.version}:
        details = {"version": burial.version}
        raise Conflict(
            "Somebody worked on this report meanwhile. Load it again.", path="expectedVersion", details=details
        )
    if burial.state not in WAITING:
        raise Conflict(f"This report is {burial.state.value} already. There is nothing left to do.", path="id")


def check_can_be(person: Citizen, burial: Burial) -> None:
    """Raises Conflict where this cannot be the one who was buried."""
    if person.vital_status is VitalStatus.DECEASED:
        raise Conflict("This person's death is registered already. Dismiss the report with that reason.", path="nik")
    if person.birth_date is not None and person.birth_date > burial.buried_on:
        raise Conflict("This person was born after the burial. Check the NIK with the village.", path="nik")


class BurialWrites(Protocol):
    """What a transaction does with reports. Whoever has found a person holds her row before that of the report."""

    async def report(self, burial: Burial) -> None:
        """Raises Conflict for a line of the book that waits already."""
        ...

    async def known(self, burial_id: uuid.UUID) -> Burial | None:
        """Locked until the end of the transaction."""
        ...

    async def change(self, after: Burial) -> Burial:
        """Its state and what was found out, one version on."""
        ...

    async def of_niks(self, niks: Sequence[str]) -> Mapping[str, Burial]:
        """The report that waits for each of these persons, where an officer has found one."""
        ...

    async def registered(self, person_id: uuid.UUID, application_id: uuid.UUID, at: dt.datetime) -> None:
        """The death of a person is registered: what waits for her does not wait any more."""
        ...
