"""Enums of the graph: the closed lists of the core, each value with its official code and Indonesian label."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from hub.core.absence import AbsenceKind
from hub.core.actor import Role
from hub.core.administration import ChangeKind, PasswordState, ProposalState, SubjectKind
from hub.core.agency_ports import AgencyState
from hub.core.agreement import Validity
from hub.core.application import ApplicationState, Channel, MandateType, SiakStatus, StepOutcome
from hub.core.appointment import AppointmentState
from hub.core.birth_dates import DatePrecision
from hub.core.breach import BreachState, Party
from hub.core.bundle import BundleState
from hub.core.burial import BurialState, InvitationWay
from hub.core.citizen import SourceState
from hub.core.codes import CLOSED_LISTS, CodedEnum
from hub.core.codes_cards import CARD_LISTS
from hub.core.definition import AnswerKind, Confidence, LimitUnit, PaperForm
from hub.core.delivery import DeliveryState
from hub.core.discrepancy import DiscrepancyState, Ruling
from hub.core.document import VerificationStatus
from hub.core.duplicates import DuplicateState
from hub.core.emergency import EmergencyKind, EmergencyState, EmergencyVerdict
from hub.core.errors import ErrorCode
from hub.core.evidence import SourceKind
from hub.core.figures import AgeBand, Step
from hub.core.notices import Medium, NoticeState
from hub.core.objection import ObjectionOutcome, ObjectionState
from hub.core.outbox import Settlement
from hub.core.oversight import FindingKind, FindingState
from hub.core.promise import Disturbance, PromiseState
from hub.core.promise_run import PromiseAlarm
from hub.core.purpose import Purpose
from hub.core.queue import HeldBy, QueueOrder
from hub.core.refusal import RefusalReason
from hub.core.regions import RegionLevel
from hub.core.satisfaction import Grade
from hub.core.service import PlanKind
from hub.core.ticket import PriorityReason, TicketOutcome, TicketState, TicketStep
from hub.core.token_keys import KeyState
from hub.core.vital import VitalEvent
from hub.resolvers.values import Language

E = TypeVar("E", bound=Enum)

_DESCRIPTIONS: Final[dict[type[Enum], str]] = {
    ChangeKind: "What was done to an account, a client, an agreement or the hub's keys.",
    PasswordState: "How far somebody is with a password of her own.",
    KeyState: "What a key does now.",
    ProposalState: "Where a proposal stands.",
    Purpose: "Purposes of UU 24/2013 art. 58(4), and three that the hub adds.",
    Role: "Roles of the office and of those whom it serves.",
    SubjectKind: "What was changed: an account, a client, the hub's own keys, an agreement, a service or the counters.",
    AgencyState: (
        "How the hub treats an agency: it is asked; it rests after it did not answer several times in a row; or the hub"
        " waits, because the agency wants no more questions for a while."
    ),
    AppointmentState: "Whether an appointment is ahead, or what came of it.",
    ApplicationState: "Where an application stands.",
    BundleState: "Where a step of a bundle stands.",
    PlanKind: "What a step of a bundle is: a paper the hub makes, a change of the record, a card, an agency told.",
    Confidence: "How a statement about the law came to be known: read, from a secondary source, or to be confirmed.",
    AnswerKind: "What a field of a form takes for an answer.",
    PaperForm: "In which form a paper is handed in.",
    LimitUnit: "Unit of a time limit.",
    StepOutcome: "What became of a step of a bundle that an officer does or sees done.",
    Channel: "How an application came in.",
    DiscrepancyState: "Whether a discrepancy waits, was decided, or ended since its source agrees now.",
    DatePrecision: "How much of a date is known; the rest only fills it up.",
    DeliveryState: "What has become of a delivery.",
    Disturbance: "What kind of disturbance keeps the office from its work.",
    RefusalReason: "Why an application is refused; `services { refusals }` says it in words.",
    PromiseAlarm: "How an application that is not answered stands to its promise.",
    AbsenceKind: "Why somebody of the office is away.",
    HeldBy: "Who goes on with an application: the reader, nobody yet, or a colleague who is absent today.",
    QueueOrder: "Which come first: those handed in last, those that wait longest, or those that are due next.",
    PromiseState: "Whether the clock of an application runs, and whether it was answered in time.",
    DuplicateState: "What became of a pair of persons who may be one.",
    FindingKind: "What is odd in the receipts, or in what was handed in.",
    FindingState: "Whether a finding waits, and what an auditor made of it.",
    EmergencyKind: "What the emergency is.",
    EmergencyState: "Whether an emergency access runs, waits for its review, is overdue, or was reviewed.",
    EmergencyVerdict: "What the reviewer of an emergency access found.",
    BreachState: "Whether a breach is being handled.",
    Party: "Who is told of a breach: its subjects, the supervising agency, the public.",
    AgeBand: "How long an application has been open, in days since it came in.",
    Grade: "How good people find a service: A very good, B good, C less good, D not good.",
    Step: "How long each step of a chart is.",
    VitalEvent: "Events that a civil registry registers, in the terms of the United Nations' handbook.",
    RegionLevel: "Province, regency or city, district (kecamatan), village (desa or kelurahan).",
    Medium: "By what an applicant is told.",
    NoticeState: "What has become of a message to an applicant.",
    MandateType: "Why somebody may apply for somebody else (UU 23/2006 art. 26; form F-1.07).",
    ObjectionOutcome: "What became of an objection: she is right, right in part, or what was done was lawful.",
    BurialState: "Where the report of a burial stands; none of them says that somebody is dead.",
    InvitationWay: "How a family was invited to have a death registered.",
    ObjectionState: "Whether an objection waits for its answer or has it.",
    Ruling: "Who is right: the record, the agency, the citizen, or neither of the two sides.",
    Settlement: "What somebody found out about a delivery: the receiver has it, has it not, or is not to have it.",
    PriorityReason: "Why somebody is called before others, as she says it herself; no proof is asked for.",
    TicketOutcome: "What came of a number at a counter.",
    TicketState: "Where a number at a counter stands.",
    TicketStep: "What a clerk does with a number at a counter.",
    SiakStatus: "Where the register's part stands.",
    SourceKind: "The paper or register that a change of the record rests on.",
    SourceState: "How fresh an agency's part of an answer is.",
    Validity: "How a sharing agreement stands today.",
    VerificationStatus: "Whether a certificate is genuine and current.",
    ErrorCode: "The closed list of error codes.",
    Language: "Language of texts for people: Indonesian or English.",
}


def registered(enum: type[E]) -> type[E]:
    """The enum as a type of the graph, described; one that is there already only gets its descriptions."""
    if "__strawberry_definition__" not in vars(enum):
        strawberry.enum(enum)
    definition: Any = vars(enum)["__strawberry_definition__"]
    assert isinstance(definition, StrawberryEnumDefinition)
    definition.description = _DESCRIPTIONS.get(enum) or _first_line(enum)
    for value, member in zip(definition.values, enum, strict=True):
        value.description = _described(member)
    return enum


def _first_line(enum: type[Enum]) -> str:
    own = vars(enum).get("__doc__") or ""
    return own.strip().splitlines()[0] if own.strip() else f"Code list {enum.__name__}; see `codeList`."


def _described(member: Enum) -> str | None:
    return f"{member.code}: {member.label_id}" if isinstance(member, CodedEnum) else None


for _enum in (*CLOSED_LISTS.values(), *CARD_LISTS, *_DESCRIPTIONS):
    registered(_enum)
