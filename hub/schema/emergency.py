from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.emergency import EmergencyKind, EmergencyState, EmergencyVerdict
from hub.resolvers import emergencies as r
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="One person's record, opened in an emergency to somebody who may not see her otherwise.")
class EmergencyAccess:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.access_id)
    citizen_id: strawberry.ID = field(scope=INHERITED, resolver=r.citizen_id)
    reader: str = field(scope=INHERITED, resolver=r.reader)
    client_id: str = field(scope=INHERITED)
    emergency: EmergencyKind = field(scope=INHERITED)
    reason: str = field(scope=INHERITED)
    opened_at: dt.datetime = field(scope=INHERITED)
    ends_at: dt.datetime = field(scope=INHERITED)
    review_due: dt.datetime = field(scope=INHERITED, description="Within 72 hours somebody else reviews it.")
    state: EmergencyState = field(scope=INHERITED, resolver=r.state)
    is_mine: bool = field(scope=INHERITED, resolver=r.is_mine)
    verdict: EmergencyVerdict | None = field(scope=INHERITED)
    reviewed_by: str | None = field(scope=INHERITED, resolver=r.reviewed_by)
    reviewed_at: dt.datetime | None = field(scope=INHERITED)
    review_reason: str | None = field(scope=INHERITED)


@strawberry.type(description="The access as it is now, or what is wrong with the input.")
class EmergencyPayload(StandsFor, Payload):
    stands_for = r.EmergencyOutcome

    access: EmergencyAccess | None = field(scope=INHERITED, resolver=r.access)
    citizen_id: strawberry.ID | None = field(
        scope=INHERITED, resolver=r.opened_citizen_id, description="Whom it opens, for `node`, within a second."
    )
