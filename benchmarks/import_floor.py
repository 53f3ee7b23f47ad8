"""What PostgreSQL alone needs for the rows of a first import: plain COPY into tables like those of the record.

The tables have the columns, checks and indexes of the record's, and no triggers; their indexes are built when all rows
are there, with the memory and the helping processes that the import allows itself, and statistics are made as it makes
them. Nothing is read, checked, compared or kept for a second call: no import of these rows can take less of PostgreSQL.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from typing import Final

import asyncpg

TABLES: Final = ("person", "record_event", "nik_directory", "family_card")
_FIRST: Final = {"record_event": " where version = 1"}
"""Of what came later."""
_MAKE: Final = "create table floor.{table} (like public.{table} including all excluding indexes)"
_INDEXES: Final = "select indexdef from pg_indexes where schemaname = 'public' and tablename = $1 order by indexname"
_ROOM: Final = "set maintenance_work_mem = '256MB'; set max_parallel_maintenance_workers = 2"


async def floor(url: str, rows: Mapping[str, io.BytesIO]) -> float:
    """Seconds on the clock for these `rows_of` an import. Leaves the schema `floor`, with a copy of them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_ROOM)
        await connection.execute("create schema floor")
        began = time.monotonic()
        async with connection.transaction():
            for table, data in rows.items():
                await connection.execute(_MAKE.format(table=table))
                await connection.copy_to_table(table, schema_name="floor", source=data, format="binary")
                for row in await connection.fetch(_INDEXES, table):
                    await connection.execute(_within_floor(row["indexdef"], table))
        for table in TABLES:
            await connection.execute(f"analyze floor.{table}")
        return time.monotonic() - began
    finally:
        await connection.close()


async def rows_of(url: str) -> Mapping[str, io.BytesIO]:
    """What the first import brought into each table, as COPY reads it."""
    connection = await asyncpg.connect(url)
    try:
        found = {table: io.BytesIO() for table in TABLES}
        for table, data in found.items():
            query = f"select * from public.{table}{_FIRST.get(table, '')}"
            await connection.copy_from_query(query, output=data, format="binary")
            data.seek(0)
    finally:
        await connection.close()
    return found


def _within_floor(definition: str, table: str) -> str:
    return definition.replace(f" ON public.{table} ", f" ON floor.{table} ", 1)
