"""Ports of the numbers of a counter: inside a mutation's transaction, and outside of it to read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.core.ticket import Queue, Ticket


@dataclass(frozen=True, slots=True)
class BookedSession:
    """A session that an application has booked, and the application's service."""

    service: str
    slot: str


class TicketWrites(Protocol):
    """What a transaction does with the numbers of a day. Whoever works on a place waits for whoever does."""

    async def take(self, ticket: Ticket) -> Ticket:
        """The same with the next number of its place and day. Raises Conflict after the last one."""
        ...

    async def queue(self, place: str, day: dt.date) -> Queue:
        """Who waits there; it stays so until the transaction ends."""
        ...

    async def known(self, ticket_id: uuid.UUID) -> Ticket | None:
        """A number, which nobody else changes until the transaction ends."""
        ...

    async def booked_session(self, tracking_number: str, day: dt.date) -> BookedSession | None:
        """What an application has booked for this day; None where it has nothing."""
        ...

    async def has_come(self, tracking_number: str, day: dt.date) -> bool:
        """Whether a number was taken for that appointment."""
        ...

    async def call(self, ticket: Ticket, in_row: int) -> None:
        """Keeps a number that was called, and how many have gone before others."""
        ...

    async def put(self, ticket: Ticket) -> None:
        """Keeps a number as it stands now."""
        ...


class Tickets(Protocol):
    """The same to read, outside of a transaction."""

    async def of_day(self, tenant: str, place: str, day: dt.date) -> tuple[Sequence[Ticket], int]:
        """All numbers of a place and a day in their order, and how many have gone before others in a row."""
        ...

    async def by_id(self, tenant: str, ticket_id: uuid.UUID) -> Ticket | None: ...
