from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.breach import BreachState, Party
from hub.resolvers import breaches as r
from hub.schema.connection import Connection
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor

_SCOPE = "breach:manage"


@strawberry.type(description="Who was told of a breach, how and when.")
class BreachNotice:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.notice_id)
    party: Party = field(scope=INHERITED)
    way: str = field(scope=INHERITED)
    persons: int = field(scope=INHERITED)
    at: dt.datetime = field(scope=INHERITED)
    by: str = field(scope=INHERITED, resolver=r.told_by)


@strawberry.type(description="Somebody whose data were read through a breach, from the receipts.")
class AffectedCitizen:
    citizen_id: strawberry.ID = field(scope=INHERITED, resolver=r.citizen_id)
    receipts: int = field(scope=INHERITED)
    first_at: dt.datetime = field(scope=INHERITED)
    last_at: dt.datetime = field(scope=INHERITED)
    categories: list[str] = field(scope=INHERITED, resolver=r.categories)


@strawberry.type(description="A failure to protect personal data (UU 27/2022 art. 46).")
class Breach:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.breach_id)
    title: str = field(scope=INHERITED)
    happened: str = field(scope=INHERITED)
    handling: str = field(scope=INHERITED)
    noticed_at: dt.datetime = field(scope=INHERITED)
    due_at: dt.datetime = field(scope=INHERITED, description="3 x 24 hours after it was noticed.")
    is_overdue: bool = field(scope=INHERITED, resolver=r.is_overdue)
    untold: list[Party] = field(scope=INHERITED, resolver=r.untold, description="Who still has to be told.")
    began_at: dt.datetime = field(scope=INHERITED, resolver=r.began_at)
    ended_at: dt.datetime = field(scope=INHERITED, resolver=r.ended_at)
    client_id: str = field(scope=INHERITED, resolver=r.client_id)
    reader: str = field(scope=INHERITED, resolver=r.reader)
    agreement: str = field(scope=INHERITED, resolver=r.agreement)
    fields: list[str] = field(scope=INHERITED, resolver=r.fields)
    state: BreachState = field(scope=INHERITED)
    version: int = field(scope=INHERITED)
    entered_by_name: str = field(scope=INHERITED)
    entered_at: dt.datetime = field(scope=INHERITED)
    notices: list[BreachNotice] = field(scope=INHERITED, resolver=r.notices)
    affected_count: int | None = field(
        scope=_SCOPE, category=Category.ACCESS, resolver=r.affected_count, description="How many persons."
    )
    affected: Connection[AffectedCitizen] | None = field(
        scope=_SCOPE,
        category=Category.ACCESS,
        resolver=r.affected,
        description="Whose data were read through it, from the receipts; whoever reads the list leaves one too.",
    )


@strawberry.type(description="The breach as it is now, or what is wrong with the input.")
class BreachPayload(StandsFor, Payload):
    stands_for = r.BreachOutcome

    breach: Breach | None = field(scope=INHERITED, resolver=r.outcome_breach)
