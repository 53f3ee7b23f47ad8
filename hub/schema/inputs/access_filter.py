from __future__ import annotations

import datetime as dt

import strawberry


@strawberry.input(description="All given terms must hold.")
class AccessFilter:
    since: dt.datetime | None = strawberry.field(default=None, description="From then on.")
    until: dt.datetime | None = strawberry.field(default=None, description="Before then.")
    id: strawberry.ID | None = strawberry.field(default=None, description="The one reading with this id.")
    own: bool | None = strawberry.field(default=None, description="False leaves out when she looked herself.")
