"""What goes with a person who moves to another district, and the stub that she leaves.

Rows are copied as the database has them, with all their columns: what a column added later holds must not be lost on
the way.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.store.database import Connection

_COLUMNS: Final = """
    select attname, attnotnull from pg_attribute
    where attrelid = 'person'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""
_STUB: Final = frozenset(
    {"tenant", "id", "nik", "region_code", "sealed", "sealed_until", "version", "vital_status", "moved_to", "moved_at"}
)
"""What is left of her: whose office may see that she moved, where to, and when."""
_FACETS: Final = """
    insert into facet_copy select (jsonb_populate_record(f, jsonb_build_object('tenant', $2::text))).*
    from facet_copy f where f.tenant = $1 and f.person_id = any($3) and f.facet = any($4)
    on conflict do nothing
"""
_FORGET: Final = (
    "delete from facet_copy where tenant = $1 and person_id = any($2)",
    "delete from facet_refresh where tenant = $1 and person_id = any($2)",
)
_SEALS: Final = """
    with closed as (
        update seal set lifted_at = $4, lifted_by = $5, lifted_reason = 'handed over to ' || $2
        where tenant = $1 and person_id = any($3) and lifted_at is null
        returning id, person_id, legal_basis, reason, until, sealed_at, sealed_by
    )
    insert into seal (tenant, id, person_id, legal_basis, reason, until, sealed_at, sealed_by)
    select $2, * from closed
    on conflict (tenant, id) do update set lifted_at = null, lifted_by = null, lifted_reason = null
"""
# The clock goes on where she is now. What an agency said is heard there anew, if it may be kept there at all.
_CONTESTS: Final = """
    with closed as (
        update discrepancy d set state = 'WITHDRAWN', changed_at = $4, version = d.version + 1
        from person q
        where d.tenant = $1 and d.state = 'OPEN' and q.tenant = $1 and q.id = d.person_id
        and (q.id = any($3) or q.merged_into = any($3))
        returning d.*, coalesce(q.merged_into, q.id) as whose
    ), going as (
        select distinct on (c.whose, c.attribute) c.* from closed c where c.source = 'citizen'
        order by c.whose, c.attribute, c.due_at
    )
    insert into discrepancy
    select (jsonb_populate_record(null::discrepancy, to_jsonb(g) - 'whose' || jsonb_build_object(
        'tenant', $2::text, 'person_id', g.whose, 'state', 'OPEN'))).* from going g
    on conflict (tenant, id) do update
    set state = 'OPEN', version = excluded.version, changed_at = excluded.changed_at, overdue_at = excluded.overdue_at
"""
# Her own stub is overwritten. Another one with her number had that before her; where it is what is left of a record
# that was merged into hers since, it leads to her from now on.
_MAKE_WAY: Final = """
    with stub as (
        update person s set nik = null, merged_into = case when exists (
            select from person o where o.tenant = $4 and o.id = s.id and o.merged_into = $2
        ) then $2 else s.merged_into end
        where s.tenant = $1 and s.nik = $3 and s.id <> $2 and s.moved_to is not null returning s.id, s.merged_into
    )
    update person p set merged_into = $2 from stub
    where stub.merged_into = $2 and p.tenant = $1 and p.merged_into = stub.id
"""
_CARD: Final = """
    insert into family_card (tenant, number, head_nik, region_code, address_line, rt, rw, postal_code)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant, number) do nothing
"""


async def arrive(connection: Connection, origin: str, person_id: uuid.UUID, overrides: Mapping[str, Any]) -> bool:
    """The person's row in the tenant of `overrides`, with its further values; her stub there, if any, gives way.

    False when that district holds her as current already.
    """
    names = [row["attname"] for row in await connection.fetch(_COLUMNS)]
    columns, values = ", ".join(names), ", ".join(f"excluded.{name}" for name in names)
    tag = await connection.execute(
        f"insert into person ({columns}) select {', '.join(f'(r).{name}' for name in names)}"
        " from (select jsonb_populate_record(p, $3::jsonb) as r from person p where p.tenant = $1 and p.id = $2) moving"
        f" on conflict (tenant, id) do update set ({columns}) = row({values}) where person.moved_to is not null",
        origin,
        person_id,
        dict(overrides),
    )
    return tag == "INSERT 0 1"


async def leave_stub(
    connection: Connection, origin: str, destination: str, person_id: uuid.UUID, at: dt.datetime
) -> None:
    """Empties the person's row and says where she is; her version goes on by one."""
    columns = [row for row in await connection.fetch(_COLUMNS) if row["attname"] not in _STUB]
    emptied = ", ".join(f"{row['attname']} = {'default' if row['attnotnull'] else 'null'}" for row in columns)
    await connection.execute(
        f"update person set {emptied}, version = version + 1, vital_status = 'MOVED', moved_to = $3, moved_at = $4"
        " where tenant = $1 and id = $2",
        origin,
        person_id,
        destination,
        at,
    )


async def take_along(
    connection: Connection, origin: str, destination: str, person_ids: Sequence[uuid.UUID], facets: Sequence[str]
) -> None:
    """Copies of facets that the destination may keep go along; no others stay behind either."""
    await connection.execute(_FACETS, origin, destination, person_ids, facets)
    for statement in _FORGET:
        await connection.execute(statement, origin, person_ids)


async def move_seals(
    connection: Connection, origin: str, destination: str, person_ids: Sequence[uuid.UUID], at: dt.datetime, by: str
) -> None:
    """A seal goes along, with its reason."""
    await connection.execute(_SEALS, origin, destination, person_ids, at, by)


async def move_contests(
    connection: Connection, origin: str, destination: str, person_ids: Sequence[uuid.UUID], at: dt.datetime
) -> None:
    """What the persons contest is decided by the destination, by the same time; other discrepancies end here."""
    await connection.execute(_CONTESTS, origin, destination, person_ids, at)


async def make_way(
    connection: Connection, origin: str, destination: str, person_id: uuid.UUID, nik: str | None
) -> None:
    """Frees the NIK of who arrives from the stub of somebody else who had it when she moved away."""
    await connection.execute(_MAKE_WAY, destination, person_id, nik, origin)


async def open_card(
    connection: Connection, tenant: str, number: str, head_nik: str | None, home: Sequence[Any]
) -> None:
    """The family card of those who arrived, unless the district has it. `home` are the columns of an address."""
    await connection.execute(_CARD, tenant, number, head_nik, *home)
