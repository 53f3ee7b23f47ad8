from __future__ import annotations

import strawberry

from hub.core.ripple import RippleKind
from hub.resolvers import ripples as r_ripples
from hub.schema.attribute_change import AttributeChange
from hub.schema.declare import INHERITED, field
from hub.schema.finding import Finding


@strawberry.type(description="Something that a correction draws after it.")
class Ripple:
    kind: RippleKind = field(scope=INHERITED)
    about: str = field(
        scope=INHERITED,
        description="By its kind the name of a service, a number of relatives, the id of a child, a tracking number, "
        "the name of an agency or subscriber.",
    )
    title: str | None = field(
        scope=INHERITED,
        resolver=r_ripples.title,
        description="Title of the service that gives the paper, or name of the child.",
    )
    reason: str = field(scope=INHERITED, resolver=r_ripples.reason)


@strawberry.type(description="What a correction would do, before anything is stored.")
class CorrectionPreview:
    version: int = field(scope=INHERITED, description="Name it as `expectedVersion` when the correction is made.")
    changes: list[AttributeChange] = field(scope=INHERITED)
    findings: list[Finding] = field(
        scope=INHERITED, description="Blocking ones would refuse the correction; the others are worth a look."
    )
    ripples: list[Ripple] = field(scope=INHERITED, description="Empty while something blocks.")
