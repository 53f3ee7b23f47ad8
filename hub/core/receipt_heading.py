"""What the receipts of one reader's operation have in common."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Final

from hub.core.receipt import Receipt, Subjects
from hub.core.receipt_parts import parts_in

ASKER: Final = (
    *("tenant", "actor", "actor_name", "client_id", "on_behalf_of", "purpose", "agreement", "hidden_until", "roles"),
)
"""What of a receipt is who asks and why, in the order in which a record takes it."""
ASKED: Final = ("operation", "fields", "categories", "behind_seals", "sources")
"""And what is asked for: many readers ask for the same."""
ALIKE: Final = (*ASKER, *ASKED)
"""What of a receipt stands in its heading."""


@dataclass(slots=True, eq=False)
class Heading:
    """A receipt without its id, its time, whom it is about and the calls that its data came from. It is kept with the
    decision that an operation runs on.

    What each name means stands with `Receipt`. `written` is what a record made of it for the next receipt under it.
    """

    tenant: str
    actor: str
    actor_name: str
    client_id: str
    purpose: str
    operation: str
    fields: tuple[str, ...]
    categories: tuple[str, ...]
    behind_seals: bool
    agreement: str
    roles: tuple[str, ...]
    on_behalf_of: None = None
    sources: tuple[str, ...] = ()
    hidden_until: None = None
    written: object = field(default=None, repr=False)


@dataclass(slots=True)
class Headed:
    """A receipt that has no id yet: it gets one when it is written, with the others of its commit.

    `apart`: which part of it was whose, as `hub.core.receipt_parts` tells it.
    """

    heading: Heading
    at: dt.datetime
    subjects: Subjects
    apart: bytes = b""
    batches: tuple[uuid.UUID, ...] = ()

    def receipt(self, receipt_id: uuid.UUID) -> Receipt:
        """The whole receipt."""
        said = {name: getattr(self.heading, name) for name in ALIKE}
        parts = parts_in(self.apart, self.subjects, self.heading.fields, self.heading.categories)
        return Receipt(id=receipt_id, at=self.at, subjects=self.subjects, parts=parts, batches=self.batches, **said)
