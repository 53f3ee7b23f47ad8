"""Emergency access ("break the glass"): one person's record, for one hour, to somebody who may not see her otherwise.

It is for a body that was found, a patient who cannot speak, a court that waits: the office next door is closed and
somebody has to know. It opens the region of the reader's registration and nothing else: no seal, no other district, no
record of her own family, no right to change anything. Somebody else reviews each.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LENGTH: Final = dt.timedelta(hours=1)
REVIEW_WITHIN: Final = dt.timedelta(hours=72)
MOST_A_DAY: Final = 5
"""Emergencies of one reader within 24 hours."""


class EmergencyKind(StrEnum):
    """What the emergency is."""

    HEALTH = "HEALTH"
    DISASTER = "DISASTER"
    UNIDENTIFIED_PERSON = "UNIDENTIFIED_PERSON"
    COURT_OR_POLICE = "COURT_OR_POLICE"
    OTHER = "OTHER"


class EmergencyVerdict(StrEnum):
    """What the reviewer found."""

    JUSTIFIED = "JUSTIFIED"
    UNJUSTIFIED = "UNJUSTIFIED"


class EmergencyState(StrEnum):
    """RUNNING: the hour is not over. WAITING for its review, OVERDUE: for longer than 72 hours. REVIEWED."""

    RUNNING = "RUNNING"
    WAITING = "WAITING"
    OVERDUE = "OVERDUE"
    REVIEWED = "REVIEWED"


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """One of them. `reader_nik` is that of the account which opened it, where it has one."""

    id: uuid.UUID
    tenant: str
    person_id: uuid.UUID
    reader: str
    reader_name: str
    client_id: str
    emergency: EmergencyKind
    reason: str
    opened_at: dt.datetime
    ends_at: dt.datetime
    review_due: dt.datetime
    reader_nik: str | None = field(default=None, repr=False)
    verdict: EmergencyVerdict | None = None
    reviewed_by: str | None = None
    reviewed_by_name: str | None = None
    reviewed_at: dt.datetime | None = None
    review_reason: str | None = None

    def state(self, now: dt.datetime) -> EmergencyState:
        if self.verdict is not None:
            return EmergencyState.REVIEWED
        if now < self.ends_at:
            return EmergencyState.RUNNING
        return EmergencyState.WAITING if now <= self.review_due else EmergencyState.OVERDUE
