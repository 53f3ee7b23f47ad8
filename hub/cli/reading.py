"""What the command line shows of a person: with a receipt, as whatever else leaves the hub."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from hub import store
from hub.audit.log_keys import FOLDER, load_marks
from hub.core.attributes import Category
from hub.core.calendar import now
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.core.receipt import Receipt
from hub.web.settings import Settings


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[store.Database]:
    """The database, open for whoever writes receipts: those without the hub's mark would count as forged."""
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=3)
    database.marks = load_marks(settings.state_dir / FOLDER)
    try:
        yield database
    finally:
        await database.close()


def receipt_of_command(
    settings: Settings,
    command: str,
    fields: tuple[str, ...],
    categories: Iterable[Category],
    subjects: Iterable[uuid.UUID],
) -> Receipt:
    """The operator of the machine reads it, as the history calls her. `subjects` are persons, and accounts."""
    return Receipt(
        tenant=settings.tenant,
        id=new_id(),
        at=now(),
        actor="operator",
        actor_name="operator of the hub",
        client_id="command-line",
        on_behalf_of=None,
        purpose=Purpose.OVERSIGHT.value,
        operation=command,
        fields=fields,
        categories=tuple(category.value for category in categories),
        subjects=tuple(subjects),
        behind_seals=True,
    )
