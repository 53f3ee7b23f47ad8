"""Oversight: what an auditor is shown of how data are read, and what she decides about it.

A look is one receipt with what is known around it; a finding is something about looks that a person should judge.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class OversightAction(StrEnum):
    """What an overseer does, by the names of the policies."""

    SETTLE_FINDING = "settle_finding"
    REVIEW_EMERGENCY = "review_emergency"
    KEEP_BREACHES = "keep_breaches"


OVERSIGHT_SCOPES: Final = {
    OversightAction.SETTLE_FINDING: frozenset({"audit:settle"}),
    OversightAction.REVIEW_EMERGENCY: frozenset({"emergency:review"}),
    OversightAction.KEEP_BREACHES: frozenset({"breach:manage"}),
}


class FindingKind(StrEnum):
    """What is odd about it."""

    NO_CASE = "NO_CASE"
    OUTSIDE_REGION = "OUTSIDE_REGION"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    PACE = "PACE"
    OWN_FAMILY = "OWN_FAMILY"
    MANY_READERS = "MANY_READERS"
    REPEATED = "REPEATED"
    NEIGHBOURS = "NEIGHBOURS"
    BULK = "BULK"
    EMERGENCY = "EMERGENCY"
    MALWARE = "MALWARE"


class FindingState(StrEnum):
    """Whether somebody judged it: OPEN, found justified, or found to be abuse."""

    OPEN = "OPEN"
    JUSTIFIED = "JUSTIFIED"
    ABUSE = "ABUSE"


@dataclass(frozen=True, slots=True)
class Seen:
    """A person in a look. `region` is her village's dotted code; `household` her family card's number; `place` the
    neighbourhood (village, RW and RT); each is "" where it is not known. `has_case`: something open in the office
    named her or her household when she was looked at."""

    person_id: uuid.UUID
    region: str = ""
    household: str = field(default="", repr=False)
    place: str = ""
    nik: str = field(default="", repr=False)
    has_case: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looked. `subject` is the account's id, or the client's where it acts for itself (`is_client`). `household`
    and `place` are those of the account's NIK."""

    subject: str
    name: str
    client_id: str
    role: str
    region: str
    is_client: bool = False
    nik: str = field(default="", repr=False)
    household: str = field(default="", repr=False)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One receipt in its context. `listed`: its persons stood in a list that was searched for, nobody was opened.

    `is_emergency`: it was read under an emergency access, which somebody reviews anyway.
    """

    receipt_id: uuid.UUID
    at: dt.datetime
    reader: Reader
    seen: tuple[Seen, ...]
    listed: bool = False
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is a finding, for people: Indonesian and English. No name and no number of a person stands in it."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """`score` 1-100, the higher the odder. `readers` are the accounts or clients it is about; `about` the one person
    that was looked at, where it is one. `day` is the office's, on which it was first seen; `receipts` and `persons`
    are what it stands on, at most `MOST_RECEIPTS` of each. Of MALWARE the one reader is whoever sent the file, and
    nobody was read."""

    kind: FindingKind
    readers: tuple[str, ...]
    reader_name: str
    client_id: str
    about: uuid.UUID | None
    day: dt.date
    score: int
    reason: Reason
    receipts: tuple[uuid.UUID, ...]
    persons: tuple[uuid.UUID, ...]

    @property
    def key(self) -> tuple[str, str, uuid.UUID | None, dt.date]:
        """Two with the same key are one: the later says more."""
        reader = "" if self.kind is FindingKind.MANY_READERS else self.readers[0]
        return self.kind.value, reader, self.about, self.day


MOST_RECEIPTS: Final = 200


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it is kept, with what was decided about it."""

    id: uuid.UUID
    finding: Finding
    found_at: dt.datetime
    state: FindingState = FindingState.OPEN
    settled_by: str | None = None
    settled_by_name: str | None = None
    settled_at: dt.datetime | None = None
    settled_reason: str | None = None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A receipt under a finding, as the auditor reads it."""

    id: uuid.UUID
    at: dt.datetime
    reader: str
    client: str
    purpose: str
    operation: str
    categories: tuple[str, ...]
    fields: tuple[str, ...]
    persons: int


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """All given terms must hold."""

    state: FindingState | None = FindingState.OPEN
    kind: FindingKind | None = None
    client_id: str | None = None
