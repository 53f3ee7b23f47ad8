from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.codes_cards import SessionSlot
from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="Somebody came to have her biometrics recorded, without a booking.")
class NoteWalkInInput(Keyed):
    date: dt.date = strawberry.field(description="Today, as the office counts it.")
    slot: SessionSlot
