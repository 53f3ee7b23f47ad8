"""Extracts of the population register: their ledger, and the table in which the rows of one wait.

Pieces of a file come in transactions of their own; what has come stays after a kill. They are applied in one
transaction, so that nobody ever reads half of an extract. That transaction begins before the first piece, because its
advisory lock is what keeps a second import of the district out; it holds nothing else until then.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.actor import Actor
from hub.core.errors import Conflict
from hub.core.extract.importing import ExtractFile, Import, ImportState, ReportLine
from hub.core.extract.reasons import Reason
from hub.core.extract.rows import STAGED, Staged
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.store import import_indexes, import_sql
from hub.store.database import Connection, Database
from hub.store.import_apply import By, Entered, Watch, apply, fill, insert, table_of

KEPT: Final = dt.timedelta(days=7)
"""How long the rows of an import that nobody goes on with are kept."""
_BUSY: Final = (
    "Another extract is being imported into this district's record at this moment. Nothing was done; call again when "
    "it has ended."
)
_LOCK: Final = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))"
# The server looks twice a second whether its client is still there, and undoes what a killed one had begun. Waiting
# for the pieces is no idleness. The work memory is for joining and sorting a district's rows. Statistics within are of
# tables whose rows are looked up by keys, for which few say enough.
_SETTINGS: Final = """
    select set_config('client_connection_check_interval', '500ms', true),
           set_config('idle_in_transaction_session_timeout', '0', true),
           set_config('statement_timeout', '0', true),
           set_config('work_mem', '128MB', true),
           set_config('default_statistics_target', '10', true)
"""
_WORTH_INDEXES: Final = 1024 * 1024
"""Bytes of a file (some five thousand rows) from which on building indexes takes less time than keeping them up."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Pieces that have come: (first line, first line after it, rows) by the byte at which each begins, and warnings."""

    pieces: Mapping[int, tuple[int, int, int]]
    warnings: Mapping[str, int]


