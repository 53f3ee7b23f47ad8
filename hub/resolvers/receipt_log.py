"""The log of receipts: public, and of a receipt's own content for its subject alone."""

from __future__ import annotations

from typing import Final

import strawberry
from strawberry import Parent

from hub.core.errors import BadInput
from hub.core.identifiers import parse_global_id, parse_uuid
from hub.core.receipt import Access
from hub.core.receipt_log import LogHead, LogWitness, ReceiptLog
from hub.resolvers.context import HubInfo

MOST_HEADS: Final = 20


def receipt_log(info: HubInfo) -> ReceiptLog | None:
    return info.context.hub.receipt_log


def keys(parent: Parent[ReceiptLog]) -> list[str]:
    return list(parent.keys)


async def head(parent: Parent[ReceiptLog], size: int | None = None) -> str | None:
    return await parent.head(size)


async def heads(parent: Parent[ReceiptLog], first: int = 10, before: int | None = None) -> list[LogHead]:
    """Each is looked at now, so a page has few."""
    if not 1 <= first <= MOST_HEADS:
        raise BadInput(f"Ask for 1 to {MOST_HEADS} heads at a time.", path="first")
    if before is not None and before < 0:
        raise BadInput("Heads have sizes from 0 on.", path="before")
    return list(await parent.heads(first, before))


async def witnesses(parent: Parent[ReceiptLog]) -> list[LogWitness]:
    return list(await parent.witnesses())


async def inclusion(parent: Parent[ReceiptLog], receipt: strawberry.ID, size: int | None = None) -> str | None:
    type_name, key = parse_global_id(receipt, path="receipt")
    if type_name != "Access":
        raise BadInput("Ask with the id of an access: a receipt is known by it.", path="receipt")
    return await parent.inclusion(parse_uuid(key, path="receipt"), size)


async def consistency(parent: Parent[ReceiptLog], first: int, second: int) -> list[str]:
    return list(await parent.consistency(first, second))


async def copy_of(parent: Parent[Access], info: HubInfo) -> str | None:
    log = info.context.hub.receipt_log
    return await log.copy_for(parent.id, parent.person_id) if log and parent.person_id else None


async def proof_of(parent: Parent[Access], info: HubInfo) -> str | None:
    log = info.context.hub.receipt_log
    return await log.inclusion(parent.id, None) if log else None
