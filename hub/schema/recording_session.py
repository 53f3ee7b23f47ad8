from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.codes_cards import SessionSlot
from hub.resolvers import sessions as r_sessions
from hub.resolvers.sessions import SessionOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A session at the office in which biometrics for a KTP-el are recorded.")
class RecordingSession:
    date: dt.date = field(scope=INHERITED)
    slot: SessionSlot = field(scope=INHERITED)
    time: str = field(scope=INHERITED, resolver=r_sessions.time_of, description="From when until when, in words.")
    free: int = field(scope=INHERITED, description="How many more people it has room for.")
    taken: int = field(scope=INHERITED, description="How many have booked a place, or came without a booking.")


@strawberry.type(description="The session as it is filled now, or what is wrong with the input.")
class SessionPayload(StandsFor, Payload):
    stands_for = SessionOutcome

    session: RecordingSession | None = field(scope=INHERITED)
