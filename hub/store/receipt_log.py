"""The log of receipts: gives every receipt its place in the tree, behind the answer, and none ever to be lost.

Receipts come from several processes whose ids are made by their clocks, and one that was written early may be
committed late, so neither ids nor times say which are new. PostgreSQL's snapshots do: a receipt keeps the transaction
that wrote it, and new is what the present snapshot shows and the one looked through last did not. These are the
transactions that were under way then and those that began since. So a step reads new receipts only, over an index, and
what was under way: at most as many transactions as the database has connections. A transaction that stays open for
hours delays its own receipts and no others.

The same step lists a receipt by whom it is about (`receipt_subject`): to write that with the receipt would double what
an answer costs the database. `UNLISTED` are those that it has not come to; who looks for a person's receipts looks
through them too, so nothing is told later than it was written.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from hub.audit.log_keys import LogKeys
from hub.audit.marks import Stored
from hub.audit.merkle import Node, root_of
from hub.store.database import Connection, Database
from hub.store.receipt_rows import COLUMNS, stored_of
from hub.store.receipt_tree import STORED_HEIGHTS, WIDTH, kept_below

_STEP: Final = 1_000
"""Receipts of one transaction."""
_NONE: Final = uuid.UUID(int=0)
_CLUSTER: Final = "(select system_identifier from pg_control_system())"
_BEGIN: Final = f"""
    insert into receipt_log (tenant, cluster, seen) values ($1, {_CLUSTER}, pg_current_snapshot())
    on conflict (tenant) do nothing
"""
_STATE: Final = f"""
    select size, earlier, walked, cluster = {_CLUSTER} as is_here, seen::text, upto::text, after_tx::text, after_id
    from receipt_log where tenant = $1 for update
"""
# In another cluster than before (a dump that was restored) numbers of transactions say nothing: all are walked through.
_MOVED: Final = f"""
    update receipt_log set walked = '{_NONE}', cluster = {_CLUSTER}, seen = pg_current_snapshot(), upto = null,
                           after_tx = '0', after_id = '{_NONE}'
    where tenant = $1
"""
_PLACED: Final = "exists (select from receipt_leaf l where l.tenant = r.tenant and l.receipt_id = r.id)"
_WALK: Final = f"""
    select {COLUMNS}, {_PLACED} as placed from receipt r
    where r.tenant = $1 and r.id > $2 and (r.tx is null or not $3) order by r.id limit $4
"""
_NEW: Final = f"""
    select {COLUMNS}, r.tx::text, {_PLACED} as placed from receipt r
    where r.tenant = $1 and {{which}} and (r.tx, r.id) > ($3::text::xid8, $4)
      and pg_visible_in_snapshot(r.tx, $5::text::pg_snapshot)
    order by r.tx, r.id limit $6
"""
_LATE: Final = _NEW.format(which="r.tx = any($2::text[]::xid8[])")
_SINCE: Final = _NEW.format(which="r.tx >= $2::text::xid8 and r.tx < pg_snapshot_xmax($5::text::pg_snapshot)")
_LISTED: Final = """
    insert into receipt_subject (tenant, person_id, receipt_id)
    select r.tenant, p.id, r.id from receipt r cross join lateral persons_in(r.subjects) p(id)
    where r.tenant = $1 and r.id = any($2::uuid[]) order by p.id on conflict do nothing
"""
_LEAVES: Final = """
    insert into receipt_leaf (tenant, position, receipt_id, hash, mark)
    select $1, n.position, n.receipt_id, n.hash, n.mark
    from unnest($2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[]) n(position, receipt_id, hash, mark)
"""
_SUBTREES: Final = """
    insert into receipt_subtree (tenant, height, number, hash)
    select $1, $2, n.number, n.hash from unnest($3::bigint[], $4::bytea[]) n(number, hash)
"""

# Between two bounds, and both from subqueries: of one bound, and of one from a joined row, the planner believes that it
# holds for a third of all receipts, and reads all of them.
UNLISTED: Final = """
    select r.* from receipt r
    where r.tenant = $1 and r.tx >= (select pg_snapshot_xmax(l.seen) from receipt_log l where l.tenant = $1)
      and r.tx < (select pg_snapshot_xmax(pg_current_snapshot()))
    union all
    select r.* from receipt_log l cross join lateral pg_snapshot_xip(l.seen) x(tx)
    join receipt r on r.tenant = l.tenant and r.tx = x.tx
    where l.tenant = $1
"""
"""Receipts of a district ($1) that may not be listed by person yet, where `SETTLED`: a few seconds' worth, as long as a
worker runs."""
SETTLED: Final = f"""
    select exists (select from receipt_log l where l.tenant = $1 and l.walked is null and l.cluster = {_CLUSTER})
"""
"""Whether what the log has seen tells which those are. It does not where it has not begun, walks through all receipts,
or was brought from another cluster; then they are among the `UNPLACED`."""
UNPLACED: Final = f"select r.* from receipt r where r.tenant = $1 and not {_PLACED}"


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did. `forged` are the ids of receipts that bear no mark of this hub: they get no place."""

    placed: int
    forged: tuple[uuid.UUID, ...] = ()
    is_done: bool = True


@dataclass(slots=True)
class _State:
    """The row of `receipt_log`."""

    size: int
    earlier: bool
    walked: uuid.UUID | None
    seen: str
    upto: str | None
    after_tx: str
    after_id: uuid.UUID
    fresh: list[asyncpg.Record] = field(default_factory=list, compare=False)

    def accepts_unmarked(self) -> bool:
        """Whether these are receipts from before there were marks."""
        return self.walked is not None and self.earlier


