"""Discrepancies: what an agency says of a person and the record does not, and what a citizen contests.

One is open for each person, attribute and source, however often it is seen. It is decided once. What becomes of a
sighting is settled by `course`, which is pure; the store runs it while it holds the person's row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

from hub.core.contradiction import Claims, contradicts, form_of

CITIZEN: Final = "citizen"
"""The source of what the person herself contests."""
TIME_TO_DECIDE: Final = dt.timedelta(hours=72)
"""UU 27/2022 art. 30: a correction is made within 3x24 hours, and its outcome is told."""
_HASHED: Final = "hmac:"


class DiscrepancyState(Enum):
    """Where a discrepancy stands: it waits for a decision, was decided, or ended by itself since its source agrees."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"
    WITHDRAWN = "WITHDRAWN"


class Ruling(Enum):
    """What was decided: the record stands, the agency or the citizen is right, or a third value is."""

    RECORD_STANDS = "RECORD_STANDS"
    AGENCY_RIGHT = "AGENCY_RIGHT"
    CITIZEN_RIGHT = "CITIZEN_RIGHT"
    BOTH_WRONG = "BOTH_WRONG"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why. `value` is the record's value afterwards."""

    ruling: Ruling
    reason: str = field(repr=False)
    by: str
    by_name: str
    at: dt.datetime
    value: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One person, one attribute, one source.

    `claim` is what the source says, None where its agreement does not let the hub keep it; `mark` tells one claim from
    another without showing it. `recorded` is the record's value when it opened or last changed. Of a contest `due_at`
    is the end of its clock, `overdue_at` when the clock found it late, `documents` the papers that were shown, and
    `opened_by` the subject who entered it.
    """

    tenant: str
    id: uuid.UUID
    person_id: uuid.UUID
    attribute: str
    source: str
    claim: str | None = field(repr=False)
    mark: str = field(repr=False)
    recorded: str | None = field(repr=False)
    state: DiscrepancyState
    version: int
    opened_at: dt.datetime
    changed_at: dt.datetime
    opened_by: str = ""
    due_at: dt.datetime | None = None
    overdue_at: dt.datetime | None = None
    documents: tuple[uuid.UUID, ...] = ()
    decision: Decision | None = None

    @property
    def is_contest(self) -> bool:
        return self.source == CITIZEN

    @property
    def is_overdue(self) -> bool:
        """Whether the clock ran out before it was decided; it stays so."""
        return self.overdue_at is not None


@dataclass(frozen=True, slots=True)
class Said:
    """What an agency said of one person of the record. `keeps`: whether its agreement lets the hub keep that."""

    person_id: uuid.UUID
    agency: str
    claims: Claims = field(repr=False)
    keeps: bool


@dataclass(frozen=True, slots=True)
class DiscrepancyFilter:
    """All given terms must hold; without `states` the open ones are meant. `only`: the one with this id."""

    states: tuple[DiscrepancyState, ...] = (DiscrepancyState.OPEN,)
    source: str | None = None
    attribute: str | None = None
    contested: bool | None = None
    overdue: bool | None = None
    only: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """What a batch of sightings did: how many discrepancies it opened, changed and ended."""

    opened: int = 0
    changed: int = 0
    withdrawn: int = 0


class DiscrepancyWrites(Protocol):
    """What a transaction does with discrepancies. Whoever calls it holds the person's row."""

    async def known(self, discrepancy_id: uuid.UUID) -> Discrepancy | None: ...

    async def open(self, contest: Discrepancy) -> None:
        """Raises Conflict, with the end of its clock, when the same attribute is contested already."""
        ...

    async def decide(self, discrepancy: Discrepancy, decision: Decision) -> Discrepancy:
        """Raises Conflict when it is not open any more. Tells those who listen."""
        ...


class Marks:
    """Marks of claims. One that may not be kept is hashed with a key that does not lie in the database."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, said: Said, attribute: str) -> str:
        """The same for two claims that mean the same, of this person by this agency."""
        form = form_of(attribute, said.claims[attribute])
        return form if said.keeps else self.hashed(said.person_id, said.agency, attribute, form)

    def hashed(self, person_id: uuid.UUID, agency: str, attribute: str, form: str) -> str:
        """Person and agency are hashed too, so that equal values of two persons do not look alike."""
        message = f"{person_id.hex}\0{agency}\0{attribute}\0{form}".encode()
        return _HASHED + hmac.new(self._key, message, hashlib.sha256).hexdigest()

    def fits(self, discrepancy: Discrepancy, text: str) -> bool:
        """Whether a text is what the source said."""
        form = form_of(discrepancy.attribute, text)
        if discrepancy.mark.startswith(_HASHED):
            hashed = self.hashed(discrepancy.person_id, discrepancy.source, discrepancy.attribute, form)
            return hmac.compare_digest(hashed, discrepancy.mark)
        return form == discrepancy.mark


class Course(Enum):
    """What follows from a sighting."""

    NOTHING = "NOTHING"
    OPEN = "OPEN"
    CHANGE = "CHANGE"
    WITHDRAW = "WITHDRAW"


def course(attribute: str, recorded: str | None, claim: str, mark: str, known: Iterable[Discrepancy]) -> Course:
    """`known` are all discrepancies of the same person, attribute and source, in any order.

    What was decided about the same claim and the same value of the record is settled: it does not open again.
    """
    mine = tuple(known)
    opened = next((each for each in mine if each.state is DiscrepancyState.OPEN), None)
    if not contradicts(attribute, recorded, claim) or _is_settled(attribute, recorded, mark, mine):
        return Course.WITHDRAW if opened else Course.NOTHING
    if opened is None:
        return Course.OPEN
    same = opened.mark == mark and _same_value(attribute, opened.recorded, recorded)
    return Course.NOTHING if same else Course.CHANGE


def _is_settled(attribute: str, recorded: str | None, mark: str, known: Iterable[Discrepancy]) -> bool:
    return any(
        each.decision is not None and each.mark == mark and _same_value(attribute, each.decision.value, recorded)
        for each in known
    )


def _same_value(attribute: str, one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return form_of(attribute, one) == form_of(attribute, other)


def by_key(found: Iterable[Discrepancy]) -> Mapping[tuple[uuid.UUID, str, str], list[Discrepancy]]:
    """Grouped by person, source and attribute."""
    grouped: dict[tuple[uuid.UUID, str, str], list[Discrepancy]] = {}
    for each in found:
        grouped.setdefault((each.person_id, each.source, each.attribute), []).append(each)
    return grouped
