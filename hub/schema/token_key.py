from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.token_keys import KeyState
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A key that signs the hub's own tokens, or did.")
class TokenKey:
    id: str = field(scope=INHERITED, description="The `kid` in the published key set.")
    state: KeyState = field(scope=INHERITED)
    signs_from: dt.datetime | None = field(scope=INHERITED, description="Null: since the hub's first start.")
    until: dt.datetime | None = field(scope=INHERITED, description="When its state changes next.")
