"""Ports of oversight: what is read of findings, emergency accesses and breaches outside of a mutation's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core.breach import Affected, Breach, Through
from hub.core.emergency import EmergencyAccess
from hub.core.oversight import FindingFilter, KeptFinding, LookedAt
from hub.core.ports import Page
from hub.core.processing import Sharings


class Findings(Protocol):
    """What was found, as auditors read it."""

    async def findings(self, tenant: str, wanted: FindingFilter, first: int, after: str | None) -> Page[KeptFinding]:
        """The newest first."""
        ...

    async def finding(self, tenant: str, finding_id: uuid.UUID) -> KeptFinding | None: ...

    async def receipts(self, tenant: str, ids: Sequence[uuid.UUID]) -> Sequence[LookedAt]:
        """In the order of time."""
        ...


class Emergencies(Protocol):
    """Emergency accesses, as those who review them read them."""

    async def accesses(self, tenant: str, *, waiting: bool, first: int, after: str | None) -> Page[EmergencyAccess]:
        """The newest first; `waiting`: those that nobody reviewed."""
        ...

    async def access(self, tenant: str, access_id: uuid.UUID) -> EmergencyAccess | None: ...


class Breaches(Protocol):
    """The register, as it is read."""

    async def breaches(self, tenant: str, first: int, after: str | None) -> Page[Breach]:
        """The newest first."""
        ...

    async def breach(self, tenant: str, breach_id: uuid.UUID) -> Breach | None: ...

    async def affected(self, tenant: str, through: Through, first: int, after: str | None) -> Page[Affected]:
        """In the order of their ids, from receipts, however many."""
        ...

    async def count(self, tenant: str, through: Through) -> int: ...


@dataclass(frozen=True, slots=True)
class Oversight:
    """All of it, as a hub has it."""

    findings: Findings
    emergencies: Emergencies
    breaches: Breaches
    sharings: Sharings
