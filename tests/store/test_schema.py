"""What the catalogue of a migrated database says: the tenant leads every key, and history cannot be rewritten."""

from __future__ import annotations

import re
from enum import Enum
from typing import get_args, get_type_hints

import asyncpg
import pytest

from hub.core.citizen import Citizen
from hub.store import Database, PgReceipts
from hub.store.bulk import copy_citizens
from hub.store.columns import CODED
from hub.store.migrate import MIGRATIONS
from tests.store.logged import Logged
from tests.store.samples import person, receipt

# The queue and the list of migrations belong to their tools.
TOOLS = r"^(pgqueuer.*|schema_migrations)$"
SHARED = {"region", "nik_directory"}
TABLES = """
    select c.oid, c.relname, coalesce(obj_description(c.oid) like 'shared:%', false) as shared
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'm') and n.nspname !~ '^(pg_|information_schema$)' and c.relname !~ $1
"""
INDEXES = """
    select c.relname, i.indisprimary, array_agg(coalesce(a.attname, 'an expression') order by k.position) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid
    cross join unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) with ordinality k(number, position)
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number and a.attnum > 0
    where (i.indisunique or i.indisexclusion) and i.indrelid = any($1::oid[])
    group by c.relname, i.indexrelid, i.indisprimary
"""


async def faults(db: Database) -> list[str]:
    """What is wrong with keys: tables of the record without a primary key, and unique indexes that know no tenant."""
    tables = await db.fetch(TABLES, TOOLS)
    record = {row["oid"]: row["relname"] for row in tables if not row["shared"]}
    indexes = await db.fetch(INDEXES, list(record))
    keyed = {row["relname"] for row in indexes if row["indisprimary"] and row["columns"][0] == "tenant"}
    wrong = [f"{name}: the tenant does not lead a primary key" for name in record.values() if name not in keyed]
    return wrong + [f"{row['relname']}: {row['columns']}" for row in indexes if "tenant" not in row["columns"]]


async def test_the_tenant_leads_every_key_of_the_record(db: Database) -> None:
    assert await faults(db) == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("create table planted (tenant text, id uuid)", "planted: the tenant does not lead a primary key"),
        ("create table planted (tenant text, id uuid, primary key (id, tenant))", "planted: the tenant does not lead"),
        ("create schema other; create table other.planted (id uuid primary key)", "planted: the tenant does not lead"),
        ("create unique index planted on person (nik)", "person: ['nik']"),
        ("create unique index planted on person (nik) include (tenant)", "person: ['nik']"),
        ("create unique index planted on person ((tenant || nik))", "person: ['an expression']"),
        ("alter table person add exclude using btree (family_card_number with =)", "person: ['family_card_number']"),
        ("create materialized view planted as select 1", "planted: the tenant does not lead"),
    ],
)
async def test_a_key_without_the_tenant_is_seen(db: Database, planted: str, fault: str) -> None:
    async with db.acquired() as connection:
        await connection.execute(planted)
    assert any(one.startswith(fault) for one in await faults(db))


async def test_indexes_of_persons_begin_with_what_tells_one_from_another(db: Database) -> None:
    """The tenant is the same in nearly all entries: it leads where nothing else does, and in keys of few rows."""
    rows = await db.fetch("select indexname, indexdef from pg_indexes where tablename = 'person' order by 1")
    led = {row["indexname"] for row in rows if "(tenant" in row["indexdef"]}
    assert led == {"person_pkey", "person_region", "person_merged", "person_sealed", "person_sealed_until"}
    words = [row["indexdef"] for row in rows if row["indexname"].startswith("person_word")]
    assert len(words) == 6
    assert all("(split_part(name_key, ' '::text, " in each and "), tenant, length(" in each for each in words)


async def test_what_is_looked_for_has_statistics(db: Database) -> None:
    """No column without statistics stands in an index of persons, or in what one is about."""
    found = await db.fetch(
        "select distinct a.attname from pg_attribute a join pg_depend d on d.refclassid = 'pg_class'::regclass"
        " and d.refobjid = a.attrelid and d.refobjsubid = a.attnum join pg_index i on i.indexrelid = d.objid"
        " where a.attrelid = 'person'::regclass and a.attstattarget = 0"
    )
    without = await db.fetchval(
        "select count(*) from pg_attribute where attrelid = 'person'::regclass and attstattarget = 0"
    )
    assert (list(found), without) == ([], 11)


