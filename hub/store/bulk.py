"""Many rows at once, by COPY: seeding a district, loading a register's file. Each call is one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from hub.core.citizen import Citizen, FamilyCard
from hub.core.errors import Conflict
from hub.core.purpose import Purpose
from hub.store.columns import FAMILY_CARD, PERSON, family_card_values, person_values
from hub.store.database import Connection, Database

T = TypeVar("T")

HOUR: Final = 3600.0
"""Seconds; a whole population takes longer than any statement of a request may."""
Rows = Iterable[T] | AsyncIterable[T]
FacetRow = tuple[str, uuid.UUID, str, Sequence[Any] | Mapping[str, Any], dt.datetime | None]
"""tenant, person id, facet, items (one mapping stands for a list of one), as-of in UTC."""

_FACET: Final = ("tenant", "person_id", "facet", "items", "as_of")
_COUNTED: Final = ("person", "family_card", "facet_copy", "application", "certificate", "record_event", "receipt")
_EVENTS: Final = """
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                              source_agency, source_as_of)
    select tenant, id, version, 'imported', $1, 'system', 'Satu', 'satu', $2, '{}', 'population', as_of from arriving
"""
_ELSEWHERE: Final = (
    "select exists (select from arriving a join nik_directory d on d.nik = a.nik where d.tenant <> a.tenant)"
)
_CLOSE_RENAMED: Final = """
    update region r set valid_until = current_date from arriving n
    where n.code = r.code and r.valid_until is null and r.name <> n.name
"""
_OPEN_REGIONS: Final = """
    insert into region (code, name, valid_from)
    select n.code, n.name, case when exists (select from region r where r.code = n.code)
                                then current_date else '-infinity'::date end
    from arriving n where not exists (select from region r where r.code = n.code and r.valid_until is null)
    on conflict (code, valid_from) do update set name = excluded.name, valid_until = null
"""


async def copy_citizens(database: Database, citizens: Rows[Citizen]) -> int:
    """Stores new persons, each with an `imported` event and her NIK in the directory; returns how many.

    A NIK or id that is there already, here or in another district, is a Conflict, and nothing is stored.
    """
    async with database.transaction() as connection:
        count = await _arrive(connection, "person", PERSON, _map(person_values, citizens))
        await connection.execute("insert into person select * from arriving", timeout=HOUR)
        await connection.execute(_EVENTS, dt.datetime.now(dt.UTC), Purpose.CIVIL_REGISTRATION.value, timeout=HOUR)
        await connection.execute(
            "insert into nik_directory (nik, tenant) select nik, tenant from arriving where nik is not null"
            " on conflict (nik) do nothing",
            timeout=HOUR,
        )
        if await connection.fetchval(_ELSEWHERE, timeout=HOUR):
            raise Conflict("Another district holds one of these NIKs. Take its persons out, or have them handed over.")
        await connection.execute("analyze person", timeout=HOUR)
    return count


async def copy_family_cards(database: Database, cards: Rows[FamilyCard]) -> int:
    """Stores new family cards; returns how many. A number that is there already is a Conflict."""
    async with database.transaction() as connection:
        count = await _copy(connection, "family_card", FAMILY_CARD, _map(family_card_values, cards))
        await connection.execute("analyze family_card", timeout=HOUR)
    return count


async def copy_facets(database: Database, copies: Rows[FacetRow]) -> int:
    """Stores copies of facets; one that is there already is replaced. Returns how many."""
    async with database.transaction() as connection:
        count = await _arrive(connection, "facet_copy", _FACET, _map(_facet_values, copies))
        await connection.execute(
            "insert into facet_copy select * from arriving"
            " on conflict (tenant, person_id, facet) do update set items = excluded.items, as_of = excluded.as_of",
            timeout=HOUR,
        )
        await connection.execute("analyze facet_copy", timeout=HOUR)
    return count


async def copy_regions(database: Database, regions: Rows[tuple[str, str]]) -> int:
    """Makes (dotted code, name) the current names; a name that changes is kept with its last day. Returns how many."""
    async with database.transaction() as connection:
        count = await _arrive(connection, "region", ("code", "name"), _map(tuple, regions))
        await connection.execute(_CLOSE_RENAMED)
        await connection.execute(_OPEN_REGIONS)
        await connection.execute("analyze region")
    await database.regions.reload()
    return count


async def counts(database: Database, tenant: str) -> Mapping[str, int]:
    """Rows of the tenant by table."""
    columns = ", ".join(f"(select count(*) from {table} where tenant = $1) as {table}" for table in _COUNTED)
    row = await database.fetchrow(f"select {columns}", tenant)
    assert row is not None
    return dict(row)


async def _arrive(
    connection: Connection, table: str, columns: Sequence[str], rows: AsyncIterator[Sequence[object]]
) -> int:
    """Copies rows into the temporary table `arriving`, which is like `table` without its indexes."""
    await connection.execute(f"create temporary table arriving (like {table} including defaults) on commit drop")
    return await _copy(connection, "arriving", columns, rows)


async def _copy(
    connection: Connection, table: str, columns: Sequence[str], rows: AsyncIterator[Sequence[object]]
) -> int:
    tag = await connection.copy_records_to_table(table, records=rows, columns=columns, timeout=HOUR)
    return int(tag.removeprefix("COPY "))


async def _map(convert: Any, rows: Rows[T]) -> AsyncIterator[Sequence[object]]:
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield convert(row)
    else:
        for row in rows:
            yield convert(row)


def _facet_values(row: FacetRow) -> tuple[object, ...]:
    tenant, person_id, facet, items, as_of = row
    return tenant, person_id, facet, [items] if isinstance(items, Mapping) else list(items), as_of
