from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK


@strawberry.input(description="Who is informed about what is kept of her.")
class InformCitizenInput(Keyed):
    nik: NIK | None = strawberry.field(default=None, description="`nik` or `id`, one of the two.")
    id: strawberry.ID | None = None
    shown: str | None = strawberry.field(
        default=None, description="At the counter: the paper by which the clerk knows whom she has before her."
    )
    parent_nik: NIK | None = strawberry.field(
        default=None, description="At the counter, of a child below 17: the parent who is there."
    )
    accesses_only: bool | None = strawberry.field(default=None, description="True: only who read her data.")
