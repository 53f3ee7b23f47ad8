"""What somebody asks for who wants to sign a client up where people are real: it waits for an administrator.

Nothing is given by it. The administrator proposes the agreement and the client as she would without it, and a second
person approves each; that a client of this id is registered is what makes the request an approved one. Who asks leaves
no name and no address: the id, which cannot be guessed, is what she looks her answer up by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol

from hub.core.administration import By
from hub.core.callers import Pace
from hub.core.errors import RateLimited

PREFIX: Final = "app-"
MOST_WAITING: Final = 100
MOST_IN_AN_HOUR: Final = 20
PACE: Final = Pace(5, dt.timedelta(days=1))
"""From one place."""
KEPT: Final = dt.timedelta(days=90)
"""Since it was asked for. Whatever was decided is forgotten then; what was registered stands in the history."""
_TOO_MANY: Final = "So many requests wait that there is no place now. Try again tomorrow, or write to the office."


class RequestState(Enum):
    """WAITING until a client of this id is registered (APPROVED), or an administrator refuses it."""

    WAITING = "WAITING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class ClientRequest:
    """A client as it was asked for. `registered`: there is a client of this id, open or closed; `reason` is told to
    who asked."""

    tenant: str
    client_id: str
    name: str
    office: str
    intent: str
    keys: tuple[Mapping[str, Any], ...]
    scopes: frozenset[str]
    region: str
    asked_at: dt.datetime
    refused_at: dt.datetime | None = None
    refused_by: str = ""
    reason: str = ""
    registered: bool = False

    @property
    def state(self) -> RequestState:
        if self.registered:
            return RequestState.APPROVED
        return RequestState.WAITING if self.refused_at is None else RequestState.REFUSED


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many requests wait, and how many came within the last hour, decided ones too."""

    all: int
    lately: int


def check_place(waiting: Waiting) -> None:
    """Raises RateLimited while too many wait, or too many came at once."""
    if waiting.all >= MOST_WAITING or waiting.lately >= MOST_IN_AN_HOUR:
        raise RateLimited(_TOO_MANY)


class Requests(Protocol):
    """What is read of requests outside of a mutation."""

    async def one(self, tenant: str, client_id: str) -> ClientRequest | None: ...

    async def inside(self, tenant: str, region: str) -> Sequence[ClientRequest]:
        """Those about this region's subtree: what waits first, the newest first; 200 at most."""
        ...


class RequestWork(Protocol):
    """Requests inside a mutation's transaction that has its turn already."""

    async def waiting(self, since: dt.datetime) -> Waiting:
        """`lately` counts from `since` on."""
        ...

    async def add(self, request: ClientRequest) -> None: ...

    async def one(self, client_id: str) -> ClientRequest | None: ...

    async def refuse(self, client_id: str, by: By, reason: str, at: dt.datetime) -> bool:
        """False where it was refused already."""
        ...

    async def forget(self, before: dt.datetime) -> None:
        """Those that were asked for before."""
        ...
