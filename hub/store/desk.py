"""The outbox as people see it and decide on it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from hub.core.delivery import OPEN, WORK, Delivery, DeliveryState
from hub.core.outbox import DeliveryFilter
from hub.core.ports import Clock, Page
from hub.core.predicates import RowFilter
from hub.store import cursors
from hub.store.database import Connection, Database
from hub.store.deliveries import COLUMNS, Line, delivery_of, wake
from hub.store.publishing import listening_to, wants
from hub.store.queues import about_somebody, in_states
from hub.store.row_filter import Parameters, admitted

_SELECTED: Final = ", ".join(f"d.{name}" for name in COLUMNS)
_SELECT: Final = f"select {_SELECTED} from delivery d"
_WORK: Final = [state.value for state in WORK]
# Tried anew, with all its patience; that an attempt may have arrived is not forgotten, except where somebody knows.
_MOVE: Final = """
    update delivery set state = $3, attempts = 0, next_attempt_at = $4::timestamptz, problem = null,
        leased_until = null, leased_by = null, unsure = unsure and $7::boolean, differences = '{}',
        reason = coalesce($5::text, reason), settled_at = case when $8::boolean then $4::timestamptz end,
        settled_by = case when $8 then $6::text end
    where tenant = $1 and id = $2
"""


class PgDesk:
    """Implements `hub.core.outbox.Deliveries`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def told_of(self, tenant: str, kind: str, changed: Sequence[str]) -> tuple[str, ...]:
        rows = await self._database.fetch(listening_to("$2::text[]"), tenant, [kind])
        return tuple(row["name"] for row in rows if wants(row, kind, changed))

    async def page(self, tenant: str, chosen: DeliveryFilter, first: int, after: str | None) -> Page[Delivery]:
        parameters = Parameters(tenant)
        terms = _terms(chosen, parameters, self._clock())
        position = cursors.decode("deliveries", after, uuid.UUID)
        if position is not None:
            terms.append(f"d.id < {parameters.add(position[0], 'uuid')}")
        limit = parameters.add(first + 1, "bigint")
        text = f"{_SELECT} where {' and '.join(['d.tenant = $1', *terms])} order by d.id desc limit {limit}"
        if chosen.states:
            states = parameters.add([state.value for state in chosen.states], "text[]")
            text = f"select {_SELECTED} {in_states('delivery', states, terms, 'desc', limit)}"
        return await self._page("deliveries", text, parameters, first)

    async def work(self, tenant: str, rows: RowFilter, first: int, after: str | None) -> Page[Delivery]:
        parameters = Parameters(tenant, _WORK)
        terms = [about_somebody(admitted(rows, "p", parameters))]
        position = cursors.decode("work", after, uuid.UUID)
        if position is not None:
            terms.append(f"d.id > {parameters.add(position[0], 'uuid')}")
        waiting = in_states("delivery", "$2::text[]", terms, "asc", parameters.add(first + 1, "bigint"))
        return await self._page("work", f"select {_SELECTED} {waiting}", parameters, first)

    async def _page(self, kind: str, text: str, parameters: Parameters, first: int) -> Page[Delivery]:
        found = [delivery_of(row) for row in await self._database.fetch(text, *parameters.values)]
        return cursors.page(found, [cursors.encode(kind, each.id) for each in found], first)


async def locked(connection: Connection, tenant: str, delivery_id: uuid.UUID) -> Delivery | None:
    """A delivery, locked until the end of the transaction."""
    row = await connection.fetchrow(f"{_SELECT} where d.tenant = $1 and d.id = $2 for update", tenant, delivery_id)
    return None if row is None else delivery_of(row)


async def move(
    connection: Connection, delivery: Delivery, state: DeliveryState, by: str, reason: str | None, now: dt.datetime
) -> None:
    """Gives a delivery another state by somebody's decision, and wakes its line. `reason` says why it was settled."""
    keeps_doubt = reason is None
    is_settled = state not in OPEN
    values = (delivery.tenant, delivery.id, state.value, now, reason, by, keeps_doubt and not is_settled, is_settled)
    await connection.execute(_MOVE, *values)
    await wake(connection, delivery.tenant, [Line(delivery.target, delivery.person_id)])


def _terms(chosen: DeliveryFilter, parameters: Parameters, now: dt.datetime) -> list[str]:
    terms = []
    if chosen.id is not None:
        terms.append(f"d.id = {parameters.add(chosen.id, 'uuid')}")
    if chosen.target is not None:
        terms.append(f"d.target = {parameters.add(chosen.target, 'text')}")
    if chosen.kind is not None:
        terms.append(f"d.kind = {parameters.add(chosen.kind, 'text')}")
    if chosen.older_than is not None:
        before = now - dt.timedelta(seconds=chosen.older_than)
        terms.append(f"d.occurred_at < {parameters.add(before, 'timestamptz')}")
    return terms
