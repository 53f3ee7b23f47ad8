"""The register of failures to protect data, and whom one reaches: taken from receipts by their time.

Receipts stand in the order of their ids, and ids in that of time, so a failure reads the receipts of its time and no
others. Their subjects stand in their own rows.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

import asyncpg

from hub.core.breach import Affected, Breach, BreachState, Notice, Party, Through
from hub.core.ports import Page
from hub.store import cursors
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.row_filter import Parameters
from hub.store.times import first_id

_COLUMNS: Final = (
    "id", "title", "happened", "handling", "noticed_at", "due_at", "began_at", "ended_at", "client_id", "reader",
    "agreement", "fields", "state", "version", "entered_by", "entered_by_name", "entered_at",
)  # fmt: skip
_SELECT: Final = f"select tenant, {', '.join(_COLUMNS)} from breach where tenant = $1"
_NOTICES: Final = """
    select breach_id, id, party, way, persons, at, by, by_name from breach_notice
    where tenant = $1 and breach_id = any($2::uuid[]) order by breach_id, id
"""
_ENTER: Final = f"""
    insert into breach (tenant, {", ".join(_COLUMNS)})
    values ($1, {", ".join(f"${at}" for at in range(2, len(_COLUMNS) + 2))})
"""
_CHANGE: Final = "update breach set handling = $3, state = $4, version = $5 where tenant = $1 and id = $2"
_TOLD: Final = """
    insert into breach_notice (tenant, breach_id, id, party, way, persons, at, by, by_name)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
# The receipts come first, by themselves and in the order of their index. In one piece with their subjects, of which the
# planner guesses a thousand for each receipt, it is so much work by its reckoning that it puts several processes to
# it, and these divide a table among them by walking through all of it.
_READ: Final = """
    with reached as materialized (
        select r.at, r.categories, r.subjects from receipt r where r.tenant = $1 and {receipts} order by r.id
    )
    select s.person_id, r.at, r.categories
    from reached r cross join lateral (
        select encode(substring(r.subjects from 16 * n + 1 for 16), 'hex')::uuid as person_id
        from generate_series(0, length(r.subjects) / 16 - 1) n
    ) s
"""
_AFFECTED: Final = """
    select a.person_id, count(*) as receipts, min(a.at) as first_at, max(a.at) as last_at,
           array(select distinct unnest(string_to_array(string_agg(array_to_string(a.categories, ','), ','), ','))
                 order by 1) as categories
    from ({read}) a where {after} group by a.person_id order by a.person_id limit {limit}
"""


