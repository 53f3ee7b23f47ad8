"""Which applications a reader may see at all; what she may not see is as if it did not exist."""

from __future__ import annotations

from typing import Final

from hub.access import may_read_application
from hub.core.actor import ActorKind, Role
from hub.core.application import Application, ApplicationState
from hub.core.ports import ApplicationFilter
from hub.core.regions import within
from hub.resolvers.context import Context

_STAFF: Final = frozenset({Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE, Role.AUDITOR})
_NOWHERE: Final = "-"
"""No region's code: a filter on it finds nothing."""


def may_see(context: Context, application: Application) -> bool:
    """Whether policy lets this reader see the application."""
    hub = context.hub
    return may_read_application(hub.policies, context.actor, context.purpose, application, hub.clock()) is None


def sight(
    context: Context,
    *,
    states: tuple[ApplicationState, ...] = (),
    service: str | None = None,
    region: str | None = None,
    mine: bool = False,
) -> ApplicationFilter:
    """The store's filter for this reader: staff see their region, clients their own, citizens what they submitted."""
    actor, sealed = context.actor, context.decision.rows.admits_sealed
    if actor.kind is ActorKind.CLIENT:
        return ApplicationFilter(
            states=states, service=service, region=region, client_id=actor.client_id, with_sealed=sealed
        )
    if not actor.roles & _STAFF:
        return ApplicationFilter(
            states=states, service=service, region=region, submitted_by=actor.subject, with_sealed=sealed
        )
    return ApplicationFilter(
        states=states,
        service=service,
        region=_inside(actor.region, region),
        submitted_by=actor.subject if mine else None,
        with_sealed=sealed,
    )


def _inside(own: str, wanted: str | None) -> str:
    """The part of the wanted region that lies in the reader's own."""
    if wanted is None or within(own, wanted):
        return own or _NOWHERE
    return wanted if within(wanted, own) else _NOWHERE
