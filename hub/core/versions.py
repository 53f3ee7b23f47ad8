"""How far persons and applications are: what whoever waits for a change compares, and all that she compares."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class Topic(StrEnum):
    """What one may wait for, each by its own key: a person by her NIK, an application by its tracking number."""

    CITIZEN = "citizen"
    APPLICATION = "application"


class Mark(NamedTuple):
    """Whom or what a key leads to, and at which version. Every change makes another mark."""

    id: uuid.UUID
    version: int


class Versions(Protocol):
    async def marks(self, tenant: str, topic: Topic, keys: Sequence[str]) -> Mapping[str, Mark]:
        """The marks of those that the record holds. Nothing of a mark may leave the hub: no reader was asked about."""
        ...
