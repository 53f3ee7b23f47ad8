"""What somebody thinks of the service that she got: given once for an application, and kept as a sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from strawberry import Parent

from hub.core.application import Application, ApplicationState
from hub.core.errors import Conflict, NotFound
from hub.core.identifiers import parse_tracking_number
from hub.core.satisfaction import ELEMENTS, Taken, rating_of
from hub.core.tally import district_of
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.dashboard import figures_of
from hub.resolvers.idempotency import key_of
from hub.resolvers.outcome import REFUSALS, UserError, user_errors

_DONE: Final = frozenset({ApplicationState.ISSUED, ApplicationState.HANDED_OVER})


class Rated(Protocol):
    """The input: nine answers, and words if she likes."""

    idempotency_key: str | None
    tracking_number: str
    words: str | None


@dataclass(frozen=True, slots=True)
class RatingOutcome:
    taken: bool
    errors: tuple[UserError, ...] = ()


async def rate(info: HubInfo, given: Rated) -> RatingOutcome:
    """By anybody who has the number, as it was given to the applicant. Nobody is named in it, not the officer either,
    and what was answered is written nowhere beside the application: so there is no receipt, and no kept reply."""
    context = info.context
    try:
        rating = rating_of({name: getattr(given, name) for name in ELEMENTS}, given.words)
        key, application = key_of(context, given.idempotency_key), await _finished(context, given.tracking_number)
        header = application.header
        where = (context.hub.tenant, header.id, key, header.service, district_of(header.region_code))
        if await figures_of(context).surveys.give(*where, rating) is Taken.BEFORE:
            raise Conflict("Somebody has answered for this application already. Thank you.", path="trackingNumber")
    except REFUSALS as error:
        return RatingOutcome(taken=False, errors=user_errors(error))
    return RatingOutcome(taken=True)


async def rateable(parent: Parent[Application], info: HubInfo) -> bool:
    """Whether it is finished, and nobody has answered for it yet."""
    hub = info.context.hub
    if hub.figures is None or parent.state not in _DONE:
        return False
    return not await hub.figures.surveys.answered(hub.tenant, parent.header.id)


async def _finished(context: Context, number: str) -> Application:
    hub = context.hub
    found = await hub.applications.by_tracking_number(hub.tenant, parse_tracking_number(number))
    if found is None:
        raise NotFound("There is no application with this number. Check the receipt.", path="trackingNumber")
    if found.state not in _DONE:
        raise Conflict("The papers are not issued yet. Answer when you have them.", path="trackingNumber")
    return found
