"""A log of a million receipts: what a step, a head and a proof cost then. Figures are printed."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import AsyncIterator
from typing import Final

import pytest

from hub.audit import merkle
from hub.audit.merkle import Frontier
from hub.audit.notes import verified
from hub.store import Database
from hub.store.bulk import HOUR
from tests.store.logged import Logged

MILLION: Final = 1_000_000
NEW: Final = 300
FILL: Final = """
    insert into receipt_leaf (tenant, position, receipt_id, hash, mark)
    select '1901', n, gen_random_uuid(), sha256(int8send(n)), sha256(int8send(n))
    from generate_series(0::bigint, $1 - 1) n
"""
MOST_ROWS: Final = 3_000
"""Hashes that a proof may read at this size."""


@pytest.fixture
async def logged(database: str) -> AsyncIterator[Logged]:
    db = await Database.open(database, command_timeout=HOUR)
    yield Logged.on(db)
    await db.close()


@pytest.mark.long
async def test_a_million_receipts_cost_a_proof_no_more_than_some_rows(
    logged: Logged, capsys: pytest.CaptureFixture[str]
) -> None:
    db = logged.db
    await logged.place()
    await db.execute(FILL, MILLION)
    async with db.transaction() as connection:
        await logged.log.complete(connection, 0, MILLION)
        await connection.execute("update receipt_log set size = $1", MILLION)
    await db.execute("vacuum (analyze) receipt_leaf")
    ids = [one.id for one in await logged.write(count=NEW)]
    began = time.process_time()
    assert await logged.place() == []
    placed = time.process_time() - began
    head = verified(await logged.sign(), logged.keys.verifiers)
    tree = Frontier()
    for position in range(MILLION):
        tree.add(hashlib.sha256(position.to_bytes(8, "big")).digest())
    assert await logged.heads.consistency(0, head.size) == []
    for row in await db.fetch("select hash from receipt_leaf where position >= $1 order by position", MILLION):
        tree.add(row["hash"])
    assert (head.size, head.root) == (MILLION + NEW, tree.root())
    before = await _read(db)
    began = time.perf_counter()
    for receipt_id in ids[:20]:
        proof = await logged.heads.proof(receipt_id)
        assert proof is not None
        assert len(proof.hashes) <= MILLION.bit_length()
    spent, read = (time.perf_counter() - began) / 20, (await _read(db) - before) / 20
    growth = await logged.heads.consistency(MILLION - 77, head.size)
    old = await _root(logged, MILLION - 77)
    merkle.check_consistency(MILLION - 77, head.size, old, head.root, growth)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{head.size:,} leaves: {placed / NEW * 1e6:.0f} us of processor a place,"
            f" {spent * 1e3:.1f} ms and {read:.0f} rows a proof\n"
        )
    assert read < MOST_ROWS


async def _root(logged: Logged, size: int) -> bytes:
    leaves = await logged.db.fetch("select hash from receipt_leaf where position < $1 order by position", size)
    return merkle.root_of([row["hash"] for row in leaves])


async def _read(db: Database) -> int:
    await db.fetchval("select pg_stat_force_next_flush()")
    found: int = await db.fetchval(
        "select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('receipt_leaf', 'receipt_subtree')"
    )
    return found
