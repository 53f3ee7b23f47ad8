from __future__ import annotations

import strawberry

from hub.core.objection import ObjectionOutcome, ObjectionState
from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK


@strawberry.input(description="What somebody objects to: a reading, or the use of a category of her data.")
class RaiseObjectionInput(Keyed):
    nik: NIK
    access_id: strawberry.ID | None = strawberry.field(default=None, description="The `id` of an Access of hers.")
    category: str | None = strawberry.field(default=None, description="A category of data, as `health`.")
    grounds: str = strawberry.field(description="Why, in her own words.")


@strawberry.input(description="The answer to an objection. It is given once.")
class DecideObjectionInput(Keyed):
    id: strawberry.ID
    outcome: ObjectionOutcome
    stops: list[str] | None = strawberry.field(
        default=None,
        description="For PARTLY_UPHELD: some of the objection's `stops`, not all; the others go on being given out.",
    )
    reason: str = strawberry.field(description="One or two plain sentences; the citizen reads them.")
    expected_version: int | None = strawberry.field(
        default=None, description="Version that the caller looked at; a newer one is a CONFLICT."
    )


@strawberry.input(description="Data are given out again that an upheld objection had stopped.")
class LiftStopInput(Keyed):
    id: strawberry.ID = strawberry.field(description="The objection's.")
    reason: str = strawberry.field(description="One or two plain sentences; the citizen reads them.")
    expected_version: int | None = strawberry.field(
        default=None, description="Version that the caller looked at; a newer one is a CONFLICT."
    )


@strawberry.input(description="All given terms must hold; without `states` the open ones are meant.")
class ObjectionFilter:
    states: list[ObjectionState] | None = None
    id: strawberry.ID | None = strawberry.field(default=None, description="This one, whatever its state.")
    overdue: bool | None = strawberry.field(default=None, description="True: those that wait beyond their time.")
