"""Notices to applicants: written with the step that they tell of, and found again when they are due."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.appointment import bounds
from hub.core.delivery import Delivery
from hub.core.errors import NotFound
from hub.core.identifiers import new_id
from hub.core.notices import KINDS, REMINDS, TARGET, VISITS
from hub.core.service import Session
from hub.store.database import Database
from hub.store.deliveries import COLUMNS, delivery_of

_KINDS: Final = ", ".join(f"('{step}', '{kind}')" for step, kind in KINDS.items())
_SELECTED: Final = ", ".join(COLUMNS)
_DUE: Final = f"""
    select distinct person_id from (
        select person_id from delivery where tenant = $1 and target = '{TARGET}' and state = 'WAITING'
        and next_attempt_at <= $2 and (leased_until is null or leased_until <= $2) order by next_attempt_at limit $3
    ) due
"""
_STOP: Final = """
    insert into notice_stop (tenant, application_id, at)
    select tenant, id, $3 from application where tenant = $1 and tracking_number = $2
    on conflict (tenant, application_id) do update set at = notice_stop.at returning true
"""

# A session that was booked today has been told of today.
_TO_REMIND: Final = """
    select b.application_id from session_booking b
    join application a on a.tenant = b.tenant and a.id = b.application_id
    where b.tenant = $1 and b.day = $2 and b.slot = $3 and b.reminded_at is null
    and (b.booked_on is null or b.booked_on < $4) and a.state not in ('ISSUED', 'HANDED_OVER', 'REJECTED', 'WITHDRAWN')
    order by b.application_id
"""
_IS_REMINDED: Final = """
    select exists (
        select from session_booking b join application a on a.tenant = b.tenant and a.id = b.application_id
        where b.tenant = $1 and b.application_id = $2 and b.reminded_at = $3
        and a.state not in ('ISSUED', 'HANDED_OVER', 'REJECTED', 'WITHDRAWN')
    )
"""
# Marked and written in one: of two workers one waits for the other, and then finds that it was done.
_REMIND: Final = f"""
    with marked as (
        update session_booking set reminded_at = $6
        where tenant = $1 and application_id = $2 and day = $3 and slot = $4 and reminded_at is null
        returning application_id
    )
    insert into delivery (tenant, id, target, kind, person_id, version, changed, occurred_at, next_attempt_at)
    select a.tenant, $5, '{TARGET}', '{REMINDS}', a.id, a.version, '{{}}', $6, $6
    from marked m join application a on a.tenant = $1 and a.id = m.application_id
"""

# An appointment that was booked today needs no reminder today. A paper that is issued is what somebody may come for.
_TO_EXPECT: Final = """
    select p.code from appointment p
    join application a on a.tenant = p.tenant and a.tracking_number = p.tracking_number
    where p.tenant = $1 and p.begins >= $2 and p.begins < $3 and p.state = 'BOOKED' and p.reminded_at is null
    and p.booked_at < $4 and a.state not in ('HANDED_OVER', 'REJECTED', 'WITHDRAWN')
    order by p.begins, p.code
"""
_EXPECT: Final = f"""
    with marked as (
        update appointment set reminded_at = $4
        where tenant = $1 and code = $2 and state = 'BOOKED' and reminded_at is null
        returning tracking_number
    )
    insert into delivery (tenant, id, target, kind, person_id, version, changed, occurred_at, next_attempt_at)
    select a.tenant, $3, '{TARGET}', '{VISITS}', a.id, a.version, '{{}}', $4, $4
    from marked m join application a on a.tenant = $1 and a.tracking_number = m.tracking_number
"""
_EXPECTED_AT: Final = """
    select p.begins from appointment p
    join application a on a.tenant = p.tenant and a.tracking_number = p.tracking_number
    where p.tenant = $1 and a.id = $2 and p.reminded_at = $3 and p.state = 'BOOKED'
    and a.state not in ('HANDED_OVER', 'REJECTED', 'WITHDRAWN')
