"""Why a person's record changes: the kind of the event, the reason in words, and the paper that shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import Enum


class SourceKind(Enum):
    """The paper or register that a change of the record rests on."""

    KTP_EL = "KTP_EL"
    FAMILY_CARD = "FAMILY_CARD"
    BIRTH_DEED = "BIRTH_DEED"
    MARRIAGE_DEED = "MARRIAGE_DEED"
    DIVORCE_DEED = "DIVORCE_DEED"
    DEATH_DEED = "DEATH_DEED"
    COURT_ORDER = "COURT_ORDER"
    DIPLOMA = "DIPLOMA"
    PASSPORT = "PASSPORT"
    SIAK = "SIAK"
    STATEMENT = "STATEMENT"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One paper: `number` as it stands on it; `document_id` is the upload, where there is one."""

    kind: SourceKind
    number: str | None = field(default=None, repr=False)
    document_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """`kind` names the event (`corrected`, `nik-assigned`); `reason` is said by the person who makes the change."""

    kind: str
    reason: str | None = field(default=None, repr=False)
    source: SourceDocument | None = None
