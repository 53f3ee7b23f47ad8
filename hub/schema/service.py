from __future__ import annotations

import strawberry

from hub.resolvers import catalogue
from hub.schema.declare import PUBLIC, field
from hub.schema.requirement import Requirement


@strawberry.type(description="A public service that can be applied for.")
class Service:
    name: str = field(scope=PUBLIC)
    title: str = field(scope=PUBLIC, resolver=catalogue.service_title)
    description: str = field(scope=PUBLIC, resolver=catalogue.service_description)
    legal_basis: str = field(scope=PUBLIC)
    fee: str = field(scope=PUBLIC)
    max_hours: int = field(scope=PUBLIC, description="Hours from complete papers to the answer.")
    requirements: list[Requirement] = field(scope=PUBLIC, resolver=catalogue.requirements)
