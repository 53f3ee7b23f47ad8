"""Checks the receipt log against what its witnesses remember: receipts, subjects, places, subtrees and heads.

Everything is read once, in one snapshot, by the keys of the tables. What the database holds is not believed: leaves are
made anew from the receipts, the tree from the leaves, and marks are compared with the keys.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import asyncpg

from hub.audit.findings import Finding, Kind, Report, of_receipt
from hub.audit.log_keys import LogKeys
from hub.audit.marks import Stored
from hub.audit.merkle import Frontier, Node
from hub.audit.notes import BadNote, Head, verified
from hub.store.database import Connection, Database
from hub.store.receipt_rows import COLUMNS, stored_of
from hub.store.receipt_tree import STORED_HEIGHTS

PAGE: Final = 2_000
MOST: Final = 1_000
"""Findings of one kind that are told."""
SETTLED: Final = dt.timedelta(minutes=2)
"""After so long a receipt has its place, where a worker runs."""
_LEAVES: Final = f"""
    select l.position, l.receipt_id, l.hash as leaf_hash, l.mark as leaf_mark, {COLUMNS}
    from receipt_leaf l left join receipt r on r.tenant = l.tenant and r.id = l.receipt_id
    where l.tenant = $1 and l.position > $2 order by l.position limit {PAGE}
"""
_UNPLACED: Final = f"""
    select {COLUMNS} from receipt r
    where r.tenant = $1 and not exists (
        select from receipt_leaf l where l.tenant = r.tenant and l.receipt_id = r.id
    ) limit {MOST}
"""
# One that has no place yet need not be listed.
_SUBJECTS: Final = f"""
    with said as (
        select r.id as receipt_id, p.id as person_id
        from receipt r cross join lateral persons_in(r.subjects) p(id) where r.tenant = $1
    ), listed as (
        select receipt_id, person_id from receipt_subject where tenant = $1
    )
    select receipt_id, listed.receipt_id is null as is_missing
    from said full join listed using (receipt_id, person_id)
    where said.receipt_id is null or (listed.receipt_id is null and exists (
        select from receipt_leaf l where l.tenant = $1 and l.receipt_id = said.receipt_id
    ))
    order by receipt_id limit {MOST}
"""


class PgReceiptCheck:
    """Checks one tenant's log."""

    def __init__(self, database: Database, tenant: str, keys: LogKeys) -> None:
        self._database = database
        self._tenant = tenant
        self._keys = keys

    async def run(self, witnessed: Iterable[Head], now: dt.datetime) -> Report:
        """`witnessed` are the heads that witnesses remember, verified, in any order."""
        walk = _Walk(self._tenant, self._keys, witnessed)
        async with self._database.snapshot() as connection:
            while page := await connection.fetch(_LEAVES, self._tenant, walk.position):
                completed = walk.take(page)
                await self._subtrees(connection, walk, completed)
            await self._heads(connection, walk)
            await self._state(connection, walk)
            for row in await connection.fetch(_UNPLACED, self._tenant):
                walk.unplaced(stored_of(row, self._tenant), now)
            for row in await connection.fetch(_SUBJECTS, self._tenant):
                walk.find(
                    of_receipt(Kind.SUBJECT_MISSING if row["is_missing"] else Kind.SUBJECT_ADDED, row["receipt_id"])
                )
        return walk.report()

    async def _subtrees(self, connection: Connection, walk: _Walk, made: Mapping[Node, bytes]) -> None:
        """Those that are kept are those that were made."""
        rows = await connection.fetch(
            "select w.height, w.number, s.hash from unnest($2::smallint[], $3::bigint[]) w(height, number)"
            " left join receipt_subtree s on s.tenant = $1 and s.height = w.height and s.number = w.number",
            self._tenant,
            [node.height for node in made],
            [node.number for node in made],
        )
        for row in rows:
            if row["hash"] != made[Node(row["height"], row["number"])]:
                walk.find(Finding(Kind.SUBTREE_CHANGED, f"height {row['height']}, number {row['number']}"))

    async def _heads(self, connection: Connection, walk: _Walk) -> None:
        """Those that the database holds are those that were signed, of the tree as it is."""
        size = -1
        while rows := await connection.fetch(
            f"select size, root, note from receipt_head where tenant = $1 and size > $2 order by size limit {PAGE}",
            self._tenant,
            size,
        ):
            for row in rows:
                size = row["size"]
                walk.head(size, row["root"], row["note"])
        walk.heads_are_told()

    async def _state(self, connection: Connection, walk: _Walk) -> None:
        believed = await connection.fetchval("select size from receipt_log where tenant = $1", self._tenant)
        if (believed or 0) != walk.position + 1:
            walk.find(Finding(Kind.STATE_CHANGED, f"{believed or 0}, and there are {walk.position + 1}"))


