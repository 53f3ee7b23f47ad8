"""An application and its append-only actions; `hub.core.folding` makes the one of the others.

The workflow is the published contract's table. Which actor may act is decided by policy
(`hub.access`); here stands only what is possible from which state.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from hub.core.errors import Conflict
from hub.core.lease import Lease
from hub.core.missing_reason import MissingReason


class ApplicationState(Enum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    RESUBMITTED = "RESUBMITTED"
    COMPLETE = "COMPLETE"
    PROCESSING = "PROCESSING"
    AWAITING_SIGNATURE = "AWAITING_SIGNATURE"
    ISSUED = "ISSUED"
    HANDED_OVER = "HANDED_OVER"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    DELAYED = "DELAYED"


class ActionKind(Enum):
    SUBMIT = "submit"
    CLAIM = "claim"
    RETURN = "return"
    RESUBMIT = "resubmit"
    ACCEPT = "accept"
    VERIFY = "verify"
    RECORD_SIAK = "record_siak"
    CONFIRM_SIAK = "confirm_siak"
    VALIDATE = "validate"
    SIGN = "sign"
    HAND_OVER = "hand_over"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DELAY = "delay"
    RESUME = "resume"
    SETTLE_STEP = "settle_step"
    TAKE_OVER = "take_over"
    PRINT = "print"
    ASSIGN = "assign"


class SiakStatus(Enum):
    """Where the register's part stands: nothing typed, waiting for read-back, confirmed, or differing."""

    NONE = "NONE"
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    MISMATCH = "MISMATCH"


class MandateType(Enum):
    """Why somebody may apply for somebody else (UU 23/2006 art. 26; form F-1.07)."""

    SELF = "SELF"
    FAMILY = "FAMILY"
    POWER_OF_ATTORNEY = "POWER_OF_ATTORNEY"
    OFFICER_ASSISTED = "OFFICER_ASSISTED"
    RT_DUTY = "RT_DUTY"


class Channel(Enum):
    """Online needs scans of originals, the counter takes photocopies and looks at the original."""

    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    VILLAGE = "VILLAGE"
    OUTREACH = "OUTREACH"


S, A = ApplicationState, ActionKind
_UNTIL_PROCESSING: Final = (
    S.IN_REVIEW,
    S.NEEDS_CORRECTION,
    S.RESUBMITTED,
    S.COMPLETE,
    S.PROCESSING,
    S.DELAYED,
)
_BEFORE_ISSUED: Final = (S.DRAFT, S.SUBMITTED, *_UNTIL_PROCESSING, S.AWAITING_SIGNATURE)

TRANSITIONS: Final[Mapping[ActionKind, tuple[tuple[ApplicationState, ...], ApplicationState | None]]] = {
    A.CLAIM: ((S.SUBMITTED, S.RESUBMITTED), S.IN_REVIEW),
    A.RETURN: ((S.IN_REVIEW, S.COMPLETE), S.NEEDS_CORRECTION),
    A.RESUBMIT: ((S.NEEDS_CORRECTION,), S.RESUBMITTED),
    A.ACCEPT: ((S.IN_REVIEW,), S.COMPLETE),
    A.VERIFY: ((S.COMPLETE,), S.PROCESSING),
    A.RECORD_SIAK: ((S.PROCESSING,), S.PROCESSING),
    A.CONFIRM_SIAK: ((S.PROCESSING,), S.PROCESSING),
    A.VALIDATE: ((S.PROCESSING,), S.AWAITING_SIGNATURE),
    A.SIGN: ((S.AWAITING_SIGNATURE,), S.ISSUED),
    A.HAND_OVER: ((S.ISSUED,), S.HANDED_OVER),
    A.REFUSE: (_UNTIL_PROCESSING, S.REJECTED),
    A.WITHDRAW: (_BEFORE_ISSUED, S.WITHDRAWN),
    A.DELAY: ((S.COMPLETE, S.PROCESSING), S.DELAYED),
    A.RESUME: ((S.DELAYED,), None),
    A.SETTLE_STEP: ((S.ISSUED, S.HANDED_OVER), None),
    A.TAKE_OVER: ((S.IN_REVIEW, S.COMPLETE, S.PROCESSING, S.DELAYED), None),
    A.PRINT: ((S.ISSUED,), None),
    A.ASSIGN: ((S.SUBMITTED, S.RESUBMITTED, S.IN_REVIEW, S.COMPLETE, S.PROCESSING, S.DELAYED), None),
}
"""Action -> (states it is possible from, state it leads to). None: for RESUME where the delay began, for ASSIGN what
was unclaimed is IN_REVIEW, else as it is."""

ENTERING: Final = frozenset({A.SUBMIT, A.RESUBMIT, A.CLAIM, A.ACCEPT, A.RECORD_SIAK})
"""Actions by which somebody enters data or vouches for papers: who did one cannot approve."""
APPROVING: Final = frozenset({A.VERIFY, A.VALIDATE, A.SIGN})
"""Actions by which somebody approves what others entered."""


