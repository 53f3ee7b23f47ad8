from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.breach import Party
from hub.core.emergency import EmergencyKind, EmergencyVerdict
from hub.core.oversight import FindingKind, FindingState
from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK


@strawberry.input(name="AccessFindingFilter", description="Narrows the list of findings; all given terms must hold.")
class FindingFilter:
    state: FindingState | None = strawberry.field(default=None, description="Left out: every state.")
    kind: FindingKind | None = None
    client_id: str | None = None


@strawberry.input(description="What an auditor makes of a finding.")
class SettleFindingInput(Keyed):
    finding_id: strawberry.ID
    verdict: FindingState = strawberry.field(description="JUSTIFIED or ABUSE.")
    reason: str = strawberry.field(description="In a few sentences; it stays with the finding.")


@strawberry.input(description="Whom to open, and what the emergency is.")
class OpenEmergencyAccessInput(Keyed):
    nik: NIK
    emergency: EmergencyKind
    reason: str = strawberry.field(description="In a few sentences; whoever reviews it reads them.")


@strawberry.input(description="What somebody else makes of an emergency access.")
class ReviewEmergencyAccessInput(Keyed):
    access_id: strawberry.ID
    verdict: EmergencyVerdict
    reason: str


@strawberry.input(description="Which receipts a breach reaches; all given terms must hold.")
class BreachReachInput:
    began_at: dt.datetime
    ended_at: dt.datetime = strawberry.field(description="Not included; at most a year later.")
    client_id: str | None = None
    reader: str | None = strawberry.field(default=None, description="An account's or client's id.")
    agreement: str | None = None
    fields: list[str] | None = strawberry.field(default=None, description="One of them is enough: Citizen.fullName.")


@strawberry.input(description="A breach as it was noticed.")
class RecordBreachInput(Keyed):
    title: str
    happened: str
    noticed_at: dt.datetime = strawberry.field(description="From here the clock runs: 3 x 24 hours.")
    through: BreachReachInput
    handling: str | None = None


@strawberry.input(description="How a breach is handled, and whether that is done.")
class ChangeBreachInput(Keyed):
    breach_id: strawberry.ID
    expected_version: int
    handling: str
    closed: bool = False


@strawberry.input(description="Who was told of a breach.")
class NoteBreachNoticeInput(Keyed):
    breach_id: strawberry.ID
    party: Party
    way: str = strawberry.field(description="How: by letter, by e-mail, by whom.")
    persons: int
    at: dt.datetime
