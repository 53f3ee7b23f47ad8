from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.core.codes import FamilyRelationship
from hub.core.held import Column, Embedded, Origin
from hub.schema.declare import field
from hub.schema.later import CITIZEN


@strawberry.type(description="One line of a family card.")
class FamilyMember:
    relationship: FamilyRelationship | None = field(
        scope="family:read", category=Category.FAMILY, held=Column("relationship")
    )
    citizen = field(scope="family:read", category=Category.FAMILY, graphql_type=CITIZEN, held=Embedded(Origin.PERSON))
