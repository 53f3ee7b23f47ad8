"""Moves between districts as a signed application makes them: offered by the one, received by the other."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.application import Application
from hub.core.errors import BadInput, Conflict
from hub.core.hand_over import Arrival, HandOver, HandOverState, Side, letter_number, tenant_of
from hub.core.identifiers import new_id, parse_tracking_number
from hub.core.service import Departure
from hub.resolvers.context import Context
from hub.resolvers.hand_overs import kept_facets
from hub.resolvers.workflow import Work


async def awaited(context: Context, number: str) -> HandOver | None:
    """What another district offers of those who come by an application's letter; None for any other application.

    Read before the transaction begins: inside, a second connection of the pool could be waited for by everybody.
    """
    hub = context.hub
    try:
        parsed = parse_tracking_number(number)
    except BadInput:
        return None
    if hub.hand_overs is None or (application := await hub.applications.by_tracking_number(hub.tenant, parsed)) is None:
        return None
    coming = hub.services[application.header.service].arrivals(application)
    if coming is None:
        return None
    return await hub.hand_overs.offered(hub.tenant, coming.origin, coming.letter_number, context.decision.rows)


async def receive(work: Work, application: Application, offered: HandOver | None) -> None:
    """Takes over those whom the letter names, if they are offered. Raises Conflict when the offer names others."""
    coming = work.service_of(application).arrivals(application)
    if coming is None or offered is None:
        return
    arrival = Arrival(coming.address, coming.family_card_number, kept_facets(work.context.hub))
    _received, arrived = await work.write.hand_overs.receive(offered.id, arrival, work.context.decision.rows)
    if {person.nik for person in arrived} != set(coming.niks):
        raise Conflict(
            "The other district hands over other persons than this application names. Compare both with the letter"
            " (SKPWNI); refuse the hand-over or return the application."
        )
    work.touched.update(person.id for person in arrived)


async def depart(work: Work, departures: Iterable[Departure]) -> None:
    """Offers those who leave to the district where they live now."""
    tenant = work.context.hub.tenant
    for leaving in departures:
        offered = HandOver(
            tenant=tenant,
            id=new_id(),
            side=Side.ORIGIN,
            other_tenant=tenant_of(leaving.region_code, tenant),
            region_code=leaving.region_code,
            letter_number=letter_number(leaving.letter_number),
            reason=leaving.reason,
            state=HandOverState.OFFERED,
            offered_at=work.now,
            people=len(leaving.people),
        )
        await work.write.hand_overs.offer(offered, dict.fromkeys(leaving.people))
