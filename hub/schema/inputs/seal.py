from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK


@strawberry.input(description="A person, by `nik` or `id`, and why her record is opened again.")
class UnsealCitizenInput(Keyed):
    nik: NIK | None = None
    id: strawberry.ID | None = None
    expected_version: int | None = strawberry.field(
        default=None, description="The version that you looked at; another one is a conflict."
    )
    reason: str


@strawberry.input(description="A person, by `nik` or `id`, and why her record is sealed.")
class SealCitizenInput(Keyed):
    nik: NIK | None = None
    id: strawberry.ID | None = None
    expected_version: int | None = strawberry.field(
        default=None, description="The version that you looked at; another one is a conflict."
    )
    reason: str
    legal_basis: str = strawberry.field(description="The law, order or decision that it rests on.")
    until: dt.datetime | None = strawberry.field(
        default=None, description="When it ends by itself; left out, it holds until it is lifted."
    )
