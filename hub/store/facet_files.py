"""Signed files of an agency: which one of a period counts, and how far one has been read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.errors import Conflict
from hub.core.intake import FileStatement
from hub.store.database import Connection, Database

_OF_FILE: Final = "tenant = $1 and facet = $2 and sha256 = $3"
_BEGIN: Final = """
    insert into facet_file (tenant, facet, sha256, period, state, rows, issued_at, replaces, signer, received_by,
                            began_at)
    values ($1, $2, $3, $4, 'READING', $5, $6, $7, $8, $9, $10)
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has been read: `line` is the last one whose row is dealt with."""

    is_done: bool
    line: int
    counts: Mapping[str, int]


class PgFacetFiles:
    """The files of one facet of one tenant."""

    def __init__(self, database: Database, tenant: str, facet: str) -> None:
        self._database = database
        self._tenant = tenant
        self._facet = facet

    async def begin(self, said: FileStatement, received_by: str, now: dt.datetime) -> Progress:
        """Where to go on with this file; 0 for a new one, which then is the one of its period.

        Raises Conflict for a file that was replaced, that is of an earlier period than one that was read, or whose
        period another file has that it does not say to replace.
        """
        async with self._database.transaction() as connection:
            # One file begins at a time; the number is the lock's name and means nothing.
            await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"facet_file {self._tenant}")
            files = await connection.fetch(
                "select sha256, period, state, line, counts from facet_file where tenant = $1 and facet = $2",
                self._tenant,
                self._facet,
            )
            known = {row["sha256"]: row for row in files}
            if said.sha256 in known:
                return _progress(known[said.sha256])
            await self._replace(connection, said, files)
            values = (said.period, said.rows, said.issued_at, said.replaces, said.signer, received_by, now)
            await connection.execute(_BEGIN, self._tenant, self._facet, said.sha256, *values)
        return Progress(is_done=False, line=0, counts={})

    async def advance(
        self,
        connection: Connection,
        sha256: str,
        lines: tuple[int, int],
        counts: Mapping[str, int],
        refusals: Sequence[tuple[int, str]],
    ) -> None:
        """In the transaction that writes the rows: the rows from the first of `lines` (exclusive) to the last are dealt
        with. Raises Conflict when somebody else read on meanwhile."""
        tag = await connection.execute(
            f"update facet_file set line = $5, counts = $6 where {_OF_FILE} and line = $4 and state = 'READING'",
            self._tenant,
            self._facet,
            sha256,
            *lines,
            dict(counts),
        )
        if tag != "UPDATE 1":
            raise Conflict("This file is being read by somebody else at this moment. Wait, and look at the report.")
        await connection.execute(
            "insert into facet_file_refusal (tenant, facet, sha256, line, reason)"
            " select $1, $2, $3, r.line, r.reason from unnest($4::int[], $5::text[]) r(line, reason)",
            self._tenant,
            self._facet,
            sha256,
            [line for line, _ in refusals],
            [reason for _, reason in refusals],
        )

    async def finish(self, connection: Connection, sha256: str, counts: Mapping[str, int], now: dt.datetime) -> None:
        """All rows are dealt with."""
        await connection.execute(
            f"update facet_file set state = 'DONE', ended_at = $4, counts = $5 where {_OF_FILE} and state = 'READING'",
            self._tenant,
            self._facet,
            sha256,
            now,
            dict(counts),
        )

    async def refusals(self, sha256: str) -> Sequence[tuple[int, str]]:
        """Line and reason of each row that was not taken, in order."""
        rows = await self._database.fetch(
            f"select line, reason from facet_file_refusal where {_OF_FILE} order by line",
            self._tenant,
            self._facet,
            sha256,
        )
        return [(row["line"], row["reason"]) for row in rows]

    async def _replace(self, connection: Connection, said: FileStatement, files: Sequence[asyncpg.Record]) -> None:
        counting = [row for row in files if row["state"] != "REPLACED"]
        if any(row["period"] > said.period for row in counting):
            raise Conflict(f"A file of a later period than {said.period} was read already, so nothing of this one is.")
        same = next((row for row in counting if row["period"] == said.period), None)
        if (same["sha256"] if same else None) == said.replaces:
            if same:
                await connection.execute(
                    f"update facet_file set state = 'REPLACED' where {_OF_FILE}",
                    self._tenant,
                    self._facet,
                    same["sha256"],
                )
            return
        if same is None:
            raise Conflict("This file says that it replaces one that was never read. Read that one first.")
        raise Conflict(
            f"Another file of {said.period} was read already (sha256 {same['sha256'][:12]}...), and this one does not "
            "say that it replaces it. Ask the agency which one holds."
        )


def _progress(row: asyncpg.Record) -> Progress:
    if row["state"] == "REPLACED":
        raise Conflict("This file was replaced by a later one of the same period, so nothing of it is read again.")
    return Progress(is_done=row["state"] == "DONE", line=row["line"], counts=row["counts"])
