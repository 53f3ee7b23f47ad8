"""Ports of the appointments at the counters: inside a mutation's transaction, and outside of it to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from hub.core.appointment import Appointment, Taken
from hub.core.office_setting import CounterSetting


class AppointmentWrites(Protocol):
    """What a transaction does with appointments. Two who want the last place of a time wait for each other."""

    async def has_case(self, tracking_number: str) -> bool:
        """Whether this is the number of an application that is not over."""
        ...

    async def book(self, appointment: Appointment, counters: CounterSetting) -> None:
        """Raises Conflict where no place is left, or the application has an appointment already."""
        ...

    async def known(self, code: str) -> Appointment | None:
        """An appointment, which nobody else changes until the transaction ends."""
        ...

    async def of_day(self, number: str, day: dt.date) -> Appointment | None:
        """The same by its code or its application's number, where it is on this day."""
        ...

    async def move(self, before: Appointment, after: Appointment, counters: CounterSetting) -> None:
        """A place at another time for the one that it has. Raises Conflict, and nothing changes, where none is left."""
        ...

    async def cancel(self, appointment: Appointment) -> None:
        """Gives the place back, and forgets the appointment."""
        ...

    async def put(self, appointment: Appointment) -> None:
        """Keeps whether she came, and what is still known of her."""
        ...


class Appointments(Protocol):
    """The same to read, outside of a transaction."""

    async def by_code(self, tenant: str, code: str) -> Appointment | None: ...

    async def of_day(self, tenant: str, day: dt.date) -> Sequence[Appointment]:
        """All of a day, the earliest first."""
        ...

    async def taken(self, tenant: str, since: dt.datetime) -> Taken:
        """How many have a place at each time from then on."""
        ...
