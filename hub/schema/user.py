from __future__ import annotations

import strawberry

from hub.core.actor import Role
from hub.core.administration import PasswordState
from hub.core.attributes import Category
from hub.core.purpose import Purpose
from hub.resolvers import account_reads as r
from hub.schema.declare import INHERITED, field
from hub.schema.scalars import NIK


@strawberry.type(description="Somebody who logs in at this hub's own authorization server. No secret is told.")
class User:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.user_id)
    username: str = field(scope=INHERITED)
    display_name: str = field(scope=INHERITED)
    roles: list[Role] = field(scope=INHERITED, resolver=r.roles)
    region: str = field(scope=INHERITED, description="Whose subtree she sees, dotted.")
    purposes: list[Purpose] = field(scope=INHERITED, resolver=r.purposes)
    nik: NIK | None = field(
        scope=("user:manage", "account:approve"),
        category=Category.ACCOUNT,
        description="Her own: nobody handles her own family, and a citizen reads what is kept under it.",
    )
    active: bool = field(scope=INHERITED, description="False: closed, and nobody logs in with it.")
    version: int = field(scope=INHERITED)
    needs_two: bool = field(
        scope=INHERITED, resolver=r.needs_two, description="Whether every change of it needs a second person."
    )
    password_state: PasswordState = field(scope=INHERITED)
    half_is_mine: bool = field(
        scope=INHERITED, resolver=r.is_half_mine, description="Whether this reader gave out the first half."
    )
    may_change: bool = field(
        scope=INHERITED, resolver=r.may_change, description="Whether this reader may change it, alone or as a proposal."
    )
