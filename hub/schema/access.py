from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.held import Column
from hub.resolvers import accesses
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A receipt: somebody read this person's data.")
class Access:
    id: strawberry.ID = field(scope=INHERITED, resolver=accesses.access_id, held=Column("id"))
    at: dt.datetime = field(scope=INHERITED, held=Column("at"))
    reader: str = field(scope=INHERITED, description="Who read.", held=Column("reader"))
    client: str = field(scope=INHERITED, description="Through which registered client.", held=Column("client"))
    purpose: str = field(
        scope=INHERITED, description="For which purpose (UU 24/2013 art. 58(4)).", held=Column("purpose")
    )
    categories: list[str] = field(
        scope=INHERITED, description="Categories of personal data.", held=Column("categories")
    )
    fields: list[str] = field(scope=INHERITED, description="Fields of this graph.", held=Column("fields"))
