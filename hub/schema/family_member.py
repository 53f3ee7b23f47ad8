from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.core.codes import FamilyRelationship
from hub.schema.declare import field
from hub.schema.later import CITIZEN


@strawberry.type(description="One line of a family card.")
class FamilyMember:
    relationship: FamilyRelationship | None = field(scope="family:read", category=Category.FAMILY)
    citizen = field(scope="family:read", category=Category.FAMILY, graphql_type=CITIZEN)
