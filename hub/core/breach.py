"""Failures to protect personal data (UU 27/2022 art. 46): what happened, whom it affects, and who was told in time."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TELL_WITHIN: Final = dt.timedelta(hours=72)
"""3 x 24 hours from when it was noticed: in writing, to the subjects and to the agency (art. 46(1))."""
LONGEST: Final = dt.timedelta(days=366)


class Party(StrEnum):
    """Who was told: the persons themselves, the supervising agency, the public (art. 46(3))."""

    SUBJECTS = "SUBJECTS"
    AGENCY = "AGENCY"
    PUBLIC = "PUBLIC"


class BreachState(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Through:
    """Which receipts a failure reaches: of the time from `began_at` until before `ended_at`, and where they are named
    of this client, reader or agreement, and with one of these fields."""

    began_at: dt.datetime
    ended_at: dt.datetime
    client_id: str = ""
    reader: str = ""
    agreement: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Who was told, how, how many of them, and when."""

    id: uuid.UUID
    party: Party
    way: str
    persons: int
    at: dt.datetime
    by: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Breach:
    """One entry of the register. The clock begins when it was noticed, not when it happened."""

    id: uuid.UUID
    tenant: str
    title: str
    happened: str
    handling: str
    noticed_at: dt.datetime
    due_at: dt.datetime
    through: Through
    state: BreachState
    version: int
    entered_by: str
    entered_by_name: str
    entered_at: dt.datetime
    notices: tuple[Notice, ...] = ()

    def untold(self) -> tuple[Party, ...]:
        """Who has to be told in any case and was not."""
        told = {notice.party for notice in self.notices}
        return tuple(party for party in (Party.SUBJECTS, Party.AGENCY) if party not in told)

    def is_overdue(self, now: dt.datetime) -> bool:
        return bool(self.untold()) and now > self.due_at


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody whose data were read through it: how often, when first and last, and which categories."""

    person_id: uuid.UUID
    receipts: int
    first_at: dt.datetime
    last_at: dt.datetime
    categories: tuple[str, ...]
