from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.oversight import FindingKind, FindingState
from hub.resolvers import findings as r
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A receipt that a finding stands on. Whose data it was is told by number alone.")
class LookedAt:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.looked_at_id)
    at: dt.datetime = field(scope=INHERITED)
    reader: str = field(scope=INHERITED)
    client: str = field(scope=INHERITED)
    purpose: str = field(scope=INHERITED)
    operation: str = field(scope=INHERITED)
    categories: list[str] = field(scope=INHERITED)
    fields: list[str] = field(scope=INHERITED)
    persons: int = field(scope=INHERITED)


@strawberry.type(name="AccessFinding", description="Something odd in the receipts, for an auditor to judge.")
class FindingRecord:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.finding_id)
    kind: FindingKind = field(scope=INHERITED, resolver=r.kind)
    score: int = field(scope=INHERITED, resolver=r.score, description="1 to 100, the higher the odder.")
    day: str = field(scope=INHERITED, resolver=r.day, description="The office's day, or the Monday of its week.")
    reader: str = field(scope=INHERITED, resolver=r.reader, description="Who looked; of several the last.")
    readers: int = field(scope=INHERITED, resolver=r.readers)
    client_id: str = field(scope=INHERITED, resolver=r.client_id)
    reason: str = field(scope=INHERITED, resolver=r.reason)
    persons: int = field(scope=INHERITED, resolver=r.persons)
    receipt_count: int = field(scope=INHERITED, resolver=r.receipt_count)
    receipts: list[LookedAt] = field(scope=INHERITED, resolver=r.receipts)
    is_mine: bool = field(
        scope=INHERITED, resolver=r.is_mine, description="It is about the one who asks, so somebody else settles it."
    )
    found_at: dt.datetime = field(scope=INHERITED)
    state: FindingState = field(scope=INHERITED)
    settled_by_name: str | None = field(scope=INHERITED)
    settled_at: dt.datetime | None = field(scope=INHERITED)
    settled_reason: str | None = field(scope=INHERITED)


@strawberry.type(description="The finding as it is now, or what is wrong with the input.")
class FindingPayload(StandsFor, Payload):
    stands_for = r.FindingOutcome

    finding: FindingRecord | None = field(scope=INHERITED, resolver=r.settled)
