from __future__ import annotations

import datetime as dt
from typing import Final

import strawberry

from hub.core.attributes import Category
from hub.resolvers import receipt_log
from hub.schema.declare import INHERITED, PUBLIC, field

_WATCHES: Final = ("audit:read", "breach:manage")


@strawberry.type(description="A signed head of the log, looked at when it is asked for.")
class LogHead:
    size: int = field(scope=INHERITED, description="Leaves of its tree: receipts up to then.")
    root: str = field(scope=INHERITED, description="Root of the tree, in base64.")
    signed_at: dt.datetime = field(scope=INHERITED)
    key: str | None = field(scope=INHERITED, description="The log's key that signed it; null where none did.")
    continues: bool | None = field(
        scope=INHERITED, description="Whether its tree begins with that of the head before; null for the first."
    )


@strawberry.type(description="Somebody outside of the office who remembers heads of the log.")
class LogWitness:
    name: str = field(scope=INHERITED)
    size: int = field(scope=INHERITED, description="Leaves of the last head that it took.")
    told_at: dt.datetime | None = field(scope=INHERITED)
    failing_since: dt.datetime | None = field(scope=INHERITED, description="Since when it takes no head.")
    problem: str | None = field(scope=INHERITED, description="Why, in a sentence.")


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
    heads: list[LogHead] | None = field(
        scope=_WATCHES,
        category=Category.ACCESS,
        resolver=receipt_log.heads,
        description="The newest first; below the size `before`.",
    )
    witnesses: list[LogWitness] | None = field(
        scope=_WATCHES,
        category=Category.ACCESS,
        resolver=receipt_log.witnesses,
        description="What each witness remembers.",
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
