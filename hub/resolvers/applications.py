"""Applications: by tracking number, as a list, of a person."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Final, Protocol

from strawberry import Parent

from hub.core.application import Application, ApplicationState
from hub.core.citizen import Citizen
from hub.core.identifiers import parse_tracking_number
from hub.core.ports import ApplicationFilter
from hub.core.promise_run import AlarmCounts, PromiseAlarm
from hub.core.regions import parse_region_code
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.sight import may_see, sight

_SCOPE: Final = "application:read"


class Narrowing(Protocol):
    """What `applications` may be narrowed to."""

    states: list[ApplicationState] | None
    service: str | None
    region_code: str | None
    due_before: dt.datetime | None
    alarm: PromiseAlarm | None
    issued_on: dt.date | None
    printed: bool | None
    mine: bool | None


async def application(info: HubInfo, tracking_number: str) -> Application | None:
    """Anybody may follow a number: without the scope, or without a token, only the public fields answer."""
    context, hub = info.context, info.context.hub
    found = await hub.applications.by_tracking_number(hub.tenant, parse_tracking_number(tracking_number))
    return _shown(context, found)


async def by_id(context: Context, application_id: uuid.UUID) -> Application | None:
    """The application that this reader may see."""
    hub = context.hub
    found = await hub.applications.by_ids(hub.tenant, [application_id])
    return _shown(context, found.get(application_id))


async def applications(
    info: HubInfo, given: Narrowing | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Application]:
    return await _page(info.context, _narrowed(info.context, given), first, after)


async def promise_alarms(info: HubInfo, given: Narrowing | None = None) -> AlarmCounts:
    """Of those in her sight; counts, in which nobody is named."""
    hub = info.context.hub
    return await hub.applications.alarms(hub.tenant, _narrowed(info.context, given))


def _narrowed(context: Context, given: Narrowing | None) -> ApplicationFilter:
    if given is None:
        return sight(context)
    region = parse_region_code(given.region_code, path="filter.regionCode") if given.region_code else None
    states, mine = tuple(given.states or ()), bool(given.mine)
    narrowed = sight(context, states=states, service=given.service, region=region, mine=mine)
    return dataclasses.replace(
        narrowed, due_before=given.due_before, alarm=given.alarm, issued_on=given.issued_on, printed=given.printed
    )


async def of_person(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Application]:
    narrowed = dataclasses.replace(sight(info.context), person_id=parent.id)
    return await _page(info.context, narrowed, first, after)


async def _page(
    context: Context, narrowed: ApplicationFilter, first: int | None, after: str | None
) -> Slice[Application]:
    hub = context.hub
    page = await hub.applications.page(hub.tenant, narrowed, check_first(first), after)
    found = slice_of(page, after, lambda one: may_see(context, one))
    for item in found.items:
        context.saw_application(item.node)
    return found


def _shown(context: Context, found: Application | None) -> Application | None:
    if found is None or _SCOPE not in context.actor.scopes:
        # The public form: every other field is refused by its own scope.
        return found
    if not may_see(context, found):
        return None
    context.saw_application(found)
    return found
