"""Numbers of those who wait at a counter. One row of each place and day has whoever works on it wait for another."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

import asyncpg

from hub.core.errors import Conflict
from hub.core.ticket import LAST_NUMBER, PriorityReason, Queue, Ticket, TicketOutcome, TicketState, queue_of
from hub.core.tickets import BookedSession
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_NAMES: Final = tuple(one.name for one in dataclasses.fields(Ticket))
_COLUMNS: Final = ", ".join(_NAMES)
_ENUMS: Final = {"priority": PriorityReason, "state": TicketState, "outcome": TicketOutcome}
_OPEN: Final = "insert into ticket_day (tenant, place, day) values ($1, $2, $3) on conflict do nothing"
_HOLD: Final = "select in_row from ticket_day where tenant = $1 and place = $2 and day = $3 for update"
_NEXT: Final = """
    update ticket_day set last_number = last_number + 1
    where tenant = $1 and place = $2 and day = $3 and last_number < $4 returning last_number
"""
_INSERT: Final = f"""
    insert into ticket ({_COLUMNS}) values ({", ".join(f"${at}" for at in range(1, len(_NAMES) + 1))})
"""
_CHANGED: Final = tuple(
    name for name in _NAMES if name not in {"tenant", "id", "place", "day", "taken_at", "number", "promised_at"}
)
_PUT: Final = f"""
    update ticket set {", ".join(f"{name} = ${at}" for at, name in enumerate(_CHANGED, 3))}
    where tenant = $1 and id = $2
"""
_IN_ROW: Final = "update ticket_day set in_row = $4 where tenant = $1 and place = $2 and day = $3"
_OF_DAY: Final = f"select {_COLUMNS} from ticket where tenant = $1 and place = $2 and day = $3 order by number"
_WAITING: Final = f"""
    select {_COLUMNS} from ticket where tenant = $1 and place = $2 and day = $3 and state = 'WAITING' order by number
"""
_BY_ID: Final = f"select {_COLUMNS} from ticket where tenant = $1 and id = $2"
_BOOKED_SESSION: Final = """
    select a.service, b.slot from application a
    join session_booking b on b.tenant = a.tenant and b.application_id = a.id
    where a.tenant = $1 and a.tracking_number = $2 and b.day = $3
"""
_HAS_COME: Final = """
    select exists (select from ticket where tenant = $1 and tracking_number = $2 and day = $3
                   and promised_at is not null)
"""
_PAST_NUMBERS: Final = "delete from ticket where tenant = $1 and day < $2"
_PAST_DAYS: Final = "delete from ticket_day where tenant = $1 and day < $2"


class PgTicketWrites:
    """Implements `hub.core.tickets.TicketWrites` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def take(self, ticket: Ticket) -> Ticket:
        with mapped():
            await self._hold(ticket.place, ticket.day)
            number = await self._connection.fetchval(_NEXT, self._tenant, ticket.place, ticket.day, LAST_NUMBER)
            if number is None:
                raise Conflict("No number is left today. Ask at the counter.", path="place")
            taken = dataclasses.replace(ticket, number=number)
            await self._connection.execute(_INSERT, *_values(taken, _NAMES))
        return taken

    async def queue(self, place: str, day: dt.date) -> Queue:
        with mapped():
            in_row = await self._hold(place, day)
            rows = await self._connection.fetch(_WAITING, self._tenant, place, day)
        return queue_of([_ticket(row) for row in rows], in_row)

    async def known(self, ticket_id: uuid.UUID) -> Ticket | None:
        with mapped():
            found = await self._connection.fetchrow(_BY_ID, self._tenant, ticket_id)
            if found is None:
                return None
            await self._hold(found["place"], found["day"])
            # A second time: the first was read before whoever had the place was done.
            row = await self._connection.fetchrow(_BY_ID, self._tenant, ticket_id)
        return _ticket(row) if row else None

    async def booked_session(self, tracking_number: str, day: dt.date) -> BookedSession | None:
        with mapped():
            row = await self._connection.fetchrow(_BOOKED_SESSION, self._tenant, tracking_number, day)
        return BookedSession(row["service"], row["slot"]) if row else None

    async def has_come(self, tracking_number: str, day: dt.date) -> bool:
        with mapped():
            found: bool = await self._connection.fetchval(_HAS_COME, self._tenant, tracking_number, day)
        return found

    async def call(self, ticket: Ticket, in_row: int) -> None:
        with mapped():
            await self._connection.execute(_IN_ROW, self._tenant, ticket.place, ticket.day, in_row)
        await self.put(ticket)

    async def put(self, ticket: Ticket) -> None:
        with mapped():
            await self._connection.execute(_PUT, self._tenant, ticket.id, *_values(ticket, _CHANGED))

    async def _hold(self, place: str, day: dt.date) -> int:
        await self._connection.execute(_OPEN, self._tenant, place, day)
        held: int = await self._connection.fetchval(_HOLD, self._tenant, place, day)
        return held


class PgTickets:
    """Implements `hub.core.tickets.Tickets`, and forgets what is over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_day(self, tenant: str, place: str, day: dt.date) -> tuple[Sequence[Ticket], int]:
        rows = await self._database.fetch(_OF_DAY, tenant, place, day)
        in_row = await self._database.fetchval(_HOLD.removesuffix(" for update"), tenant, place, day)
        return [_ticket(row) for row in rows], in_row or 0

    async def by_id(self, tenant: str, ticket_id: uuid.UUID) -> Ticket | None:
        row = await self._database.fetchrow(_BY_ID, tenant, ticket_id)
        return _ticket(row) if row else None

    async def forget(self, tenant: str, today: dt.date) -> None:
        """Deletes the numbers of all days before this one, with all that was said with them."""
        await self._database.execute(_PAST_NUMBERS, tenant, today)
        await self._database.execute(_PAST_DAYS, tenant, today)


def _values(ticket: Ticket, names: Sequence[str]) -> list[Any]:
    given = (getattr(ticket, name) for name in names)
    return [value.value if isinstance(value, Enum) else value for value in given]


def _ticket(row: asyncpg.Record) -> Ticket:
    values = {name: row[name] for name in _NAMES}
    enums = {name: kind(values[name]) for name, kind in _ENUMS.items() if values[name] is not None}
    return Ticket(**{**values, **enums})
