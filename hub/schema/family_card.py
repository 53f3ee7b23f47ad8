from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.core.held import Column, Embedded, Link, Linked, Origin
from hub.resolvers import family
from hub.schema.address import Address
from hub.schema.declare import field
from hub.schema.family_member import FamilyMember
from hub.schema.later import CITIZEN
from hub.schema.scalars import FamilyCardNumber

_SCOPE, _CATEGORY = "family:read", Category.FAMILY


@strawberry.type(description="A family card (Kartu Keluarga) and who stands on it.")
class FamilyCard:
    number: FamilyCardNumber | None = field(scope=_SCOPE, category=_CATEGORY, held=Column("number"))
    head = field(
        scope=_SCOPE,
        category=_CATEGORY,
        graphql_type=CITIZEN,
        resolver=family.head,
        held=Linked(Link.HEAD, Origin.PERSON),
    )
    address: Address | None = field(scope=_SCOPE, category=_CATEGORY, held=Embedded(Origin.ADDRESS))
    members: list[FamilyMember] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=family.members, held=Linked(Link.MEMBERS, Origin.MEMBER, many=True)
    )
