"""Applications: read by folding their actions. The header row's state and version are the fold, kept for queues."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.desks import kept_by
from hub.core.folding import fold
from hub.core.identifiers import new_id
from hub.core.lease import Lease
from hub.core.once_only import MeterLine
from hub.core.ports import ApplicationFilter, Page
from hub.core.promise_run import MOST_ALARMS, AlarmCounts
from hub.core.queue import MOST_COUNTED, QueueGlance
from hub.store import application_queue, cursors, once_only
from hub.store.application_queue import Place
from hub.store.database import Connection, Database
from hub.store.notices import noted
from hub.store.row_filter import application_sealed

_HEADER: Final = ("tenant", "id", "tracking_number", "service", "region_code", "client_id", "submitted_at")
_ACTION: Final = ("seq", "kind", "actor", "actor_name", "at", "data")
_LEASE: Final = ("holder", "holder_name", "since", "until")
_COLUMNS: Final = f"""
    select {", ".join(f"a.{name}" for name in _HEADER)}, l.*, {application_sealed("a")} as sealed,
        {", ".join(f"w.{name}" for name in _LEASE)}
"""
_ACTIONS: Final = f"""
    cross join lateral (
        select {", ".join(f"array_agg(n.{name} order by n.seq) as {name}s" for name in _ACTION)}
        from application_action n where n.tenant = a.tenant and n.application_id = a.id
    ) l left join lateral (
        select {", ".join(_LEASE)} from application_lease h
        where h.tenant = a.tenant and h.application_id = a.id limit 1
    ) w on true
"""
SELECT: Final = f"{_COLUMNS} from application a {_ACTIONS}"
"""Applications with their actions as arrays: one statement, so header and actions are of one moment."""


# Whoever is sealed and named in a form, as a witness too, keeps the form out of sight. Each number in the form is
# looked up: those who are sealed may be many in a large district.
_SEALED: Final = """
    select s.id from person q join person s on s.tenant = q.tenant and s.id = coalesce(q.merged_into, q.id)
    where q.tenant = {tenant} and s.sealed
    and q.nik = any(array(select m[1] from regexp_matches({form}, '[0-9]{{16}}', 'g') m))
"""


def sealed_in(tenant: str, form: str) -> str:
    """The statement that finds those who are sealed and named in a form, a text."""
    return _SEALED.format(tenant=tenant, form=form)


_CONCERN: Final = """
    insert into application_person (tenant, application_id, person_id)
    select $1::text, $2::uuid, c.id from ({persons}) c on conflict do nothing
"""
_ACTION_INTO: Final = f"insert into application_action (tenant, application_id, {', '.join(_ACTION)})"
_INSERT: Final = f"""
    with made as (
        insert into application ({", ".join(_HEADER)}, submitted_by, state, version, channel)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $16::jsonb ->> 'channel')
    ), begun as (
        {_ACTION_INTO} values ($1, $2, $11, $12, $13, $14, $15, $16)
    ), told as (
        {noted({"tenant": "$1", "id": "$18", "application": "$2", "seq": "$11", "kind": "$12", "at": "$15"})}
    )
    {_CONCERN.format(persons="select unnest($17::uuid[]) as id union " + sealed_in("$1", "$16::jsonb::text"))}
"""
_INSERT_ACTION: Final = f"""
    with acted as ({_ACTION_INTO} values ($1, $2, $3, $4, $5, $6, $7, $8)), told as (
        {noted({"tenant": "$1", "id": "$9", "application": "$2", "seq": "$3", "kind": "$4", "at": "$7"})}
    )
    {_CONCERN.format(persons=sealed_in("$1", "$8::jsonb::text"))}
"""
_HOLD: Final = f"""
    insert into application_lease (tenant, application_id, {", ".join(_LEASE)}) values ($1, $2, $3, $4, $5, $6)
    on conflict (tenant, application_id) do update
    set ({", ".join(_LEASE)}) = row({", ".join(f"excluded.{name}" for name in _LEASE)})