class _Walk:
    """Goes through the leaves in their order and builds the tree of them."""

    def __init__(self, tenant: str, keys: LogKeys, witnessed: Iterable[Head]) -> None:
        self.position = -1
        """Of the last leaf that was taken."""
        self._tenant = tenant
        self._keys = keys
        self._tree = Frontier()
        self._is_marked = False
        self._witnessed: defaultdict[int, set[bytes]] = defaultdict(set)
        for head in witnessed:
            self._witnessed[head.size].add(head.root)
        self._held = set[int]()
        self._fitting = 0
        self._differs = False
        self._findings: defaultdict[Kind, list[Finding]] = defaultdict(list)

    def find(self, finding: Finding) -> None:
        if len(self._findings[finding.kind]) < MOST:
            self._findings[finding.kind].append(finding)

    def take(self, page: Iterable[asyncpg.Record]) -> Mapping[Node, bytes]:
        """Adds leaves to the tree; gives the kept subtrees that they complete."""
        completed = dict[Node, bytes]()
        for row in page:
            if row["position"] != self.position + 1:
                self.find(Finding(Kind.PLACE_MISSING, f"{self.position + 1} to {row['position'] - 1}"))
            self.position = row["position"]
            for node, hashed in self._tree.add(self._leaf(row)):
                if node.height in STORED_HEIGHTS:
                    completed[node] = hashed
            self._compare()
        return completed

    def unplaced(self, stored: Stored, now: dt.datetime) -> None:
        if not self._keys.marks.holds(stored):
            self.find(of_receipt(Kind.RECEIPT_FORGED, stored.receipt.id))
        elif stored.receipt.at < now - SETTLED:
            self.find(of_receipt(Kind.RECEIPT_UNPLACED, stored.receipt.id))

    def head(self, size: int, root: bytes, note: str) -> None:
        """A head as the database has it."""
        self._held.add(size)
        try:
            signed = verified(note, self._keys.verifiers)
        except BadNote:
            signed = None
        known = self._witnessed.get(size)
        is_witnessed = known is None or root in known
        if signed is None or (signed.size, signed.root) != (size, root) or not is_witnessed:
            self.find(Finding(Kind.HEAD_CHANGED, str(size)))

    def heads_are_told(self) -> None:
        """No more come: those that only a witness has are missing, and the tree is as large as it was seen."""
        for size in sorted(set(self._witnessed) - self._held):
            self.find(Finding(Kind.HEAD_MISSING, str(size)))
        largest = max(self._witnessed, default=0)
        if largest > self._tree.size:
            self.find(Finding(Kind.TREE_CUT, f"{largest} leaves, and there are {self._tree.size}"))

    def report(self) -> Report:
        found = tuple(finding for kind in Kind for finding in self._findings[kind])
        return Report(self._tree.size, len(self._witnessed), found)

    def _leaf(self, row: asyncpg.Record) -> bytes:
        """The leaf's hash: of the receipt as it is now, or as it was noted where there is none any more."""
        receipt_id, hashed = row["receipt_id"], row["leaf_hash"]
        if not self._keys.marks.holds_leaf(row["leaf_mark"], self._tenant, row["position"], receipt_id, hashed):
            self.find(Finding(Kind.PLACE_CHANGED, str(row["position"]), receipt_id))
        if row["id"] is None:
            self.find(of_receipt(Kind.RECEIPT_MISSING, receipt_id))
            return bytes(hashed)
        stored = stored_of(row, self._tenant)
        made = self._keys.leaves.hash_of(stored)
        if made != hashed or not self._is_marked_rightly(stored):
            self.find(of_receipt(Kind.RECEIPT_CHANGED, receipt_id))
        return made

    def _is_marked_rightly(self, stored: Stored) -> bool:
        """Receipts from before there were marks stand before all that bear one."""
        if stored.mark is None:
            return not self._is_marked
        self._is_marked = True
        return self._keys.marks.holds(stored)

    def _compare(self) -> None:
        """With what a witness has seen of the tree at this size."""
        known = self._witnessed.get(self._tree.size)
        if known is None or self._differs:
            return
        if known == {self._tree.root()}:
            self._fitting = self._tree.size
            return
        self._differs = True
        between = f"up to {self._fitting} leaves it is, and with {self._tree.size} it is not"
        self.find(Finding(Kind.TREE_DIFFERS, between))
