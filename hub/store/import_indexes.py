"""While the first import fills the record, the indexes of persons are set aside and built when all are there.

Keeping a dozen indexes up person by person costs four times as much as building them. It takes the table for the
importing transaction alone, so it is done only while there is nobody whom somebody could want to read.
"""

from __future__ import annotations

import uuid
from typing import Final

import asyncpg

from hub.store.database import Connection

_EMPTY: Final = """
    select not exists (select from person) and not exists (select from nik_directory where tenant = $1)
           and not exists (select from family_card where tenant = $1)
"""
_WAIT: Final = "set local lock_timeout = '2s'"
_LOCK: Final = "lock table person in access exclusive mode"
_WAIT_AS_EVER: Final = "set local lock_timeout to default"
# The primary key stays, and those of the sealed and the merged, since nobody comes into them. Who comes twice is found
# by the key of the directory, which has one entry for each NIK of the record.
_SET_ASIDE: Final = """
    with found as (
        select indexrelid::regclass as index from pg_index where indrelid = 'person'::regclass and not indisprimary
        and (indpred is null or pg_get_expr(indpred, indrelid) !~ 'sealed|merged_into')
    ), kept as (
        insert into import_set_aside select pg_get_indexdef(index) from found
    )
    select string_agg(format('drop index %s;', index), ' ') from found
"""
_ROOM: Final = "set local maintenance_work_mem = '256MB'; set local max_parallel_maintenance_workers = 2"
_LEARN: Final = """
    insert into name_word (tenant, word)
    select $1, w.word from ({words}) w
    where w.word <> '' and not exists (select from name_word n where n.tenant = $1 and n.word = w.word)
    order by w.word on conflict do nothing
"""
_OF_PIECES: Final = """
    select distinct unnest(words) as word from record_import_piece where tenant = $1 and import_id = $2
"""
_OF_PERSONS: Final = """
    select distinct unnest(string_to_array(k.name_key, ' ')) as word
    from (select distinct name_key from person where tenant = $1 and $2::uuid is not null) k
"""


async def set_aside(connection: Connection, tenant: str) -> bool:
    """Drops the indexes of persons in this transaction, if nobody is held yet; returns whether it did.

    Whoever reads persons waits from now on for its end. When somebody else does not let go of the table, or it is not
    the hub's own, the indexes stay.
    """
    if not await connection.fetchval(_EMPTY, tenant):
        return False
    try:
        async with connection.transaction():
            await connection.execute(_WAIT)
            await connection.execute(_LOCK)
            await connection.execute(_WAIT_AS_EVER)
            await connection.execute(await connection.fetchval(_SET_ASIDE))
            await connection.execute("alter table person disable trigger person_named")
    except (asyncpg.LockNotAvailableError, asyncpg.InsufficientPrivilegeError):
        return False
    return True


async def put_back(connection: Connection, tenant: str, import_id: uuid.UUID, *, all_new: bool) -> bool:
    """Builds the indexes that were set aside, if they were, and learns the words of the names that the import brought.

    Returns whether it did. `all_new`: each row that was not refused when it was read is a person now, so that the
    words of the pieces are theirs.
    """
    definitions = await connection.fetch("select definition from import_set_aside")
    if not definitions:
        return False
    await connection.execute(_ROOM)
    for row in definitions:
        await connection.execute(row["definition"])
    await connection.execute("alter table person enable trigger person_named")
    words = _OF_PIECES if all_new else _OF_PERSONS
    await connection.execute(_LEARN.replace("{words}", words), tenant, import_id)
    return True
