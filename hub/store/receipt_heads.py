"""Signed heads, proofs, and what each witness has been told."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from hub.audit.leaves import Leaves, about, everything
from hub.audit.log_keys import LogKeys
from hub.audit.marks import Stored
from hub.audit.notes import Head, Note
from hub.audit.proofs import Proof
from hub.core.errors import BadInput
from hub.core.receipt_log import LogWitness
from hub.store import receipt_tree
from hub.store.columns import whole_person
from hub.store.database import Connection, Database
from hub.store.receipt_rows import COLUMNS, stored_of

_LATEST: Final = "select size, note, signed_at from receipt_head where tenant = $1 order by size desc limit 1"
_LISTED: Final = """
    select size, root, note, signed_at from receipt_head
    where tenant = $1 and size < coalesce($2::bigint, 9223372036854775807) order by size desc limit $3
"""
_COSIGNED: Final = """
    select cosignature from receipt_witness where tenant = $1 and size = $2 and cosignature <> '' order by name
"""
_TOLD: Final = """
    insert into receipt_witness (tenant, name, size, cosignature, told_at, tried_at) values ($1, $2, $3, $4, $5, $5)
    on conflict (tenant, name) do update
    set size = excluded.size, cosignature = excluded.cosignature, told_at = excluded.told_at,
        tried_at = excluded.tried_at, failing_since = null, problem = null
"""
_FAILED: Final = """
    insert into receipt_witness (tenant, name, tried_at, failing_since, problem) values ($1, $2, $3, $3, $4)
    on conflict (tenant, name) do update
    set tried_at = excluded.tried_at, failing_since = coalesce(receipt_witness.failing_since, excluded.tried_at),
        problem = excluded.problem
"""


WitnessState = LogWitness


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with all its signatures."""

    size: int
    note: str
    signed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class StoredHead:
    """A head as it is stored: its root stands beside the note that says it."""

    size: int
    root: bytes
    note: str
    signed_at: dt.datetime


class PgReceiptHeads:
    """Heads and proofs of one tenant's log."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def sign(self, keys: LogKeys, now: dt.datetime) -> SignedHead | None:
        """Signs a head of the tree as it is, unless that was done; None while there is no leaf."""
        async with self._database.transaction() as connection:
            size = await connection.fetchval("select size from receipt_log where tenant = $1", self._tenant)
            if not size:
                return None
            if not await self._has_head(connection, size):
                root = await receipt_tree.root(connection, self._tenant, size)
                head = Head(keys.signer.verifier.name, size, root)
                await connection.execute(
                    "insert into receipt_head (tenant, size, root, signed_at, note) values ($1, $2, $3, $4, $5)"
                    " on conflict do nothing",
                    self._tenant, size, root, now, str(head.signed(keys.signer, now)),
                )  # fmt: skip
        return await self.latest()

    async def latest(self) -> SignedHead | None:
        """The head of the largest tree, with the signatures of the witnesses that took it."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_LATEST, self._tenant)
            if row is None:
                return None
            lines = await connection.fetch(_COSIGNED, self._tenant, row["size"])
            note = Note.read(row["note"]).with_lines(line["cosignature"] for line in lines)
            return SignedHead(row["size"], str(note), row["signed_at"])

    async def at(self, size: int) -> SignedHead | None:
        """The head of the tree of this size; None where none was signed."""
        newest = await self.latest()
        if newest is not None and newest.size == size:
            return newest
        row = await self._database.fetchrow(
            "select size, note, signed_at from receipt_head where tenant = $1 and size = $2", self._tenant, size
        )
        return None if row is None else SignedHead(row["size"], row["note"], row["signed_at"])

    async def listed(self, first: int, before: int | None) -> list[StoredHead]:
        """So many heads, the newest first; below the size `before`, where one is given."""
        rows = await self._database.fetch(_LISTED, self._tenant, before, first)
        return [StoredHead(**dict(row)) for row in rows]

    async def proof(self, receipt_id: uuid.UUID, size: int | None = None) -> Proof | None:
        """That a receipt stands in the head of this size, or in the latest; None while it does not."""
        head = await (self.latest() if size is None else self.at(size))
        if head is None:
            return None
        async with self._database.connection() as connection:
            position = await receipt_tree.position_of(connection, self._tenant, receipt_id)
            if position is None or position >= head.size:
                return None
            hashes = await receipt_tree.inclusion(connection, self._tenant, position, head.size)
        return Proof(position, tuple(hashes), head.note)

    async def consistency(self, first: int, second: int) -> list[bytes]:
        """That the tree of `second` leaves begins with that of `first`; raises BadInput for sizes without a head."""
        newest = await self.latest()
        if not 0 <= first <= second <= (newest.size if newest else 0):
            raise BadInput("Ask for two sizes of signed heads, the smaller one first.", path="second")
        async with self._database.connection() as connection:
            return await receipt_tree.consistency(connection, self._tenant, first, second)

    async def copy_for(self, leaves: Leaves, receipt_id: uuid.UUID, person_id: uuid.UUID) -> str | None:
        """The receipt as its subject is handed it: who else it is about stays untold. None where it names her not."""
        stored = await self._stored(receipt_id)
        if stored is None:
            return None
        persons = await self._database.fetchval(
            f"select array_agg(id) from ({whole_person('$1', '$2::uuid')}) w", self._tenant, person_id
        )
        copy = leaves.copy(stored, about(persons))
        return copy.text if copy.opened else None

    async def whole(self, leaves: Leaves, receipt_id: uuid.UUID) -> str | None:
        """The receipt with all that it says, for an auditor; None where there is none."""
        stored = await self._stored(receipt_id)
        return None if stored is None else leaves.copy(stored, everything).text

    async def _stored(self, receipt_id: uuid.UUID) -> Stored | None:
        row = await self._database.fetchrow(
            f"select {COLUMNS} from receipt r where r.tenant = $1 and r.id = $2", self._tenant, receipt_id
        )
        return None if row is None else stored_of(row, self._tenant)

    async def witnesses(self) -> tuple[WitnessState, ...]:
        rows = await self._database.fetch(
            "select name, size, told_at, failing_since, problem from receipt_witness where tenant = $1 order by name",
            self._tenant,
        )
        return tuple(WitnessState(**dict(row)) for row in rows)

    async def told(self, name: str, size: int, cosignature: str, now: dt.datetime) -> None:
        """A witness took the head of this size."""
        await self._database.execute(_TOLD, self._tenant, name, size, cosignature, now)

    async def failed(self, name: str, problem: str, now: dt.datetime) -> None:
        """A witness took none; `problem` is a sentence."""
        await self._database.execute(_FAILED, self._tenant, name, now, problem)

    async def _has_head(self, connection: Connection, size: int) -> bool:
        found = await connection.fetchval(
            "select true from receipt_head where tenant = $1 and size = $2", self._tenant, size
        )
        return bool(found)
