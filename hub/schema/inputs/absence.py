from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.absence import AbsenceKind
from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="Somebody of the office is away; both days belong to it.")
class RecordAbsenceInput(Keyed):
    subject: str | None = strawberry.field(default=None, description="Who; whoever asks unless another one is named.")
    kind: AbsenceKind
    from_on: dt.date = strawberry.field(name="from")
    until_on: dt.date = strawberry.field(name="until")
    deputy: str | None = strawberry.field(default=None, description="The colleague who goes on with her work.")


@strawberry.input(description="She is back, or does not go away after all.")
class EndAbsenceInput(Keyed):
    id: strawberry.ID