class PgImports:
    """The imports of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Connection]:
        """The transaction in which an import is applied at the end; raises Conflict while another import runs."""
        async with self._database.transaction() as connection:
            await connection.execute(_SETTINGS)
            if not await connection.fetchval(_LOCK, f"record_import {self._tenant}"):
                raise Conflict(_BUSY)
            await connection.execute(import_sql.LISTS)
            yield connection

    async def begin(self, file: ExtractFile, root: str, as_of: dt.datetime | None, otherwise: dt.datetime) -> Import:
        """The import of this file that was begun and has not come to its end, or a new one.

        `as_of` is what the operator says; without it, what was said before holds, or else `otherwise`.
        """
        now = dt.datetime.now(dt.UTC)
        async with self._database.transaction() as connection:
            await self._forget(connection, now)
            row = await connection.fetchrow(
                "select id, state, as_of, counts from record_import where tenant = $1 and sha256 = $2 and size = $3"
                " and root = $4 and state <> 'REPORTED' order by began_at desc limit 1",
                self._tenant,
                file.sha256,
                file.size,
                root,
            )
            if row is not None:
                return await self._resumed(connection, row, root, as_of)
            made = Import(new_id(), root, as_of or otherwise, ImportState.READING)
            await connection.execute(
                "insert into record_import (tenant, id, sha256, size, root, as_of, state, began_at)"
                " values ($1, $2, $3, $4, $5, $6, 'READING', $7)",
                self._tenant,
                made.id,
                file.sha256,
                file.size,
                root,
                made.as_of,
                now,
            )
            await connection.execute(
                import_sql.TABLE.replace("{rows}", table_of(made.id)).replace("{tenant}", self._tenant)
            )
        return made

    async def keep(self, of: Import, begin_at: int, lines: tuple[int, int], piece: Staged) -> None:
        """Keeps the rows of the piece that begins at this byte and has the lines from the first until the other."""
        async with self._database.transaction() as connection:
            # An unlogged table would not survive a crash of the server anyhow, and then reading begins again.
            await connection.execute("select set_config('synchronous_commit', 'off', true)")
            await connection.copy_to_table(table_of(of.id), source=_once(piece.data), columns=STAGED, null="")
            await connection.execute(
                "insert into record_import_piece values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                self._tenant,
                of.id,
                begin_at,
                *lines,
                piece.rows,
                piece.refused,
                dict(piece.warnings),
                piece.words,
                dict(piece.regions),
            )

    async def kept(self, of: Import) -> Kept:
        """What is known of the pieces that have come."""
        pieces = await self._database.fetch(
            "select begin_at, first_line, until_line, rows, warnings from record_import_piece"
            " where tenant = $1 and import_id = $2 order by begin_at",
            self._tenant,
            of.id,
        )
        warnings: Counter[str] = Counter()
        for piece in pieces:
            warnings.update(piece["warnings"])
        return Kept({p["begin_at"]: (p["first_line"], p["until_line"], p["rows"]) for p in pieces}, warnings)

    async def make_way(self, connection: Connection, size: int) -> bool:
        """Prepares the record for a file of `size` bytes, in the transaction of `alone`, before the first `insert`.

        Returns whether the record is this transaction's alone, and empty.
        """
        return size >= _WORTH_INDEXES and await import_indexes.set_aside(connection, self._tenant)

    async def insert(
        self, connection: Connection, of: Import, actor: Actor, now: dt.datetime, lines: tuple[int, int], *, empty: bool
    ) -> Entered:
        """Enters the new persons of these lines, in the transaction of `alone`.

        `empty` is what make_way returned.
        """
        enter = fill if empty else insert
        return await enter(connection, self._tenant, of, _by(actor, now), lines)

    async def apply(
        self, connection: Connection, of: Import, actor: Actor, now: dt.datetime, new: Entered, watch: Watch
    ) -> Mapping[str, int]:
        """Applies the rest once all lines have been entered (`new` of all); returns what became of the rows."""
        warnings = (await self.kept(of)).warnings
        counts = {**warnings, **await apply(connection, self._tenant, of, _by(actor, now), new, watch)}
        await self._drop(connection, of)
        await connection.execute(
            "update record_import set state = 'APPLIED', ended_at = $3, counts = $4 where tenant = $1 and id = $2",
            self._tenant,
            of.id,
            now,
            counts,
        )
        return counts

    async def settle(self, counts: Mapping[str, int]) -> None:
        """Statistics of what has grown, after the commit of an import with these counts.

        Of events, those of what they are found by; autovacuum sees to the others, of which whole persons are costly.
        """
        grown = {
            "person": counts["new"],
            "nik_directory": counts["new"],
            "record_event (tenant, person_id, version, kind, at, client_id, application_id)": (
                counts["new"] + counts["changed"]
            ),
            "family_card": counts["cards_new"],
        }
        await asyncio.gather(*(self._database.execute(f"analyze {table}") for table, by in grown.items() if by))

    async def report(self, of: Import) -> Sequence[ReportLine]:
        """The rows that were not taken, in the order of the file."""
        rows = await self._database.fetch(
            "select line, reason, reason_column from record_import_refusal where tenant = $1 and import_id = $2"
            " order by line",
            self._tenant,
            of.id,
        )
        return [ReportLine(row["line"], Reason[row["reason"]], row["reason_column"]) for row in rows]

    async def reported(self, of: Import) -> None:
        """The report has been written: the same file is a new import from now on."""
        await self._database.execute(
            "update record_import set state = 'REPORTED' where tenant = $1 and id = $2", self._tenant, of.id
        )

    async def _resumed(
        self, connection: Connection, row: asyncpg.Record, root: str, as_of: dt.datetime | None
    ) -> Import:
        state = ImportState(row["state"])
        if as_of is not None and state is ImportState.READING:
            await connection.execute(
                "update record_import set as_of = $3 where tenant = $1 and id = $2", self._tenant, row["id"], as_of
            )
        said = as_of if as_of is not None and state is ImportState.READING else row["as_of"]
        return Import(row["id"], root, said, state, resumed=True, counts=row["counts"])

    async def _forget(self, connection: Connection, now: dt.datetime) -> None:
        """Imports that nobody went on with lose their rows, and are no more."""
        old = await connection.fetch(
            "select id from record_import where tenant = $1 and state = 'READING' and began_at < $2",
            self._tenant,
            now - KEPT,
        )
        for row in old:
            await self._drop(connection, Import(row["id"], "", now, ImportState.READING))
            await connection.execute("delete from record_import where tenant = $1 and id = $2", self._tenant, row["id"])

    async def _drop(self, connection: Connection, of: Import) -> None:
        await connection.execute(f"drop table if exists {table_of(of.id)}")
        await connection.execute(
            "delete from record_import_piece where tenant = $1 and import_id = $2", self._tenant, of.id
        )


def _by(actor: Actor, now: dt.datetime) -> By:
    return By(now, actor.subject, actor.display_name, actor.client_id, Purpose.CIVIL_REGISTRATION.value)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
