from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.objection import ObjectionOutcome, ObjectionState
from hub.resolvers import objections as r_objections
from hub.schema.access import Access
from hub.schema.declare import INHERITED, field
from hub.schema.later import CITIZEN


@strawberry.type(description="Somebody objects to a reading of her data, or to a kind of processing (keberatan).")
class Objection:
    id: strawberry.ID = field(scope=INHERITED, resolver=r_objections.objection_id)
    access_id: strawberry.ID | None = field(
        scope=INHERITED, resolver=r_objections.access_id, description="The reading; null where a category is meant."
    )
    category: str = field(scope=INHERITED, description="The category of data; empty where a reading is meant.")
    about: str = field(scope=INHERITED, resolver=r_objections.about, description="What it is about, in plain words.")
    grounds: str = field(scope=INHERITED, description="In her own words.")
    state: ObjectionState = field(scope=INHERITED)
    version: int = field(scope=INHERITED)
    opened_at: dt.datetime = field(scope=INHERITED)
    due_at: dt.datetime = field(
        scope=INHERITED, description="By when it is answered: 72 hours after it came in (UU 27/2022 art. 41)."
    )
    overdue: bool = field(
        scope=INHERITED,
        resolver=r_objections.overdue,
        description="Whether it waits longer than that, or was answered later.",
    )
    outcome: ObjectionOutcome | None = field(
        scope=INHERITED, resolver=r_objections.ruling, description="What was decided."
    )
    reason: str | None = field(scope=INHERITED, resolver=r_objections.reason)
    decided_as: str | None = field(
        scope=INHERITED, resolver=r_objections.decided_as, description="In which role it was decided."
    )
    decided_at: dt.datetime | None = field(scope=INHERITED, resolver=r_objections.decided_at)
    stops: list[str] = field(
        scope=INHERITED,
        resolver=r_objections.stops,
        description="Categories of data that it stopped; of an open one those that it would stop if it were upheld.",
    )
    stopped: bool = field(
        scope=INHERITED,
        resolver=r_objections.stopped,
        description="Whether it was upheld, wholly or in part, and `stops` are not given to agencies about her since.",
    )
    lifted_reason: str | None = field(
        scope=INHERITED, resolver=r_objections.lifted_reason, description="Why data are given out again."
    )
    lifted_as: str | None = field(
        scope=INHERITED, resolver=r_objections.lifted_as, description="In which role that was decided."
    )
    lifted_at: dt.datetime | None = field(scope=INHERITED, resolver=r_objections.lifted_at)
    explanation: str = field(
        scope=INHERITED,
        resolver=r_objections.explanation,
        description="Where it stands, what was decided and why, in plain words for the person.",
    )
    reading: Access | None = field(
        scope=INHERITED, resolver=r_objections.reading, description="The reading that it is about."
    )
    person: CITIZEN = field(scope="citizen:read", category=Category.POPULATION, resolver=r_objections.person)
