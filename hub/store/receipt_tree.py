"""The stored tree: what proofs and roots are made of, whatever its size.

The leaves are kept, and of the rows above them every eighth one. A complete subtree's hash is built from the row next
below, which are 128 hashes at most; so a proof reads some hundreds of rows of each kept row of the tree, by their keys,
and there are three of these for sixteen million receipts.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Final

from hub.audit import merkle
from hub.audit.merkle import Node
from hub.store.database import Connection

WIDTH: Final = 8
STORED_HEIGHTS: Final = (8, 16, 24, 32, 40)
"""The rows of subtrees that are kept above the leaves."""
_LEAVES: Final = """
    select w.ordinal, l.hash from unnest($2::bigint[], $3::bigint[]) with ordinality w(begins, ends, ordinal)
    join receipt_leaf l on l.tenant = $1 and l.position >= w.begins and l.position < w.ends
    order by l.position
"""
_SUBTREES: Final = """
    select w.ordinal, s.hash from unnest($2::bigint[], $3::bigint[]) with ordinality w(begins, ends, ordinal)
    join receipt_subtree s on s.tenant = $1 and s.height = $4 and s.number >= w.begins and s.number < w.ends
    order by s.number
"""


async def kept_below(
    connection: Connection, tenant: str, base: int, nodes: Collection[Node]
) -> Mapping[Node, list[bytes]]:
    """Of each complete subtree the hashes of its subtrees of the height `base`, which is a kept one; in order."""
    named = list(nodes)
    begins = [node.number << (node.height - base) for node in named]
    ends = [(node.number + 1) << (node.height - base) for node in named]
    if base:
        rows = await connection.fetch(_SUBTREES, tenant, begins, ends, base)
    else:
        rows = await connection.fetch(_LEAVES, tenant, begins, ends)
    found: dict[Node, list[bytes]] = {node: [] for node in named}
    for row in rows:
        found[named[row["ordinal"] - 1]].append(row["hash"])
    return found


async def hashes(connection: Connection, tenant: str, nodes: Collection[Node]) -> Mapping[Node, bytes]:
    """The hashes of complete subtrees. One of which somebody removed a part gets a wrong one."""
    found = dict[Node, bytes]()
    for base in (0, *STORED_HEIGHTS):
        of_base = [node for node in nodes if node.height // WIDTH * WIDTH == base]
        if of_base:
            kept = await kept_below(connection, tenant, base, of_base)
            found |= {node: merkle.root_of(parts) for node, parts in kept.items()}
    return found


async def root(connection: Connection, tenant: str, size: int) -> bytes:
    """The root of the first `size` leaves."""
    known = await hashes(connection, tenant, merkle.root_nodes(size))
    return merkle.root(size, known.__getitem__)


async def inclusion(connection: Connection, tenant: str, position: int, size: int) -> list[bytes]:
    """See `merkle.inclusion_proof`."""
    known = await hashes(connection, tenant, merkle.inclusion_nodes(position, size))
    return merkle.inclusion_proof(position, size, known.__getitem__)


async def consistency(connection: Connection, tenant: str, first: int, second: int) -> list[bytes]:
    """See `merkle.consistency_proof`."""
    known = await hashes(connection, tenant, merkle.consistency_nodes(first, second))
    return merkle.consistency_proof(first, second, known.__getitem__)


async def position_of(connection: Connection, tenant: str, receipt_id: uuid.UUID) -> int | None:
    """The place of a receipt; None while it has none."""
    found: int | None = await connection.fetchval(
        "select position from receipt_leaf where tenant = $1 and receipt_id = $2", tenant, receipt_id
    )
    return found