@dataclass(frozen=True, slots=True)
class Action:
    """One appended action. `data` is JSON; its keys per kind:

    SUBMIT, RESUBMIT: form, documents [{kind, document_id}] (a paper that was taken as such has no id), channel,
    on_behalf_of, mandate, notice_language (`ID` or `EN`) ·
    RETURN: missing [{what, code, reason}] · RECORD_SIAK: the attributes of SiakResult ·
    CONFIRM_SIAK: status (CONFIRMED|MISMATCH), differences [attribute] ·
    SIGN: certificate_code, certificate_codes, document_id, person_id, unmade [kind of certificate] ·
    SETTLE_STEP: step, outcome, reason · REFUSE, WITHDRAW, RESUME: reason · DELAY: disturbance, reason ·
    TAKE_OVER: reason, from, from_name · ASSIGN: reason, to, to_name · PRINT: reason, where it was printed before.
    """

    seq: int
    kind: ActionKind
    actor: str
    actor_name: str
    at: dt.datetime
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApplicationHeader:
    """What never changes. `client_id` is the client that submitted; `region_code` where it is handled.

    Two are not of the application itself, but of the moment of reading: whether somebody whom it names is `sealed`, and
    the last `lease`, which may have ended.
    """

    tenant: str
    id: uuid.UUID
    tracking_number: str
    service: str
    region_code: str
    client_id: str
    submitted_at: dt.datetime
    sealed: bool = False
    lease: Lease | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing the applicant has to bring, and why."""

    what: str
    reason: str
    code: MissingReason = MissingReason.OTHER


@dataclass(frozen=True, slots=True)
class SiakResult:
    """What SIAK issued and the clerk captured; a service says which of it there is.

    `letter_number` is that of a letter of removal (SKPWNI) or another statement that is no deed.
    """

    nik: str | None = None
    deed_number: str | None = None
    family_card_number: str | None = None
    letter_number: str | None = None


class StepOutcome(Enum):
    """What became of a step of the bundle that somebody has to do."""

    DONE = "DONE"
    FAILED = "FAILED"
    NOT_NEEDED = "NOT_NEEDED"
    UNDONE = "UNDONE"


@dataclass(frozen=True, slots=True)
class SettledStep:
    """Who said what became of a step of the bundle, and when (UTC); `reason` is there for all but DONE."""

    outcome: StepOutcome
    at: dt.datetime
    actor_name: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Who took the case over from whom (subject and name), when (UTC) and why."""

    former: str
    former_name: str
    by_name: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who gave the case to whom (subject and name), when (UTC) and why."""

    to: str
    to_name: str
    by_name: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """The folded application. `version` is the sequence number of the last action."""

    header: ApplicationHeader
    state: ApplicationState
    version: int
    form: Mapping[str, Any]
    documents: tuple[Mapping[str, str], ...]
    channel: str
    on_behalf_of: str | None
    mandate: str
    submitted_by: str
    entered_by: frozenset[str]
    assignee: str | None
    missing: tuple[Missing, ...]
    siak_status: SiakStatus
    siak_result: SiakResult | None
    differences: tuple[str, ...]
    completed_at: dt.datetime | None
    resume_to: ApplicationState | None
    reason: str | None
    certificate_code: str | None
    person_id: str | None
    actions: tuple[Action, ...]
    certificate_codes: tuple[str, ...] = ()
    settled_steps: Mapping[str, SettledStep] = dataclasses.field(default_factory=dict)
    unmade: tuple[str, ...] = ()
    taken_over: TakeOver | None = None
    assigned: Assignment | None = None


def next_state(application: Application, kind: ActionKind) -> ApplicationState:
    """The state an action leads to; raises Conflict when it is not possible now."""
    origins, target = TRANSITIONS[kind]
    if application.state not in origins:
        raise Conflict(
            f"The application is {application.state.value} now; {kind.value} is possible from "
            f"{', '.join(s.value for s in origins)}. Load it again and look at its state.",
            details={"state": application.state.value, "version": application.version},
        )
    if kind is A.VALIDATE and application.siak_status is not SiakStatus.CONFIRMED:
        raise Conflict(
            "The population agency has not confirmed the SIAK result yet. Wait for the read-back or correct the entry.",
            details={"state": application.state.value, "siakStatus": application.siak_status.value},
        )
    if kind is A.RESUME:
        return application.resume_to or application.state
    if kind is A.ASSIGN and application.state in TRANSITIONS[A.CLAIM][0]:
        return S.IN_REVIEW
    return target or application.state


def check_version(application: Application, expected: int | None) -> None:
    """Raises Conflict when the caller looked at an older version."""
    if expected is not None and expected != application.version:
        raise Conflict(
            f"The application is at version {application.version}, you looked at version {expected}. Load it again.",
            details={"version": application.version},
        )
