from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.bundle import BundleState
from hub.core.service import PlanKind
from hub.resolvers import application_fields as r
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A step of the bundle that an application is, and what became of it.")
class BundleStep:
    key: str = field(scope=INHERITED, resolver=r.step_key, description="Names it for `settleBundleStep`.")
    kind: PlanKind = field(scope=INHERITED, resolver=r.step_kind)
    label: str = field(scope=INHERITED, resolver=r.step_label)
    agency: str | None = field(scope=INHERITED, resolver=r.step_agency, description="The agency that is to know.")
    state: BundleState = field(scope=INHERITED)
    at: dt.datetime | None = field(scope=INHERITED)
    reason: str | None = field(scope=INHERITED, description="Why it is not done, told to the applicant.")
    undo: str | None = field(
        scope=INHERITED, resolver=r.step_undo, description="What is done to take it back, where the law allows it."
    )