"""


class PgApplications:
    """Implements `hub.core.ports.Applications`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_tracking_number(self, tenant: str, tracking_number: str) -> Application | None:
        row = await self._database.fetchrow(
            f"{SELECT} where a.tenant = $1 and a.tracking_number = $2", tenant, tracking_number
        )
        return folded(row) if row else None

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Application]:
        rows = await self._database.fetch(f"{SELECT} where a.tenant = $1 and a.id = any($2)", tenant, ids)
        return {row["id"]: folded(row) for row in rows}

    async def page(
        self,
        tenant: str,
        chosen: ApplicationFilter,
        first: int,
        after: str | None,
        before: str | None = None,
    ) -> Page[Application]:
        """In the order of submission: the newest first, or with `oldest_first` as a queue; or in the order in which
        they are due, as the worker counted it last."""
        wanted = application_queue.page_sql(tenant, chosen, first, Place(after, before))
        text = f"{_COLUMNS}, a.at from {wanted.rows} {_ACTIONS} {wanted.order}"
        rows = await self._database.fetch(text, *wanted.parameters.values)
        marks = [wanted.cursor(row["at"], row["id"]) for row in rows]
        found = cursors.page([folded(row) for row in rows], marks, first)
        return cursors.turned(found) if wanted.is_backward else found

    async def glance(
        self, tenant: str, chosen: ApplicationFilter, first: int, after: str | None, before: str | None = None
    ) -> QueueGlance:
        """One statement, in which nothing is put together of what stands in an application."""
        text, parameters = application_queue.glance_sql(tenant, chosen, first, Place(after, before))
        row = await self._database.fetchrow(text, *parameters.values)
        number, page = (row["number"], row["page"]) if row else (0, None)
        mark = application_queue.mark_of(number, page)
        return QueueGlance(min(number, MOST_COUNTED), number > MOST_COUNTED, mark)

    async def alarms(self, tenant: str, chosen: ApplicationFilter, most: int = MOST_ALARMS) -> AlarmCounts:
        """How many of those have raised an alarm that still stands."""
        text, parameters = application_queue.alarms_sql(tenant, chosen, most)
        row = await self._database.fetchrow(text, *parameters.values)
        return AlarmCounts(row["near"], row["past"]) if row else AlarmCounts()

    async def once_only(self, tenant: str, service: str, since: dt.date, until: dt.date) -> list[MeterLine]:
        """Sums of what was saved to applicants."""
        return await once_only.lines(self._database, tenant, service, since, until)


async def locked(connection: Connection, tenant: str, tracking_number: str) -> Application | None:
    """The application, which nobody else can change until the transaction ends."""
    found = await connection.fetchval(
        "select id from application where tenant = $1 and tracking_number = $2 for update", tenant, tracking_number
    )
    if found is None:
        return None
    # A second statement, because the first one's snapshot may be older than the end of its wait.
    row = await connection.fetchrow(f"{SELECT} where a.tenant = $1 and a.id = $2", tenant, found)
    return folded(row) if row else None


async def insert(connection: Connection, application: Application, person_ids: Sequence[uuid.UUID]) -> None:
    """A new application with its first action, and whom it is about."""
    header, (action,) = application.header, application.actions
    await connection.execute(
        _INSERT,
        *(getattr(header, name) for name in _HEADER),
        application.submitted_by,
        application.state.name,
        application.version,
        *_action_values(action),
        person_ids,
        new_id(),
    )


async def insert_action(connection: Connection, header: ApplicationHeader, action: Action) -> None:
    """A further action, with whom it names who is sealed."""
    await connection.execute(_INSERT_ACTION, header.tenant, header.id, *_action_values(action), new_id())


async def hold(connection: Connection, header: ApplicationHeader, lease: Lease | None) -> None:
    """Who works on it from now on; None: nobody."""
    if lease is None:
        gone = "delete from application_lease where tenant = $1 and application_id = $2"
        await connection.execute(gone, header.tenant, header.id)
    else:
        await connection.execute(_HOLD, header.tenant, header.id, *(getattr(lease, name) for name in _LEASE))


async def advance(connection: Connection, before: Application, after: Application) -> bool:
    """Moves the header row on; False when it is not where `before` stands."""
    tag = await connection.execute(
        "update application set state = $4, version = $5, holder = $6, holder_name = $7"
        " where tenant = $1 and id = $2 and version = $3",
        before.header.tenant,
        before.header.id,
        before.version,
        after.state.name,
        after.version,
        *kept_by(after),
    )
    return tag == "UPDATE 1"


async def concern(connection: Connection, header: ApplicationHeader, person_ids: Sequence[uuid.UUID]) -> None:
    """Notes whom the application is about."""
    named = _CONCERN.format(persons="select unnest($3::uuid[]) as id")
    await connection.execute(named, header.tenant, header.id, person_ids)


def folded(row: asyncpg.Record) -> Application:
    """The application of a row of SELECT."""
    lease = Lease(*(row[name] for name in _LEASE)) if row["holder"] is not None else None
    header = ApplicationHeader(**{name: row[name] for name in (*_HEADER, "sealed")}, lease=lease)
    steps = zip(*(row[f"{name}s"] for name in _ACTION), strict=True)
    actions = (
        Action(seq, ActionKind[kind], actor, actor_name, at, data) for seq, kind, actor, actor_name, at, data in steps
    )
    return fold(header, actions)


def _action_values(action: Action) -> tuple[object, ...]:
    """The values of the columns _ACTION."""
    return (action.seq, action.kind.name, action.actor, action.actor_name, action.at, action.data)
