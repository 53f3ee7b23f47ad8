"""The access receipt: who read which data of whom, for whom, why and when."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer's receipt. `fields` are schema coordinates (`Citizen.fullName`), `subjects` person ids.

    `batches` are the ids of the calls shared with other requests that some of the data came from.

    `operation` is the operation's name (or a hash of the document when it has none), never its variables.
    """

    tenant: str
    id: uuid.UUID
    at: dt.datetime
    actor: str
    actor_name: str
    client_id: str
    on_behalf_of: str | None
    purpose: str
    operation: str
    fields: tuple[str, ...]
    categories: tuple[str, ...]
    subjects: tuple[uuid.UUID, ...]
    batches: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """A receipt as its subject reads it."""

    id: uuid.UUID
    at: dt.datetime
    reader: str
    client: str
    purpose: str
    categories: tuple[str, ...]
    fields: tuple[str, ...]
