"""What a mutation does with findings, emergency accesses and breaches, inside its transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Protocol

from hub.core.breach import Breach, Notice
from hub.core.emergency import EmergencyAccess
from hub.core.oversight import KeptFinding


class FindingWork(Protocol):
    """What a mutation may do with findings, inside its transaction."""

    async def finding(self, finding_id: uuid.UUID) -> KeptFinding | None:
        """Locked until the end."""
        ...

    async def reader_niks(self, readers: Sequence[str]) -> frozenset[str]: ...

    async def settle(self, settled: KeptFinding) -> None: ...


class EmergencyWork(Protocol):
    """What a mutation may do with them, inside its transaction."""

    async def opened_since(self, reader: str, since: dt.datetime) -> int: ...

    async def open(self, access: EmergencyAccess) -> None: ...

    async def access(self, access_id: uuid.UUID) -> EmergencyAccess | None:
        """Locked until the end."""
        ...

    async def review(self, reviewed: EmergencyAccess) -> None: ...


class BreachWork(Protocol):
    """What a mutation may do with the register, inside its transaction."""

    async def breach(self, breach_id: uuid.UUID) -> Breach | None:
        """Locked until the end."""
        ...

    async def enter(self, breach: Breach) -> None: ...

    async def change(self, after: Breach) -> None: ...

    async def told(self, breach_id: uuid.UUID, notice: Notice) -> None: ...


class OversightWrites(Protocol):
    """The part of a write transaction that oversight uses."""

    @property
    def findings(self) -> FindingWork: ...

    @property
    def emergencies(self) -> EmergencyWork: ...

    @property
    def breaches(self) -> BreachWork: ...
