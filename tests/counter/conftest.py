"""An office over a real record whose counters are open at every hour, so that a test means the same on a Sunday."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.core.calendar import WIB
from hub.core.office_hours import OfficeHours
from hub.core.promise_run import Promises
from hub.store import Database, PgAppointments, PgTakenSessions, PgTickets
from tests.engine.test_on_postgres import Office

CONNECTIONS = 4
ALWAYS = OfficeHours(dict.fromkeys(range(7), ((dt.time(0), dt.time(23, 59, 59)),)), recording_places=2)


class CounterOffice(Office):
    """The same office on a clock that a test moves on."""

    at: dt.datetime = dt.datetime.combine(dt.datetime.now(WIB).date(), dt.time(9), WIB).astimezone(dt.UTC)

    def clock(self) -> dt.datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        """Time goes on."""
        self.at += dt.timedelta(**time)


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[CounterOffice]:
    db = await Database.open(database, max_size=CONNECTIONS)
    try:
        made = CounterOffice(db, database, tmp_path)
        numbers, sessions = PgTickets(db), PgTakenSessions(db)
        made.hub = dataclasses.replace(
            made.hub, promises=Promises(ALWAYS), tickets=numbers, sessions=sessions, appointments=PgAppointments(db)
        )
        made.engine = type(made.engine)(made.schema, made.hub)
        yield made
    finally:
        await db.close()