async def test_of_the_record_only_regions_and_the_directory_are_shared(db: Database) -> None:
    """A table that says it is shared has to be named here as well, so that none of the record comes to say so."""
    shared = {row["relname"] for row in await db.fetch(TABLES, TOOLS) if row["shared"]}
    assert shared == SHARED


async def test_events_actions_and_receipts_cannot_be_changed(db: Database, database: str) -> None:
    known = person()
    await copy_citizens(db, [known])
    await PgReceipts(db).write(receipt(known.id))
    await Logged.on(db).place()
    connection = await asyncpg.connect(database)
    try:
        for table in ("record_event", "receipt", "receipt_subject"):
            assert await connection.fetchval(f"select count(*) from {table}") == 1
            for statement in (f"update {table} set tenant = tenant", f"delete from {table}", f"truncate {table}"):
                with pytest.raises(asyncpg.RestrictViolationError):
                    await connection.execute(statement)
            assert await connection.fetchval(f"select count(*) from {table}") == 1
    finally:
        await connection.close()


async def test_the_migration_can_be_taken_back_and_done_again(db: Database) -> None:
    up, _, down = (MIGRATIONS / "0001_record.sql").read_text().partition("-- migrate:down")
    before = {row["relname"] for row in await db.fetch(TABLES, TOOLS)}
    # Later migrations may lean on this one's tables; here they stand alone.
    async with db.transaction() as connection:
        await connection.execute(down)
        assert await connection.fetchval("select to_regclass('person')") is None
        await connection.execute(up)
    assert {row["relname"] for row in await db.fetch(TABLES, TOOLS)} == before


@pytest.mark.parametrize(
    ("table", "column", "shape"),
    [
        ("person", "tenant", "[0-9]{4}"),
        ("person", "nik", "[0-9]{16}"),
        ("person", "family_card_number", "[0-9]{16}"),
        ("person", "region_code", "([0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?)?"),
        ("family_card", "number", "[0-9]{16}"),
        ("family_card", "head_nik", "[0-9]{16}"),
    ],
)
async def test_identifiers_have_their_shapes(db: Database, table: str, column: str, shape: str) -> None:
    texts = [
        "", " ", "1901", "190", "19011", "190a", "1901\n", "\u0661901", "é901", "1901011501859001",
        "190101150185900", "19010115018590011", "190101150185900x", "190101150185900\n", " 190101150185900",
        "190101150185900\u0661", "19", "19.01", "19.01.03", "19.01.03.2003", "19.01.03.200", "19.1", "19.01.",
        ".19.01", "19.01.03.20.3", "......2003", "19.01.03.2003.", "19\n", "19.0\u0661",
    ]  # fmt: skip
    check = await db.fetchval(
        "select pg_get_expr(conbin, conrelid) from pg_constraint where conname = $1", f"{table}_{column}_check"
    )
    taken = await db.fetch(f"select {column} from unnest($1::text[]) as given({column}) where {check}", texts)
    assert [row[0] for row in taken] == [text for text in texts if re.fullmatch(shape, text)]


async def test_columns_of_code_lists_take_the_members_and_nothing_else(db: Database) -> None:
    """What the graph promises as an enum can be read from its column as it is."""
    checks = await db.fetch(
        "select pg_get_constraintdef(oid) as says from pg_constraint"
        " where conrelid = 'person'::regclass and contype = 'c'"
    )
    for column, kind in CODED.items():
        (says,) = (row["says"] for row in checks if f"(({column} = ANY" in row["says"])
        assert set(re.findall(r"'(\w+)'", says)) == set(kind.__members__), column


async def test_a_column_of_a_code_list_refuses_what_is_not_listed(db: Database) -> None:
    """The lists are those of the graph: every attribute of a person that is an enum, with every member of it."""
    hints = {name: get_args(hint) or (hint,) for name, hint in get_type_hints(Citizen).items()}
    enums = {name: kind for name, parts in hints.items() for kind in parts if _is_enum(kind)}
    assert dict(CODED) == enums
    await copy_citizens(db, [person()])
    for column, kind in enums.items():
        for member in (*kind.__members__, None):
            await db.execute(f"update person set {column} = $1", member)
        for stranger in ("NO_SUCH", "", next(iter(kind.__members__)).lower()):
            with pytest.raises(asyncpg.CheckViolationError, match=f"person_{column}_listed"):
                await _as_it_is(db, f"update person set {column} = $1", stranger)


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


async def _as_it_is(db: Database, statement: str, value: str) -> None:
    """Without the store's own errors, which do not tell which rule of the database it was."""
    async with db.acquired() as connection:
        await connection.execute(statement, value)
