"""Burial reports of villages: listed by how long they wait, matched, dismissed, or closed by a death certificate."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg

from hub.core.burial import Burial, BurialFilter, BurialState, InvitationWay
from hub.core.errors import Conflict
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from hub.store import cursors
from hub.store.columns import LED_TO
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.queues import about_somebody, in_states
from hub.store.row_filter import Parameters, admitted, in_region

_NAMES: Final = tuple(one.name for one in dataclasses.fields(Burial))
_COLUMNS: Final = ", ".join(f"d.{name}" for name in _NAMES)
_BY_ID: Final = f"select {_COLUMNS} from burial d where d.tenant = $1 and d.id = $2"
_REPORT: Final = """
    insert into burial (tenant, id, region_code, name, nik, died_on, buried_on, cemetery, book_entry, reported_at,
                        reported_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing
"""
_CHANGE: Final = """
    update burial set state = $4, version = version + 1, person_id = $5, invited_at = $6, invited_way = $7, reason = $8,
                      settled_at = $9
    where tenant = $1 and id = $2 and version = $3
"""
_OF_NIKS: Final = f"""
    select distinct on (q.nik) q.nik as asked, {_COLUMNS} from {LED_TO}
    join burial d on d.tenant = q.tenant and d.person_id in (q.id, p.id) and d.state = 'MATCHED'
    where q.tenant = $1 and q.nik = any($2) order by q.nik, d.id
"""
_REGISTERED: Final = """
    update burial set state = 'REGISTERED', version = version + 1, application_id = $3, settled_at = $4
    where tenant = $1 and person_id = $2 and state = 'MATCHED'
"""


class PgBurials:
    """Implements `hub.core.burials.Burials`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, tenant: str, chosen: BurialFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Burial]:
        position = cursors.decode("burials", after, uuid.UUID)
        parameters = Parameters(tenant, [state.value for state in chosen.states])
        seen = about_somebody(admitted(rows, "p", parameters))
        terms = [in_region(rows.region, "d", parameters), f"(d.person_id is null or {seen})"]
        if chosen.only is not None:
            terms.append(f"d.id = {parameters.add(chosen.only, 'uuid')}")
        if position is not None:
            terms.append(f"d.id > {parameters.add(position[0], 'uuid')}")
        chosen_rows = in_states("burial", "$2::text[]", terms, "asc", parameters.add(first + 1, "bigint"))
        found = await self._database.fetch(f"select {_COLUMNS} {chosen_rows}", *parameters.values)
        burials = [_burial(row) for row in found]
        return cursors.page(burials, [cursors.encode("burials", one.id) for one in burials], first)

    async def by_id(self, tenant: str, burial_id: uuid.UUID) -> Burial | None:
        row = await self._database.fetchrow(_BY_ID, tenant, burial_id)
        return _burial(row) if row else None

    async def of_niks(self, tenant: str, niks: Sequence[str]) -> Mapping[str, Burial]:
        return _by_nik(await self._database.fetch(_OF_NIKS, tenant, list(niks))) if niks else {}


class PgBurialWrites:
    """Implements `hub.core.burial.BurialWrites` on the connection of a transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def report(self, burial: Burial) -> None:
        one = burial
        with mapped():
            told = await self._connection.execute(
                _REPORT, self._tenant, one.id, one.region_code, one.name, one.nik, one.died_on, one.buried_on,
                one.cemetery, one.book_entry, one.reported_at, one.reported_by,
            )  # fmt: skip
        if told == "INSERT 0 0":
            raise Conflict("This burial has been reported already and waits for the office.", path="name")

    async def known(self, burial_id: uuid.UUID) -> Burial | None:
        with mapped():
            row = await self._connection.fetchrow(f"{_BY_ID} for update", self._tenant, burial_id)
        return _burial(row) if row else None

    async def change(self, after: Burial) -> Burial:
        way = after.invited_way.value if after.invited_way else None
        with mapped():
            told = await self._connection.execute(
                _CHANGE, self._tenant, after.id, after.version, after.state.value, after.person_id, after.invited_at,
                way, after.reason, after.settled_at,
            )  # fmt: skip
        if told != "UPDATE 1":
            raise Conflict("Somebody worked on this report meanwhile. Load it again.", path="id")
        return dataclasses.replace(after, version=after.version + 1)

    async def of_niks(self, niks: Sequence[str]) -> Mapping[str, Burial]:
        if not niks:
            return {}
        with mapped():
            return _by_nik(await self._connection.fetch(_OF_NIKS, self._tenant, list(niks)))

    async def registered(self, person_id: uuid.UUID, application_id: uuid.UUID, at: dt.datetime) -> None:
        with mapped():
            await self._connection.execute(_REGISTERED, self._tenant, person_id, application_id, at)


def _by_nik(rows: Sequence[asyncpg.Record]) -> Mapping[str, Burial]:
    return {row["asked"]: _burial(row) for row in rows}


def _burial(row: asyncpg.Record) -> Burial:
    values = {name: row[name] for name in _NAMES}
    way = values["invited_way"]
    values |= {"state": BurialState(values["state"]), "invited_way": InvitationWay(way) if way else None}
    return Burial(**values)
