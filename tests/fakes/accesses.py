"""Receipts as a citizen reads them, in memory."""

from __future__ import annotations

import uuid

from hub.core.receipt import Access, AccessFilter, Basis, Receipt


def access(receipt: Receipt, person_id: uuid.UUID) -> Access:
    """The receipt as it is told to one of the persons that it is about: her own part."""
    parts = [part for part in receipt.parts if person_id in part.subjects]
    fields = sorted({name for part in parts for name in part.fields}) if receipt.parts else receipt.fields
    categories = sorted({name for part in parts for name in part.categories}) if receipt.parts else receipt.categories
    return Access(
        id=receipt.id, at=receipt.at, actor=receipt.actor, actor_name=receipt.actor_name, client=receipt.client_id,
        roles=receipt.roles, purpose=receipt.purpose, basis=_basis(receipt), on_her_behalf=None,
        sources=receipt.sources, categories=tuple(categories), fields=tuple(fields),
        hidden_until=receipt.hidden_until,
    )  # fmt: skip


def _basis(receipt: Receipt) -> Basis | None:
    """The agreement of a client that acts for itself, with the client for its party."""
    if not receipt.agreement or receipt.actor != receipt.client_id:
        return None
    return Basis(receipt.agreement, "1/PKS/2026", "Perjanjian contoh", receipt.actor_name)


def is_chosen(one: Access, chosen: AccessFilter) -> bool:
    """Whether a filter wants it."""
    told = chosen.told_at is None or one.hidden_until is None or one.hidden_until <= chosen.told_at
    since = chosen.since is None or one.at >= chosen.since
    until = chosen.until is None or one.at < chosen.until
    return told and since and until and (chosen.own or not one.is_own) and chosen.only in {None, one.id}
