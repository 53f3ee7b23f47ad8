"""Moves between districts: offered by the one, received or refused by the other; and which district holds a NIK."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import strawberry
from strawberry import Parent

from hub.core.citizen import Address
from hub.core.errors import BadInput
from hub.core.hand_over import (
    MOST_MOVERS,
    Arrival,
    HandOver,
    HandOverState,
    Residence,
    Side,
    letter_number,
    tenant_of,
)
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_uuid
from hub.core.record_action import RecordAction
from hub.core.regions import dotted, parse_region_code, within
from hub.resolvers.context import Context, Hub, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.record_work import Done, Keyed, Procedure, RecordWork, Reply, Whom, change_record, check_may
from hub.resolvers.steps import said
from hub.resolvers.values import NIK, FamilyCardNumber

_LENGTH_OF_A_VILLAGE: Final = len("19.01.01.1001")
_LATEST: Final = 100


class Mover(Protocol):
    """One of those who move: by NIK or by id, with the version that the clerk looked at."""

    nik: NIK | None
    id: strawberry.ID | None
    expected_version: int | None


class Offer(Keyed, Protocol):
    people: Sequence[Mover]
    to_region_code: str
    letter_number: str
    reason: str


class Home(Protocol):
    region_code: str
    line: str | None
    rt: str | None
    rw: str | None
    postal_code: str | None


class Receipt(Keyed, Protocol):
    hand_over: strawberry.ID
    address: Home
    family_card_number: FamilyCardNumber | None


class Ending(Keyed, Protocol):
    hand_over: strawberry.ID
    reason: str


@dataclass(frozen=True, slots=True)
class HandOverOutcome:
    """`citizen_ids` are the global ids of those who arrived."""

    hand_over: HandOver | None
    citizen_ids: tuple[str, ...] | None
    errors: tuple[UserError, ...] = ()


async def offer(info: HubInfo, given: Offer) -> HandOverOutcome:
    whom = [Whom(nik=one.nik, id=one.id, path=f"people.{n}") for n, one in enumerate(given.people)]

    async def procedure(work: RecordWork, persons: tuple[Any, ...]) -> Reply:
        movers = {p.id: one.expected_version for p, one in zip(persons, given.people, strict=True)}
        if not 0 < len(movers) <= MOST_MOVERS:
            raise BadInput(f"Name those who move, at most {MOST_MOVERS}.", path="people")
        offered = await work.write.hand_overs.offer(_offer(work, given, len(movers)), movers)
        return _reply(offered)

    return await _done(info.context, "handOverCitizen", RecordAction.HAND_OVER, given, procedure, *whom)


async def receive(info: HubInfo, given: Receipt) -> HandOverOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Any, ...]) -> Reply:
        key, rows = _key(given.hand_over), work.context.decision.rows
        received, arrived = await work.write.hand_overs.receive(key, _arrival(work.context, given), rows)
        for person in arrived:
            # The office takes her in, so nobody was asked about yet; her own family is somebody else's to take in too.
            check_may(work.context, RecordAction.HAND_OVER, person, work.family)
        work.subjects.update(person.id for person in arrived)
        return {**_reply(received), "citizens": sorted(global_id("Citizen", person.id) for person in arrived)}

    return await _done(info.context, "receiveCitizen", RecordAction.RECEIVE, given, procedure)


async def refuse(info: HubInfo, given: Ending) -> HandOverOutcome:
    ending = _ending(given, HandOverState.REFUSED)
    return await _done(info.context, "refuseHandOver", RecordAction.RECEIVE, given, ending)


async def cancel(info: HubInfo, given: Ending) -> HandOverOutcome:
    ending = _ending(given, HandOverState.CANCELLED)
    return await _done(info.context, "cancelHandOver", RecordAction.HAND_OVER, given, ending)


async def hand_overs(info: HubInfo, state: HandOverState | None = None) -> list[HandOver]:
    """The latest of both directions; raises what policy refuses."""
    context, hub = info.context, info.context.hub
    check_may(context, RecordAction.RECEIVE, None, frozenset())
    if hub.hand_overs is None:
        return []
    found = list(await hub.hand_overs.latest(hub.tenant, state, context.decision.rows, _LATEST))
    if found:
        # A letter leads to those who move, although none of them is named.
        context.saw_somebody(None)
    return found


async def residence(info: HubInfo, nik: NIK) -> Residence | None:
    """Only for those who hand over and receive: to everybody else a person of another district is nobody."""
    context, hub = info.context, info.context.hub
    check_may(context, RecordAction.RECEIVE, None, frozenset())
    if hub.hand_overs is None:
        return None
    found = await hub.hand_overs.residence(hub.tenant, nik, context.decision.rows)
    if found is not None:
        context.saw_somebody(found.person_id)
    return found


def hand_over_id(parent: Parent[HandOver]) -> str:
    return global_id("HandOver", parent.id)


def origin_code(parent: Parent[HandOver]) -> str:
    return dotted(parent.origin)


def destination_code(parent: Parent[HandOver]) -> str:
    return dotted(parent.destination)


def residence_code(parent: Parent[Residence]) -> str:
    return dotted(parent.tenant)


def _ending(given: Ending, to: HandOverState) -> Procedure:
    async def procedure(work: RecordWork, _persons: tuple[Any, ...]) -> Reply:
        key, rows = _key(given.hand_over), work.context.decision.rows
        return _reply(await work.write.hand_overs.close(key, to, said(given.reason, "reason"), rows))

    return procedure


async def _done(
    context: Context, mutation: str, action: RecordAction, given: Keyed, procedure: Procedure, *whom: Whom
) -> HandOverOutcome:
    done = await change_record(context, mutation, action, given, procedure, *whom)
    return _outcome(context, done)


def _outcome(context: Context, done: Done) -> HandOverOutcome:
    if done.reply is None:
        return HandOverOutcome(None, None, done.errors)
    citizens = done.reply.get("citizens")
    return HandOverOutcome(_of(context.hub.tenant, done.reply), tuple(citizens) if citizens is not None else None)


def _offer(work: RecordWork, given: Offer, people: int) -> HandOver:
    hub = work.context.hub
    region = parse_region_code(given.to_region_code, path="toRegionCode")
    return HandOver(
        tenant=hub.tenant,
        id=new_id(),
        side=Side.ORIGIN,
        other_tenant=tenant_of(region, hub.tenant),
        region_code=region,
        letter_number=letter_number(given.letter_number),
        reason=said(given.reason, "reason"),
        state=HandOverState.OFFERED,
        offered_at=work.now,
        people=people,
    )


def _arrival(context: Context, given: Receipt) -> Arrival:
    hub, home = context.hub, given.address
    region = parse_region_code(home.region_code, path="address.regionCode")
    if not within(region, hub.region) or len(region) != _LENGTH_OF_A_VILLAGE:
        raise BadInput("Name the village of this district where they live now.", path="address.regionCode")
    address = Address(home.line, home.rt, home.rw, None, None, None, None, home.postal_code, region)
    return Arrival(address, given.family_card_number, kept_facets(hub))


def kept_facets(hub: Hub) -> tuple[str, ...]:
    """A facet that is read live and not kept may not be kept here either, whatever the other district did."""
    return tuple(name for name in hub.facets if name not in hub.sources or name in hub.keepers)


def _key(given: str) -> uuid.UUID:
    type_name, key = parse_global_id(given, path="handOver")
    if type_name != "HandOver":
        raise BadInput("This id is not that of a hand-over.", path="handOver")
    return parse_uuid(key, path="handOver")


def _reply(one: HandOver) -> dict[str, Any]:
    return {
        "handOver": str(one.id),
        "side": one.side.name,
        "other": one.other_tenant,
        "region": one.region_code,
        "letter": one.letter_number,
        "reason": one.reason,
        "state": one.state.name,
        "offeredAt": one.offered_at.isoformat(),
        "people": one.people,
        "closedAt": one.closed_at.isoformat() if one.closed_at else None,
        "closedReason": one.closed_reason,
    }


def _of(tenant: str, reply: Reply) -> HandOver:
    closed = reply["closedAt"]
    return HandOver(
        tenant=tenant,
        id=uuid.UUID(reply["handOver"]),
        side=Side[reply["side"]],
        other_tenant=reply["other"],
        region_code=reply["region"],
        letter_number=reply["letter"],
        reason=reply["reason"],
        state=HandOverState[reply["state"]],
        offered_at=dt.datetime.fromisoformat(reply["offeredAt"]),
        people=reply["people"],
        closed_at=dt.datetime.fromisoformat(closed) if closed else None,
        closed_reason=reply["closedReason"],
    )
