"""Sealed persons: as if they did not exist, for everybody whom no policy names."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Protocol

from hub.core.citizen import Citizen


@dataclass(frozen=True, slots=True)
class Seal:
    """Why somebody is sealed, on what legal basis, and until when (UTC; None: until it is lifted)."""

    legal_basis: str
    reason: str
    until: dt.datetime | None = None


class SealWork(Protocol):
    """What a mutation may do with seals, inside its transaction."""

    async def seal(self, person_id: uuid.UUID, seal: Seal, expected_version: int | None) -> Citizen:
        """Raises NotFound for a person who is not here, Conflict for one who is sealed or a version that moved on."""
        ...

    async def unseal(self, person_id: uuid.UUID, reason: str, expected_version: int | None) -> Citizen:
        """Raises NotFound for a person who is not here, Conflict for one who is not sealed or a version that moved."""
        ...
