"""The roots of oversight: mixed into Query and Mutation, as those of administration are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import strawberry

from hub.core.attributes import Category
from hub.resolvers import breaches as r_breaches
from hub.resolvers import emergencies, findings, processing
from hub.schema.breach import Breach, BreachPayload
from hub.schema.connection import Connection
from hub.schema.declare import field
from hub.schema.emergency import EmergencyAccess, EmergencyPayload
from hub.schema.finding_record import FindingPayload, FindingRecord
from hub.schema.inputs.oversight import (
    ChangeBreachInput,
    FindingFilter,
    NoteBreachNoticeInput,
    OpenEmergencyAccessInput,
    RecordBreachInput,
    ReviewEmergencyAccessInput,
    SettleFindingInput,
)
from hub.schema.processing import ProcessingActivity

_AUDIT: Final = "audit:read"
_REVIEW: Final = "emergency:review"
_BREACH: Final = "breach:manage"


def _read(resolver: Callable[..., Any], scope: str, description: str, **arguments: Any) -> Any:
    return field(scope=scope, category=Category.ACCESS, resolver=resolver, arguments=arguments, description=description)


def _change(resolver: Callable[..., Any], scope: str, description: str, given: type) -> Any:
    return field(
        scope=scope,
        category=Category.ACCESS,
        resolver=resolver,
        arguments={"given": ("input", given)},
        description=description,
    )


@strawberry.type
class OversightQuery:
    access_findings: Connection[FindingRecord] | None = _read(
        findings.findings,
        _AUDIT,
        "What is odd in the receipts, the newest first; without a filter what nobody settled.",
        given=("filter", FindingFilter | None),
    )
    access_finding: FindingRecord | None = _read(
        findings.finding, _AUDIT, "One of them.", finding_id=("id", strawberry.ID)
    )
    emergency_accesses: Connection[EmergencyAccess] | None = _read(
        emergencies.accesses, _REVIEW, "Records that were opened in emergencies; unless told, those not reviewed."
    )
    breaches: Connection[Breach] | None = _read(
        r_breaches.breaches, _BREACH, "The register of breaches, the newest first."
    )
    breach: Breach | None = _read(r_breaches.breach, _BREACH, "One of them.", breach_id=("id", strawberry.ID))
    processing_record: list[ProcessingActivity] | None = _read(
        processing.processing_record,
        _AUDIT,
        "The record of processing activities (UU 27/2022 art. 31), from services, facets and agreements.",
    )


@strawberry.type
class OversightMutation:
    settle_finding: FindingPayload | None = _change(
        findings.settle, "audit:settle", "An auditor says what it was; not on her own reading.", SettleFindingInput
    )
    open_emergency_access: EmergencyPayload | None = field(
        scope="emergency:open",
        category=Category.POPULATION,
        resolver=emergencies.open_access,
        arguments={"given": ("input", OpenEmergencyAccessInput)},
        description="One person's record for an hour, wherever in the district she lives; never a sealed one.",
    )
    review_emergency_access: EmergencyPayload | None = _change(
        emergencies.review, _REVIEW, "Somebody else says whether there was reason for it.", ReviewEmergencyAccessInput
    )
    record_breach: BreachPayload | None = _change(
        r_breaches.record, _BREACH, "A breach is entered; its clock runs from when it was noticed.", RecordBreachInput
    )
    change_breach: BreachPayload | None = _change(
        r_breaches.change, _BREACH, "How it is handled; closed once everybody was told.", ChangeBreachInput
    )
    note_breach_notice: BreachPayload | None = _change(
        r_breaches.note, _BREACH, "Somebody was told of it.", NoteBreachNoticeInput
    )
