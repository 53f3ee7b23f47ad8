"""The outbox: what waits, what was given up, and what a person has to do."""

from __future__ import annotations

import uuid
from typing import Final, Protocol

from strawberry import Parent

from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.delivery import Delivery, DeliveryState
from hub.core.errors import BadInput, NotFound
from hub.core.identifiers import global_id, parse_global_id, parse_uuid
from hub.core.outbox import DeliveryFilter, Settlement, replayed, settled, transcribed
from hub.core.record_action import RecordAction
from hub.core.service import SiakField
from hub.core.siak import transcription
from hub.resolvers.citizens import by_id
from hub.resolvers.context import HubInfo
from hub.resolvers.delivery_outcome import DeliveryOutcome, outcome_of
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import Keyed, RecordWork, Reply, change_record
from hub.resolvers.steps import said

_TYPE: Final = "Delivery"
_OF_SEALS: Final = frozenset({"citizen.sealed", "citizen.unsealed"})


class Narrowing(Protocol):
    """What `deliveries` may be narrowed to."""

    id: str | None
    states: list[DeliveryState] | None
    target: str | None
    kind: str | None
    older_than_seconds: int | None


class Naming(Keyed, Protocol):
    delivery_id: str


class Settling(Naming, Protocol):
    decision: Settlement
    reason: str


async def deliveries(
    info: HubInfo, given: Narrowing | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Delivery]:
    chosen = DeliveryFilter()
    if given is not None:
        one = _key(given.id, "filter.id") if given.id else None
        chosen = DeliveryFilter(tuple(given.states or ()), given.target, given.kind, given.older_than_seconds, one)
    if chosen.older_than is not None and chosen.older_than < 0:
        raise BadInput("`olderThanSeconds` is not negative.", path="filter.olderThanSeconds")
    hub = info.context.hub
    return slice_of(await hub.outbox.page(hub.tenant, chosen, check_first(first), after), after)


async def work_items(info: HubInfo, first: int | None = 20, after: str | None = None) -> Slice[Delivery]:
    context, hub = info.context, info.context.hub
    return slice_of(await hub.outbox.work(hub.tenant, context.decision.rows, check_first(first), after), after)


def delivery_id(parent: Parent[Delivery]) -> str:
    return global_id(_TYPE, parent.id)


def changed(parent: Parent[Delivery], info: HubInfo) -> list[str]:
    """Without the names of facets that this reader may not read."""
    untold = info.context.decision.rows.untold
    return [camel(name) for name in parent.changed if name not in untold]


def age(parent: Parent[Delivery], info: HubInfo) -> int:
    until = parent.settled_at or info.context.hub.clock()
    return max(0, int((until - parent.occurred_at).total_seconds()))


async def reason(parent: Parent[Delivery], info: HubInfo) -> str | None:
    """A clerk's own words may tell of the person, so they are for those who may see her."""
    return parent.reason if parent.reason and await citizen(parent, info) else None


async def citizen(parent: Parent[Delivery], info: HubInfo) -> Citizen | None:
    """Whose seal it was is not told when it was lifted either."""
    if parent.kind in _OF_SEALS and not info.context.decision.rows.admits_sealed:
        return None
    return await by_id(info.context, parent.person_id)


async def siak_fields(parent: Parent[Delivery], info: HubInfo) -> list[SiakField] | None:
    """Only where a clerk types; null for a person out of the reader's sight."""
    if parent.state not in _TYPED:
        return None
    person = await by_id(info.context, parent.person_id)
    return list(transcription(person, parent.changed)) if person else None


_TYPED: Final = frozenset({DeliveryState.TO_TRANSCRIBE, DeliveryState.CONFIRMING, DeliveryState.MISMATCH})


async def mark_transcribed(info: HubInfo, given: Naming) -> DeliveryOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        delivery = await _taken(work, given.delivery_id)
        await work.take([delivery.person_id], path="deliveryId")
        return await _moved(work, delivery, transcribed(delivery))

    return outcome_of(await change_record(info.context, "markTranscribed", RecordAction.TRANSCRIBE, given, procedure))


async def settle(info: HubInfo, given: Settling) -> DeliveryOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        delivery = await _taken(work, given.delivery_id)
        await work.take([delivery.person_id], path="deliveryId")
        reason = said(given.reason, "reason")
        return await _moved(work, delivery, settled(delivery, given.decision), reason)

    return outcome_of(await change_record(info.context, "settleDelivery", RecordAction.TRANSCRIBE, given, procedure))


async def replay(info: HubInfo, given: Naming) -> DeliveryOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        delivery = await _taken(work, given.delivery_id)
        return await _moved(work, delivery, replayed(delivery))

    return outcome_of(await change_record(info.context, "replayDelivery", RecordAction.REPLAY, given, procedure))


async def _taken(work: RecordWork, given: str) -> Delivery:
    found = await work.write.delivery(_key(given))
    if found is None:
        raise NotFound("There is no such delivery. `deliveries` lists them.", path="deliveryId")
    return found


def _key(given: str, path: str = "deliveryId") -> uuid.UUID:
    type_name, value = parse_global_id(given, path=path)
    if type_name != _TYPE:
        raise BadInput("This id is not that of a delivery.", path=path)
    return parse_uuid(value, path=path)


async def _moved(work: RecordWork, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> Reply:
    await work.write.move_delivery(delivery, state, reason)
    return {"delivery": global_id(_TYPE, delivery.id), "state": state.value}
