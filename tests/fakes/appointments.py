"""Appointments at the counters where nobody has one: they are kept on the real record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hub.core.appointment import Appointment, Taken


class NoAppointments:
    """Implements `hub.core.appointments.Appointments` over empty days."""

    async def by_code(self, _tenant: str, _code: str) -> Appointment | None:
        return None

    async def of_day(self, _tenant: str, _day: dt.date) -> Sequence[Appointment]:
        return ()

    async def taken(self, _tenant: str, _since: dt.datetime) -> Taken:
        return {}
