from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.delivery import DeliveryState
from hub.resolvers import deliveries as r
from hub.schema.citizen import Citizen
from hub.schema.declare import INHERITED, field
from hub.schema.siak_field import SiakField


@strawberry.type(description="One event of the record on its way to one target.")
class Delivery:
    id: strawberry.ID = field(
        scope=INHERITED, resolver=r.delivery_id, description="Its uuid is the key by which a receiver knows a repeat."
    )
    target: str = field(scope=INHERITED, description="Name of the agency, or `webhook:` and a subscription.")
    kind: str = field(scope=INHERITED, description="What happened, as in `citizen.changed`.")
    state: DeliveryState = field(scope=INHERITED)
    changed: list[str] = field(scope=INHERITED, resolver=r.changed, description="Names of attributes, no values.")
    occurred_at: dt.datetime = field(scope=INHERITED)
    age_seconds: int = field(
        scope=INHERITED, resolver=r.age, description="Since it happened, until now or until it was settled."
    )
    attempts: int = field(scope=INHERITED)
    next_attempt_at: dt.datetime = field(scope=INHERITED)
    problem: str | None = field(scope=INHERITED, description="Why the last attempt failed, as a code.")
    unsure: bool = field(scope=INHERITED, description="Whether an attempt may have arrived although nothing came back.")
    differences: list[str] = field(scope=INHERITED, description="Attributes that the agency shows otherwise.")
    acknowledgement: str | None = field(scope=INHERITED, description="What the receiver gave for it.")
    settled_at: dt.datetime | None = field(scope=INHERITED)
    settled_by: str | None = field(scope=INHERITED)
    reason: str | None = field(
        scope=INHERITED,
        resolver=r.reason,
        description="Why somebody settled it so; null for a person out of the reader's sight.",
    )
    citizen: Citizen | None = field(
        scope="citizen:read", category=Category.POPULATION, resolver=r.citizen, description="Whom it is about."
    )
    siak_fields: list[SiakField] | None = field(
        scope="delivery:transcribe",
        category=Category.POPULATION,
        resolver=r.siak_fields,
        description="What to type into SIAK, in its order; null where there is nothing to type.",
    )
