from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed

_VERSION = "Version that the caller looked at; a newer one is a CONFLICT."


@strawberry.input(description="A step of an application.")
class StepInput(Keyed):
    tracking_number: str
    expected_version: int | None = strawberry.field(description=_VERSION)
