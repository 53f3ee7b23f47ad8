"""Hand-overs inside a mutation's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from hub.core.citizen import Citizen
from hub.core.hand_over import Arrival, HandOver, HandOverState
from hub.core.ports import Clock
from hub.core.predicates import RowFilter
from hub.core.writing_ports import WriteRequest
from hub.store import events, hand_overs
from hub.store.database import Connection, Database
from hub.store.failures import mapped
from hub.store.regions import Places


class PgHandOverWork:
    """Implements `hub.core.hand_over.HandOverWork`."""

    def __init__(self, database: Database, connection: Connection, request: WriteRequest, clock: Clock) -> None:
        self._database = database
        self._connection = connection
        self._request = request
        self._clock = clock

    async def offer(self, offer: HandOver, movers: Mapping[uuid.UUID, int | None]) -> HandOver:
        with mapped():
            return await hand_overs.offer(self._connection, offer, movers, self._request.actor.subject)

    async def close(self, hand_over_id: uuid.UUID, to: HandOverState, reason: str, rows: RowFilter) -> HandOver:
        event = events.by(self._request, "closed", self._clock())
        with mapped():
            places = await self._places()
            return await hand_overs.close(self._connection, self._at(rows), hand_over_id, to, reason, event, places)

    async def receive(
        self, hand_over_id: uuid.UUID, arrival: Arrival, rows: RowFilter
    ) -> tuple[HandOver, tuple[Citizen, ...]]:
        event = events.by(self._request, "received", self._clock())
        with mapped():
            places = await self._places()
            return await hand_overs.receive(self._connection, self._at(rows), hand_over_id, arrival, event, places)

    def _at(self, rows: RowFilter) -> hand_overs.Place:
        return hand_overs.Place(self._request.actor.tenant, rows)

    async def _places(self) -> Places:
        return await self._database.regions.current(self._connection.fetch)