"""


def noted(values: Mapping[str, str], beside: str = "") -> str:
    """The statement that writes the notice of a step, if the step has one; it stands or falls with the step.

    `values` are the parameters: tenant, id (of the notice), application, seq, kind, at; `beside` is a further source of
    rows, which has to have one.
    """
    given = "{tenant}::text, {id}::uuid, '%s', n.kind, {application}::uuid, {seq}::integer, '{{}}', {at}::timestamptz"
    return f"""
        insert into delivery (tenant, id, target, kind, person_id, version, changed, occurred_at, next_attempt_at)
        select {(given % TARGET).format(**values)}, {values["at"]}::timestamptz
        from (values {_KINDS}) n(step, kind){beside} where n.step = {values["kind"]}::text
    """


class PgNotices:
    """Implements `hub.core.notices.NoticeLog`, and what the worker asks besides."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, tenant: str, application_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Delivery]]:
        rows = await self._database.fetch(
            f"select {_SELECTED} from delivery where tenant = $1 and target = '{TARGET}' and person_id = any($2)"
            " order by position",
            tenant,
            application_ids,
        )
        found: dict[uuid.UUID, list[Delivery]] = {}
        for row in rows:
            found.setdefault(row["person_id"], []).append(delivery_of(row))
        return found

    async def due(self, tenant: str, now: dt.datetime, most: int) -> Sequence[uuid.UUID]:
        """Applications of which something is to be told now."""
        return [row["person_id"] for row in await self._database.fetch(_DUE, tenant, now, most)]

    async def remind(self, tenant: str, session: Session, today: dt.date, now: dt.datetime) -> int:
        """A notice for whoever has a place in a session and was not reminded of it; returns how many were written."""
        rows = await self._database.fetch(_TO_REMIND, tenant, session.day, session.slot, today)
        made = 0
        for row in rows:
            given = (tenant, row["application_id"], session.day, session.slot, new_id(), now)
            made += await self._database.execute(_REMIND, *given) == "INSERT 0 1"
        return made

    async def is_reminded(self, tenant: str, application_id: uuid.UUID, at: dt.datetime) -> bool:
        """Whether the application still has the session of which the reminder of that moment tells."""
        found: bool = await self._database.fetchval(_IS_REMINDED, tenant, application_id, at)
        return found

    async def expect(self, tenant: str, day: dt.date, today: dt.date, now: dt.datetime) -> int:
        """A notice for whoever has an appointment on that day, with an application behind it, and was not reminded;
        returns how many were written."""
        rows = await self._database.fetch(_TO_EXPECT, tenant, *bounds(day), bounds(today)[0])
        made = 0
        for row in rows:
            made += await self._database.execute(_EXPECT, tenant, row["code"], new_id(), now) == "INSERT 0 1"
        return made

    async def expected_at(self, tenant: str, application_id: uuid.UUID, at: dt.datetime) -> dt.datetime | None:
        """When the appointment begins of which the reminder of that moment tells; None where it is no more."""
        found: dt.datetime | None = await self._database.fetchval(_EXPECTED_AT, tenant, application_id, at)
        return found

    async def concerned(self, tenant: str, application_id: uuid.UUID) -> Sequence[uuid.UUID]:
        """The persons of the record whom an application is about, for the receipt."""
        rows = await self._database.fetch(
            "select person_id from application_person where tenant = $1 and application_id = $2 order by person_id",
            tenant,
            application_id,
        )
        return [row["person_id"] for row in rows]

    async def number_of(self, tenant: str, notice_id: uuid.UUID) -> str | None:
        number: str | None = await self._database.fetchval(
            "select a.tracking_number from delivery d join application a on a.tenant = d.tenant and a.id = d.person_id"
            f" where d.tenant = $1 and d.id = $2 and d.target = '{TARGET}'",
            tenant,
            notice_id,
        )
        return number

    async def is_stopped(self, tenant: str, application_id: uuid.UUID) -> bool:
        """Whether nobody is to be told of this application any more."""
        found: bool = await self._database.fetchval(
            "select exists (select from notice_stop where tenant = $1 and application_id = $2)", tenant, application_id
        )
        return found

    async def stop(self, tenant: str, tracking_number: str, now: dt.datetime) -> None:
        """No more notices about this application, also none that wait. Raises NotFound."""
        if not await self._database.fetchval(_STOP, tenant, tracking_number, now):
            raise NotFound("There is no application with this tracking number. Check it on the receipt.")

    async def resume(self, tenant: str, tracking_number: str) -> None:
        """Notices about this application again, as before."""
        await self._database.execute(
            "delete from notice_stop s using application a where s.tenant = $1 and a.tenant = $1"
            " and a.id = s.application_id and a.tracking_number = $2",
            tenant,
            tracking_number,
        )
