"""An application: append-only actions, and a pure fold that gives its state.

The workflow is the published contract's table. Which actor may act is decided by policy
(`hub.access`); here stands only what is possible from which state.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from hub.core.errors import BadInput, Conflict
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


def fold(header: ApplicationHeader, actions: Iterable[Action]) -> Application:
    """The state after these actions. Folding the first n actions gives the application as it was then."""
    application: Application | None = None
    for action in actions:
        application = _begin(header, action) if application is None else _apply(application, action)
    if application is None:
        raise BadInput("An application begins with its submission.")
    return application


def _begin(header: ApplicationHeader, action: Action) -> Application:
    data = action.data
    return Application(
        header=header, state=S.SUBMITTED, version=action.seq, form=data["form"],
        documents=tuple(data.get("documents", ())), channel=data["channel"],
        on_behalf_of=data.get("on_behalf_of"), mandate=data.get("mandate", MandateType.SELF.value),
        submitted_by=action.actor, entered_by=frozenset({action.actor}), assignee=None, missing=(),
        siak_status=SiakStatus.NONE, siak_result=None, differences=(), completed_at=None, resume_to=None,
        reason=None, certificate_code=None, person_id=None, actions=(action,),
    )  # fmt: skip


def _apply(before: Application, action: Action) -> Application:
    after = dataclasses.replace(
        before,
        state=next_state(before, action.kind),
        version=action.seq,
        actions=(*before.actions, action),
        entered_by=before.entered_by | {action.actor} if action.kind in ENTERING else before.entered_by,
    )
    step = _STEPS.get(action.kind)
    return step(after, before, action) if step else after


def _claim(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(after, assignee=action.actor)


def _return(after: Application, _before: Application, action: Action) -> Application:
    things = action.data["missing"]
    missing = tuple(Missing(m["what"], m["reason"], MissingReason(m.get("code", "OTHER"))) for m in things)
    return dataclasses.replace(after, missing=missing, completed_at=None)


def _resubmit(after: Application, before: Application, action: Action) -> Application:
    documents = (*before.documents, *action.data.get("documents", ()))
    form = {**before.form, **(action.data.get("form") or {})}
    return dataclasses.replace(after, documents=documents, form=form, missing=(), assignee=None)


def _accept(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(after, completed_at=action.at)


def _record_siak(after: Application, _before: Application, action: Action) -> Application:
    data = action.data
    result = SiakResult(**{one.name: data.get(one.name) for one in dataclasses.fields(SiakResult)})
    return dataclasses.replace(after, siak_result=result, siak_status=SiakStatus.PENDING, differences=())


def _confirm_siak(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(
        after,
        siak_status=SiakStatus(action.data["status"]),
        differences=tuple(action.data.get("differences", ())),
    )


def _sign(after: Application, _before: Application, action: Action) -> Application:
    code = action.data["certificate_code"]
    codes = tuple(action.data.get("certificate_codes", (code,)))
    return dataclasses.replace(
        after,
        certificate_code=code,
        certificate_codes=codes,
        unmade=tuple(action.data.get("unmade", ())),
        person_id=action.data["person_id"],
    )


def _settle_step(after: Application, _before: Application, action: Action) -> Application:
    data = action.data
    settled = SettledStep(StepOutcome(data["outcome"]), action.at, action.actor_name, data.get("reason"))
    return dataclasses.replace(after, settled_steps={**after.settled_steps, data["step"]: settled})


def _take_over(after: Application, before: Application, action: Action) -> Application:
    """An operator becomes the assignee and counts among those who entered; a verifier goes on to verify."""
    data = action.data
    told = TakeOver(data["from"], data["from_name"], action.actor_name, action.at, data["reason"])
    if before.state is S.COMPLETE:
        return dataclasses.replace(after, taken_over=told)
    entered = after.entered_by | {action.actor}
    return dataclasses.replace(after, taken_over=told, assignee=action.actor, entered_by=entered)


def _assign(after: Application, before: Application, action: Action) -> Application:
    """The same as if she had taken it over herself; what nobody held yet is hers as if she had claimed it."""
    data = action.data
    told = Assignment(data["to"], data["to_name"], action.actor_name, action.at, data["reason"])
    if before.state is S.COMPLETE:
        return dataclasses.replace(after, assigned=told)
    return dataclasses.replace(after, assigned=told, assignee=told.to, entered_by=after.entered_by | {told.to})


def _reason(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(after, reason=action.data["reason"])


def _delay(after: Application, before: Application, action: Action) -> Application:
    return dataclasses.replace(after, reason=action.data["reason"], resume_to=before.state)


def _resume(after: Application, _before: Application, _action: Action) -> Application:
    return dataclasses.replace(after, resume_to=None)


_STEPS: Final = {
    A.CLAIM: _claim,
    A.RETURN: _return,
    A.RESUBMIT: _resubmit,
    A.ACCEPT: _accept,
    A.RECORD_SIAK: _record_siak,
    A.CONFIRM_SIAK: _confirm_siak,
    A.SIGN: _sign,
    A.REFUSE: _reason,
    A.WITHDRAW: _reason,
    A.DELAY: _delay,
    A.RESUME: _resume,
    A.SETTLE_STEP: _settle_step,
    A.TAKE_OVER: _take_over,
    A.ASSIGN: _assign,
}
