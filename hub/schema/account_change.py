from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.administration import ChangeKind, SubjectKind
from hub.resolvers import account_reads as r
from hub.schema.account_difference import AccountDifference
from hub.schema.declare import INHERITED, field


@strawberry.type(description="One entry of the history of what administrators keep. Nothing in it can be changed.")
class AccountChange:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.change_id)
    kind: ChangeKind = field(scope=INHERITED)
    subject_kind: SubjectKind = field(scope=INHERITED)
    subject: str = field(
        scope=INHERITED,
        description="Opaque id of the user, id of the client or the agreement, name of the service, id of the key.",
    )
    user_id: strawberry.ID | None = field(scope=INHERITED, resolver=r.subject_user_id)
    client_id: str | None = field(scope=INHERITED, resolver=r.subject_client_id)
    agreement_id: str | None = field(scope=INHERITED, resolver=r.subject_agreement_id)
    service: str | None = field(
        scope=INHERITED,
        resolver=r.subject_service,
        description="The service that it is about; `counters`: the counters.",
    )
    service_title: str | None = field(scope=INHERITED, resolver=r.subject_service_title)
    version: int = field(scope=INHERITED, description="The one that it led to.")
    at: dt.datetime = field(scope=INHERITED)
    actor: str = field(scope=INHERITED, resolver=r.actor_of, description="Who did it, or proposed it.")
    reason: str = field(scope=INHERITED)
    approved_by: str | None = field(
        scope=INHERITED, resolver=r.approved_by, description="The second person, where one was needed."
    )
    differences: list[AccountDifference] = field(scope=INHERITED, resolver=r.differing)
