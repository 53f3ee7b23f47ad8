"""Absences of officers, and who holds how much, on a connection or a pool."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.absence import Absence, AbsenceKind, Officer
from hub.core.actor import STAFF, Role
from hub.core.application import ApplicationState
from hub.core.errors import Conflict
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.row_filter import Parameters, application_sealed, in_region

_COLUMNS: Final = tuple(one.name for one in dataclasses.fields(Absence))
_NAMED: Final = ", ".join(_COLUMNS)
_SELECT: Final = f"select {_NAMED} from absence"
_INSERT: Final = f"insert into absence ({_NAMED}) values ({', '.join(f'${n}' for n in range(1, len(_COLUMNS) + 1))})"
# One after another, so that two who record the same person do not both find nothing.
_ALONE: Final = "select pg_advisory_xact_lock(hashtextextended('absence ' || $1::text || ' ' || $2::text, 0))"
_OVERLAPS: Final = """
    select exists (select from absence where tenant = $1 and subject = $2 and ended_at is null and until_on >= $3
                   and from_on <= $4)
"""
_AWAY: Final = """
    select exists (select from absence where tenant = $1 and subject = $2 and ended_at is null and until_on >= $3
                   and from_on <= $3)
"""
# `elsewhere`: her account is one of another region. Where accounts are kept by others, nobody's region is known.
_COMING: Final = f"""
    select {_NAMED}, exists (
        select from identity_user u where u.tenant = absence.tenant and u.id::text = absence.subject
        and u.region <> $4 and not starts_with(u.region, $4 || '.')
    ) as elsewhere
    from absence where tenant = $1 and ended_at is null and until_on >= $2 order by from_on, id limit $3
"""
_MOST_ABSENCES: Final = 1_000
_ACCOUNTS: Final = """
    select id::text as subject, display_name as name, roles from identity_user
    where tenant = $1 and active and roles && $2::text[] and (region = $3 or region like $3 || '.%')
    order by display_name limit 500
"""
_STAFF: Final = [role.value for role in Role if role in STAFF - {Role.AUDITOR, Role.ADMINISTRATOR}]
SOON: Final = dt.timedelta(days=1)


class PgAbsences:
    """Implements `hub.core.absence.Absences`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_away(self, tenant: str, subject: str, day: dt.date) -> bool:
        return bool(await self._database.fetchval(_AWAY, tenant, subject, day))

    async def by_id(self, tenant: str, absence_id: uuid.UUID) -> Absence | None:
        row = await self._database.fetchrow(f"{_SELECT} where tenant = $1 and id = $2", tenant, absence_id)
        return _absence(row) if row else None

    async def team(self, tenant: str, region: str, day: dt.date, now: dt.datetime) -> Sequence[Officer]:
        """Of whoever is sealed nothing is counted."""
        accounts = await self._database.fetch(_ACCOUNTS, tenant, _STAFF, region)
        coming = await self._database.fetch(_COMING, tenant, day, _MOST_ABSENCES, region)
        text, parameters = _held_sql(tenant, region, now)
        held = await self._database.fetch(text, *parameters.values)
        holders = {row["holder"] for row in held}
        away = [_absence(row) for row in coming if not row["elsewhere"] or row["subject"] in holders]
        return _put_together(accounts, away, held)


class PgAbsenceWork:
    """Implements `hub.core.absence.AbsenceWork` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def record(self, absence: Absence) -> None:
        with mapped():
            await self._connection.execute(_ALONE, self._tenant, absence.subject)
            days = (self._tenant, absence.subject, absence.from_on, absence.until_on)
            if await self._connection.fetchval(_OVERLAPS, *days):
                raise Conflict("She is recorded as away on one of these days already. End that first.", path="from")
            values = {name: getattr(absence, name) for name in _COLUMNS} | {"kind": absence.kind.value}
            await self._connection.execute(_INSERT, *values.values())

    async def known(self, absence_id: uuid.UUID) -> Absence | None:
        with mapped():
            text = f"{_SELECT} where tenant = $1 and id = $2 for update"
            row = await self._connection.fetchrow(text, self._tenant, absence_id)
        return _absence(row) if row else None

    async def end(self, absence: Absence, now: dt.datetime) -> None:
        with mapped():
            text = "update absence set ended_at = $3 where tenant = $1 and id = $2"
            await self._connection.execute(text, self._tenant, absence.id, now)


def _held_sql(tenant: str, region: str, now: dt.datetime) -> tuple[str, Parameters]:
    """How much each officer holds, by state; read by the index of what is held, which holds what is open only."""
    parameters = Parameters(tenant)
    terms = ["a.tenant = $1", "a.holder is not null", in_region(region, "a", parameters)]
    at, soon = parameters.add(now, "timestamptz"), parameters.add(now + SOON, "timestamptz")
    text = (
        "select h.holder, max(h.holder_name) as name, h.state, count(*) as number,"
        f" count(*) filter (where h.due_at <= {at}) as past,"
        f" count(*) filter (where h.due_at > {at} and h.due_at <= {soon}) as soon"
        " from (select a.holder, a.holder_name, a.state, (select r.due_at from promise_run r where r.tenant = a.tenant"
        " and r.application_id = a.id and r.ended_at is null) as due_at from application a"
        f" where {' and '.join(terms)} and not {application_sealed('a')}) h group by h.holder, h.state"
    )
    return text, parameters


def _put_together(
    accounts: Sequence[asyncpg.Record], away: Sequence[Absence], held: Sequence[asyncpg.Record]
) -> list[Officer]:
    names: dict[str, str] = {one.subject: one.name for one in away}
    names |= {row["holder"]: row["name"] for row in held}
    names |= {row["subject"]: row["name"] for row in accounts}
    roles = {row["subject"]: frozenset(Role(role) for role in row["roles"]) for row in accounts}
    of_holder: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in held:
        of_holder[row["holder"]].append(row)
    officers = [
        Officer(
            subject=subject,
            name=name,
            roles=roles.get(subject, frozenset()),
            held={ApplicationState[row["state"]]: row["number"] for row in of_holder[subject]},
            past=sum(row["past"] for row in of_holder[subject]),
            due_soon=sum(row["soon"] for row in of_holder[subject]),
            absences=tuple(one for one in away if one.subject == subject),
        )
        for subject, name in names.items()
    ]
    return sorted(officers, key=lambda one: (one.name.casefold(), one.subject))


def _absence(row: asyncpg.Record) -> Absence:
    return Absence(**{**{name: row[name] for name in _COLUMNS}, "kind": AbsenceKind(row["kind"])})