class PgBreaches:
    """Implements `hub.core.oversight_ports.Breaches`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def breaches(self, tenant: str, first: int, after: str | None) -> Page[Breach]:
        parameters, text = Parameters(tenant), _SELECT
        position = cursors.decode("breaches", after, uuid.UUID)
        if position is not None:
            text += f" and id < {parameters.add(position[0], 'uuid')}"
        text += f" order by id desc limit {parameters.add(first + 1, 'bigint')}"
        rows = await self._database.fetch(text, *parameters.values)
        notices = await self._database.fetch(_NOTICES, tenant, [row["id"] for row in rows])
        found = [_breach(row, notices) for row in rows]
        return cursors.page(found, [cursors.encode("breaches", one.id) for one in found], first)

    async def breach(self, tenant: str, breach_id: uuid.UUID) -> Breach | None:
        row = await self._database.fetchrow(f"{_SELECT} and id = $2", tenant, breach_id)
        return _breach(row, await self._database.fetch(_NOTICES, tenant, [breach_id])) if row else None

    async def affected(self, tenant: str, through: Through, first: int, after: str | None) -> Page[Affected]:
        parameters = Parameters(tenant)
        read = _READ.format(receipts=_receipts(through, parameters))
        position = cursors.decode("affected", after, uuid.UUID)
        beyond = f"a.person_id > {parameters.add(position[0], 'uuid')}" if position else "true"
        text = _AFFECTED.format(read=read, after=beyond, limit=parameters.add(first + 1, "bigint"))
        found = [
            Affected(row["person_id"], row["receipts"], row["first_at"], row["last_at"], tuple(row["categories"]))
            for row in await self._database.fetch(text, *parameters.values)
        ]
        return cursors.page(found, [cursors.encode("affected", one.person_id) for one in found], first)

    async def count(self, tenant: str, through: Through) -> int:
        parameters = Parameters(tenant)
        read = _READ.format(receipts=_receipts(through, parameters))
        text = f"select count(distinct a.person_id) from ({read}) a"
        count: int = await self._database.fetchval(text, *parameters.values)
        return count


class PgBreachWork:
    """Implements `hub.core.oversight_work.BreachWork`."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def breach(self, breach_id: uuid.UUID) -> Breach | None:
        with mapped():
            row = await self._connection.fetchrow(f"{_SELECT} and id = $2 for update", self._tenant, breach_id)
            notices = await self._connection.fetch(_NOTICES, self._tenant, [breach_id])
        return _breach(row, notices) if row else None

    async def enter(self, breach: Breach) -> None:
        through = breach.through
        await self._execute(
            _ENTER, breach.id, breach.title, breach.happened, breach.handling, breach.noticed_at, breach.due_at,
            through.began_at, through.ended_at, through.client_id, through.reader, through.agreement,
            list(through.fields), breach.state.value, breach.version, breach.entered_by, breach.entered_by_name,
            breach.entered_at,
        )  # fmt: skip

    async def change(self, after: Breach) -> None:
        await self._execute(_CHANGE, after.id, after.handling, after.state.value, after.version)

    async def told(self, breach_id: uuid.UUID, notice: Notice) -> None:
        await self._execute(
            _TOLD, breach_id, notice.id, notice.party.value, notice.way, notice.persons, notice.at, notice.by,
            notice.by_name,
        )  # fmt: skip

    async def _execute(self, statement: str, *values: object) -> None:
        with mapped():
            await self._connection.execute(statement, self._tenant, *values)


def affected_by(tenant: str, through: Through) -> tuple[str, Sequence[object]]:
    """The statement of everybody whom it affects, and its values."""
    parameters = Parameters(tenant)
    read = _READ.format(receipts=_receipts(through, parameters))
    return _AFFECTED.format(read=read, after="true", limit="all"), parameters.values


def _receipts(through: Through, parameters: Parameters) -> str:
    """Which receipts it reaches, as a condition on `r`."""
    first, last = first_id(through.began_at), first_id(through.ended_at)
    terms = [f"r.id >= {parameters.add(first, 'uuid')}", f"r.id < {parameters.add(last, 'uuid')}"]
    for column, value in (
        ("client_id", through.client_id),
        ("actor", through.reader),
        ("agreement", through.agreement),
    ):
        if value:
            terms.append(f"r.{column} = {parameters.add(value, 'text')}")
    if through.fields:
        terms.append(f"r.fields && {parameters.add(list(through.fields), 'text[]')}")
    return " and ".join(terms)


def _breach(row: asyncpg.Record, notices: Iterable[asyncpg.Record]) -> Breach:
    plain = {field.name for field in dataclasses.fields(Breach)} - {"through", "notices", "state"}
    return Breach(
        **{name: row[name] for name in plain},
        state=BreachState(row["state"]),
        through=Through(
            row["began_at"], row["ended_at"], row["client_id"], row["reader"], row["agreement"], tuple(row["fields"])
        ),
        notices=tuple(_notice(one) for one in notices if one["breach_id"] == row["id"]),
    )


def _notice(row: asyncpg.Record) -> Notice:
    return Notice(
        row["id"], Party(row["party"]), row["way"], row["persons"], row["at"], row["by"], row["by_name"]
    )  # fmt: skip
