"""Numbers of a counter where none is given: they are kept on the real record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from hub.core.ticket import Ticket


class NoTickets:
    """Implements `hub.core.tickets.Tickets` over an empty day."""

    async def of_day(self, _tenant: str, _place: str, _day: dt.date) -> tuple[Sequence[Ticket], int]:
        return (), 0

    async def by_id(self, _tenant: str, _ticket_id: uuid.UUID) -> Ticket | None:
        return None
