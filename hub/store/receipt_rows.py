"""A receipt as it stands in its row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from hub.audit.marks import Stored
from hub.core.receipt import Part, Receipt, Subjects
from hub.core.receipt_parts import parts_in

_NAMES: Final = (
    *("id", "at", "actor", "actor_name", "client_id", "on_behalf_of", "purpose", "operation", "fields", "categories"),
    *("batches", "sealed", "agreement", "sources", "hidden_until", "roles", "parts", "apart", "subjects", "mark"),
)
COLUMNS: Final = ", ".join(f"r.{name}" for name in _NAMES)
"""Of a receipt `r`, all but its tenant."""


def stored_of(row: asyncpg.Record, tenant: str) -> Stored:
    """From a row with `COLUMNS`."""
    subjects = Subjects(row["subjects"])
    receipt = Receipt(
        tenant=tenant,
        id=row["id"],
        at=_utc(row["at"]),
        actor=row["actor"],
        actor_name=row["actor_name"],
        client_id=row["client_id"],
        on_behalf_of=row["on_behalf_of"],
        purpose=row["purpose"],
        operation=row["operation"],
        fields=tuple(row["fields"]),
        categories=tuple(row["categories"]),
        subjects=subjects,
        batches=tuple(row["batches"]),
        agreement=row["agreement"],
        sources=tuple(row["sources"]),
        hidden_until=row["hidden_until"] and _utc(row["hidden_until"]),
        roles=tuple(row["roles"]),
        parts=_parts(row, subjects),
    )
    return Stored(receipt, row["sealed"], row["mark"])


def _parts(row: asyncpg.Record, everybody: Subjects) -> tuple[Part, ...]:
    """`apart`; receipts from before there was that column name everything in `parts`."""
    if row["parts"] is None:
        return parts_in(row["apart"] or "", everybody, row["fields"], row["categories"])
    return tuple(_part(kept, everybody) for kept in row["parts"])


def _part(kept: Mapping[str, Any], everybody: Subjects) -> Part:
    named = kept.get("subjects")
    subjects = everybody if named is None else tuple(map(uuid.UUID, named))
    return Part(subjects, tuple(kept["fields"]), tuple(kept["categories"]))


def _utc(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC)
