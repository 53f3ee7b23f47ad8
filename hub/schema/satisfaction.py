from __future__ import annotations

import strawberry

from hub.core.satisfaction import Grade
from hub.resolvers import dashboard as r
from hub.resolvers.satisfaction import RatingOutcome
from hub.schema.declare import INHERITED, PUBLIC, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(
    description="What people think of a service (SKM, PermenPANRB 14/2017). It grows by five answers at a time, so "
    "that nobody learns what one person answered."
)
class Satisfaction:
    service: str = field(scope=PUBLIC)
    title: str = field(scope=PUBLIC, resolver=r.title)
    answers: int = field(scope=PUBLIC, description="How many people answered; never fewer than five.")
    index: float = field(scope=PUBLIC, description="From 25 to 100 (IKM).")
    grade: Grade = field(scope=PUBLIC)
    elements: list[float] = field(
        scope=PUBLIC, resolver=r.elements, description="The mean of each of the nine, from 1 to 4, in their order."
    )


@strawberry.type(description="Whether the answer was taken, or what is wrong with the input.")
class RatingPayload(StandsFor, Payload):
    stands_for = RatingOutcome

    taken: bool = field(scope=INHERITED)
