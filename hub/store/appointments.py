"""Appointments at the counters, counted in one row for each time.

Whoever changes one holds its own row first and the rows of its times after it, the earlier time first, so that nobody
waits for somebody who waits for her.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from hub.core.appointment import Appointment, AppointmentState, Taken, bounds
from hub.core.errors import Conflict
from hub.core.office_setting import CounterSetting
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_NAMES: Final = tuple(one.name for one in dataclasses.fields(Appointment))
_COLUMNS: Final = ", ".join(_NAMES)
_INSERT: Final = f"""
    insert into appointment ({_COLUMNS}) values ({", ".join(f"${at}" for at in range(1, len(_NAMES) + 1))})
    on conflict do nothing returning code
"""
_TAKE: Final = """
    insert into appointment_slot as s (tenant, begins, taken, taken_openly)
    select $1::text, $2::timestamptz, 1, $3::integer where $4::integer >= 1 and $5::integer >= $3::integer
    on conflict (tenant, begins) do update set taken = s.taken + 1, taken_openly = s.taken_openly + $3::integer
    where s.taken < $4 and s.taken_openly + $3::integer <= $5
    returning s.taken
"""
_LOCK: Final = "select from appointment_slot where tenant = $1 and begins in ($2, $3) order by begins for update"
_GIVE_BACK: Final = """
    update appointment_slot set taken = taken - 1, taken_openly = taken_openly - $3::integer
    where tenant = $1 and begins = $2
"""
_PUT: Final = """
    update appointment set begins = $3, openly = $4, nik = $5, state = $6,
        reminded_at = case when begins = $3 then reminded_at end
    where tenant = $1 and code = $2
"""
_DELETE: Final = "delete from appointment where tenant = $1 and code = $2"
_BY_CODE: Final = f"select {_COLUMNS} from appointment where tenant = $1 and code = $2"
_OF_ONE: Final = f"""
    select {_COLUMNS} from appointment
    where tenant = $1 and (code = $2 or tracking_number = $2) and begins >= $3 and begins < $4
    order by state, code limit 1 for update
"""
_OF_DAY: Final = f"""
    select {_COLUMNS} from appointment where tenant = $1 and begins >= $2 and begins < $3
    order by begins, booked_at, code
"""
_TAKEN: Final = "select begins, taken, taken_openly from appointment_slot where tenant = $1 and begins >= $2"
_HAS_CASE: Final = """
    select exists (select from application where tenant = $1 and tracking_number = $2
                   and state not in ('HANDED_OVER', 'REJECTED', 'WITHDRAWN'))
"""
_PAST: Final = (
    "delete from appointment where tenant = $1 and begins < $2",
    "delete from appointment_slot where tenant = $1 and begins < $2",
)
_FULL: Final = "No place is left at this time. Choose another one."


class PgAppointmentWrites:
    """Implements `hub.core.appointments.AppointmentWrites` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def has_case(self, tracking_number: str) -> bool:
        with mapped():
            found: bool = await self._connection.fetchval(_HAS_CASE, self._tenant, tracking_number)
        return found

    async def book(self, appointment: Appointment, counters: CounterSetting) -> None:
        with mapped():
            if await self._connection.fetchval(_INSERT, *_values(appointment)) is None:
                raise Conflict("This application has an appointment already. Move that one.", path="trackingNumber")
            await self._take(appointment, counters)

    async def known(self, code: str) -> Appointment | None:
        with mapped():
            row = await self._connection.fetchrow(f"{_BY_CODE} for update", self._tenant, code)
        return _appointment(row) if row else None

    async def of_day(self, number: str, day: dt.date) -> Appointment | None:
        with mapped():
            row = await self._connection.fetchrow(_OF_ONE, self._tenant, number, *bounds(day))
        return _appointment(row) if row else None

    async def move(self, before: Appointment, after: Appointment, counters: CounterSetting) -> None:
        with mapped():
            await self._connection.execute(_LOCK, self._tenant, before.begins, after.begins)
            await self._give_back(before)
            await self._take(after, counters)
        await self.put(after)

    async def cancel(self, appointment: Appointment) -> None:
        with mapped():
            await self._connection.execute(_DELETE, self._tenant, appointment.code)
            await self._give_back(appointment)

    async def put(self, appointment: Appointment) -> None:
        one = appointment
        with mapped():
            await self._connection.execute(
                _PUT, self._tenant, one.code, one.begins, one.openly, one.nik, one.state.value
            )

    async def _take(self, one: Appointment, counters: CounterSetting) -> None:
        given = (self._tenant, one.begins, int(one.openly), counters.places, counters.open_places)
        if await self._connection.fetchval(_TAKE, *given) is None:
            raise Conflict(_FULL, path="begins")

    async def _give_back(self, one: Appointment) -> None:
        await self._connection.execute(_GIVE_BACK, self._tenant, one.begins, int(one.openly))


class PgAppointments:
    """Implements `hub.core.appointments.Appointments`, and forgets what is over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_code(self, tenant: str, code: str) -> Appointment | None:
        row = await self._database.fetchrow(_BY_CODE, tenant, code)
        return _appointment(row) if row else None

    async def of_day(self, tenant: str, day: dt.date) -> Sequence[Appointment]:
        return [_appointment(row) for row in await self._database.fetch(_OF_DAY, tenant, *bounds(day))]

    async def taken(self, tenant: str, since: dt.datetime) -> Taken:
        rows = await self._database.fetch(_TAKEN, tenant, since)
        return {row["begins"]: (row["taken"], row["taken_openly"]) for row in rows}

    async def forget(self, tenant: str, today: dt.date) -> None:
        """Deletes the appointments of all days before this one, with all that was said with them."""
        for statement in _PAST:
            await self._database.execute(statement, tenant, bounds(today)[0])


def _values(appointment: Appointment) -> list[Any]:
    return [*(getattr(appointment, name) for name in _NAMES[:-1]), appointment.state.value]


def _appointment(row: asyncpg.Record) -> Appointment:
    return Appointment(**{**row, "state": AppointmentState(row["state"])})
