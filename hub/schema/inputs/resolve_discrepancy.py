from __future__ import annotations

import strawberry

from hub.core.discrepancy import Ruling
from hub.schema.inputs.keyed import Keyed

_VALUE = (
    "The right value where it is not the claim as it stands: for BOTH_WRONG, for a claim in words, and for one that the"
    " hub may not keep. A date as 1990-03-15, a code by its name."
)
_VERSION = "Version of the discrepancy that the caller looked at; a newer one is a CONFLICT."


@strawberry.input(description="A decision on a discrepancy. It is made once.")
class ResolveDiscrepancyInput(Keyed):
    id: strawberry.ID
    decision: Ruling
    reason: str = strawberry.field(description="One or two plain sentences; the citizen reads them.")
    value: str | None = strawberry.field(description=_VALUE)
    expected_version: int | None = strawberry.field(description=_VERSION)
