from __future__ import annotations

import strawberry

from hub.resolvers import receipt_log
from hub.schema.declare import PUBLIC, field


@strawberry.type(
    description="The log of access receipts, a Merkle tree (RFC 9162): proves which receipts there are, and shows none."
)
class ReceiptLog:
    origin: str = field(scope=PUBLIC, description="The log's name in its heads.")
    keys: list[str] = field(
        scope=PUBLIC,
        resolver=receipt_log.keys,
        description="Its public keys (c2sp.org/signed-note), the present one first.",
    )
    head: str | None = field(
        scope=PUBLIC,
        resolver=receipt_log.head,
        description="The newest signed head (c2sp.org/tlog-checkpoint), or the one of `size` leaves; null without one.",
    )
    inclusion: str | None = field(
        scope=PUBLIC,
        resolver=receipt_log.inclusion,
        description=(
            "Proof that a receipt, by the id of its access, stands in a head (c2sp.org/tlog-proof); null while it "
            "does not."
        ),
    )
    consistency: list[str] | None = field(
        scope=PUBLIC,
        resolver=receipt_log.consistency,
        description="Proof that the tree of `second` leaves begins with that of `first`: hashes in base64.",
    )
