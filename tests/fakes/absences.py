"""Absences of officers in memory, and who holds what."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence

from hub.core.absence import Absence, Officer
from hub.core.application import Application
from hub.core.desks import kept_by
from hub.core.errors import Conflict
from hub.core.regions import within

Rows = dict[uuid.UUID, Absence]


class FakeAbsences:
    """Implements `hub.core.absence.Absences` over what was committed."""

    def __init__(self, committed: Callable[[], Rows], applications: Callable[[], Iterable[Application]]) -> None:
        self._committed = committed
        self._applications = applications

    async def is_away(self, tenant: str, subject: str, day: dt.date) -> bool:
        return any(one.subject == subject and one.holds(day) for one in self._committed().values())

    async def by_id(self, tenant: str, absence_id: uuid.UUID) -> Absence | None:
        return self._committed().get(absence_id)

    async def team(self, tenant: str, region: str, day: dt.date, now: dt.datetime) -> Sequence[Officer]:
        away = [one for one in self._committed().values() if one.ended_at is None and one.until_on >= day]
        found = {one.subject: Officer(one.subject, one.name) for one in away}
        for application in self._applications():
            subject, name = kept_by(application)
            if subject is not None and name is not None and within(application.header.region_code, region):
                known = found.get(subject) or Officer(subject, name)
                held = {**known.held, application.state: known.held.get(application.state, 0) + 1}
                found[subject] = dataclasses.replace(known, held=held)
        hers = {subject: tuple(one for one in away if one.subject == subject) for subject in found}
        officers = [dataclasses.replace(one, absences=hers[subject]) for subject, one in found.items()]
        return sorted(officers, key=lambda one: (one.name, one.subject))


class FakeAbsenceWork:
    """Implements `hub.core.absence.AbsenceWork` over the tables of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def record(self, absence: Absence) -> None:
        hers = (one for one in self._rows.values() if one.subject == absence.subject and one.ended_at is None)
        if any(one.from_on <= absence.until_on and absence.from_on <= one.until_on for one in hers):
            raise Conflict("She is recorded as away on one of these days already. End that first.", path="from")
        self._rows[absence.id] = absence

    async def known(self, absence_id: uuid.UUID) -> Absence | None:
        return self._rows.get(absence_id)

    async def end(self, absence: Absence, now: dt.datetime) -> None:
        self._rows[absence.id] = dataclasses.replace(absence, ended_at=now)
