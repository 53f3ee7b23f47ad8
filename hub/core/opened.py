"""What an actor carries of her emergency accesses, and what her receipts then name (see `hub.core.emergency`)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

_BASIS: Final = "emergency:"


@dataclass(frozen=True, slots=True)
class Opened:
    """Which person is open to her, and until when."""

    id: uuid.UUID
    person_id: uuid.UUID
    ends_at: dt.datetime


def basis_of(access_id: uuid.UUID) -> str:
    """What a receipt names as its basis where an agreement's id would stand; no agreement is called so."""
    return f"{_BASIS}{access_id}"


def is_emergency(basis: str) -> bool:
    return basis.startswith(_BASIS)