class PgReceiptLog:
    """The log of one tenant; several processes may step it, one at a time does."""

    def __init__(self, database: Database, tenant: str, keys: LogKeys, step: int = _STEP) -> None:
        self._database = database
        self._tenant = tenant
        self._keys = keys
        self._step = step

    async def step(self) -> Step:
        """Gives the next receipts their places, at most one step's; `is_done` when there were no more."""
        async with self._database.transaction() as connection:
            state = await self._locked(connection)
            was = dataclasses.replace(state)
            await self._find(connection, state)
            await self._list(connection, state.fresh, again=was.walked is not None)
            genuine, forged = self._sifted(state.fresh, unmarked=was.accepts_unmarked())
            await self._append(connection, state.size, genuine)
            state.size += len(genuine)
            if state != was:
                await self._keep(connection, state)
        return Step(len(genuine), tuple(forged), is_done=len(state.fresh) < self._step and state.walked is None)

    async def walk_through(self) -> None:
        """From the next step on all receipts are looked at again: one that has no place and a good mark gets one.

        After a key was put back which was missing when they were looked at.
        """
        async with self._database.transaction() as connection:
            await self._locked(connection)
            await connection.execute(_MOVED, self._tenant)

    async def _locked(self, connection: Connection) -> _State:
        await connection.execute(_BEGIN, self._tenant)
        row = await connection.fetchrow(_STATE, self._tenant)
        assert row is not None, "it has just been made"
        if not row["is_here"]:
            await connection.execute(_MOVED, self._tenant)
            return await self._locked(connection)
        values = {name: row[name] for name in ("size", "earlier", "walked", "seen", "upto", "after_tx", "after_id")}
        return _State(**values)

    async def _find(self, connection: Connection, state: _State) -> None:
        """Receipts that may be new, and the state after them."""
        if state.walked is not None:
            state.fresh = await connection.fetch(_WALK, self._tenant, state.walked, state.earlier, self._step)
            state.walked = state.fresh[-1]["id"] if len(state.fresh) == self._step else None
            if state.walked is None and state.earlier:
                # Those from before the log have their places. Then comes whoever wrote while there was none yet.
                state.walked, state.earlier = _NONE, False
            return
        upto = state.upto or await connection.fetchval("select pg_current_snapshot()::text")
        state.fresh = await self._new(connection, state, upto)
        if len(state.fresh) == self._step:
            state.upto, state.after_tx, state.after_id = upto, state.fresh[-1]["tx"], state.fresh[-1]["id"]
        elif state.fresh or state.upto:
            state.seen, state.upto, state.after_tx, state.after_id = upto, None, "0", _NONE

    async def _new(self, connection: Connection, state: _State, upto: str) -> list[asyncpg.Record]:
        _, since, under_way = state.seen.split(":")
        after = (state.after_tx, state.after_id, upto)
        rows: list[asyncpg.Record] = []
        if under_way:
            rows = await connection.fetch(_LATE, self._tenant, under_way.split(","), *after, self._step)
        if len(rows) < self._step:
            rows += await connection.fetch(_SINCE, self._tenant, since, *after, self._step - len(rows))
        return rows

    def _sifted(self, fresh: Sequence[asyncpg.Record], *, unmarked: bool) -> tuple[list[Stored], list[uuid.UUID]]:
        """Those that get a place, and the ids of those that nobody here wrote."""
        genuine, forged = list[Stored](), list[uuid.UUID]()
        for row in fresh:
            if row["placed"]:
                continue
            stored = stored_of(row, self._tenant)
            if self._keys.marks.holds(stored) or (unmarked and stored.mark is None):
                genuine.append(stored)
            else:
                forged.append(stored.receipt.id)
        return genuine, forged

    async def _list(self, connection: Connection, fresh: Sequence[asyncpg.Record], *, again: bool) -> None:
        """From now on they are found by whom they are about; those, too, that bear no mark of this hub: their subjects
        are told of them as long as nobody has looked into it. `again`: also those that have a place, so that a walk
        through all of them puts back what is missing."""
        if ids := [row["id"] for row in fresh if again or not row["placed"]]:
            await connection.execute(_LISTED, self._tenant, ids)

    async def _append(self, connection: Connection, size: int, genuine: Sequence[Stored]) -> None:
        if not genuine:
            return
        ids = [each.receipt.id for each in genuine]
        hashes = [self._keys.leaves.hash_of(each) for each in genuine]
        places = range(size, size + len(genuine))
        marks = [self._keys.marks.of_leaf(self._tenant, *each) for each in zip(places, ids, hashes, strict=True)]
        await connection.execute(_LEAVES, self._tenant, list(places), ids, hashes, marks)
        await self._complete(connection, size, size + len(genuine))

    async def _complete(self, connection: Connection, before: int, after: int) -> None:
        """Keeps the subtrees that became complete when the tree grew from `before` to `after` leaves."""
        for height in STORED_HEIGHTS:
            numbers = range(before >> height, after >> height)
            if not numbers:
                return
            nodes = [Node(height, number) for number in numbers]
            below = await kept_below(connection, self._tenant, height - WIDTH, nodes)
            roots = [root_of(below[node]) for node in nodes]
            await connection.execute(_SUBTREES, self._tenant, height, list(numbers), roots)

    async def _keep(self, connection: Connection, state: _State) -> None:
        await connection.execute(
            """
            update receipt_log set size = $2, earlier = $3, walked = $4, seen = $5::text::pg_snapshot,
                                   upto = $6::text::pg_snapshot, after_tx = $7::text::xid8, after_id = $8
            where tenant = $1
            """,
            self._tenant,
            state.size,
            state.earlier,
            state.walked,
            state.seen,
            state.upto,
            state.after_tx,
            state.after_id,
        )
