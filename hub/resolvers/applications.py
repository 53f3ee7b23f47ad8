"""Applications: by tracking number, as a list, of a person."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Final, Protocol

from strawberry import Parent

from hub.core.application import Application, ApplicationState, Channel
from hub.core.calendar import local_date
from hub.core.citizen import Citizen, CitizenSearch
from hub.core.errors import Forbidden
from hub.core.identifiers import parse_nik, parse_tracking_number
from hub.core.ports import ApplicationFilter
from hub.core.promise_run import AlarmCounts, PromiseAlarm
from hub.core.queue import HeldBy, QueueGlance, QueueOrder
from hub.core.regions import parse_region_code
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import LARGEST_PAGE, Slice, check_first, slice_of
from hub.resolvers.sight import may_see, sight

_SCOPE: Final = "application:read"
_SEARCH: Final = "citizen:search"
_OFFICE: Final = frozenset({"application:process", "application:verify", "application:validate", "application:sign"})
"""Scopes of those who see the team."""
_ASK: Final = "the hub's administrator"
_SEPARATORS: Final = str.maketrans("", "", " .-")


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
    channel: Channel | None
    held_by: HeldBy | None
    holder: str | None
    about: str | None
    tracking_number: str | None
    order: QueueOrder | None


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
    info: HubInfo,
    given: Narrowing | None = None,
    first: int | None = 20,
    after: str | None = None,
    before: str | None = None,
) -> Slice[Application]:
    return await _page(info.context, await _narrowed(info.context, given), first, after, before)


async def queue_glance(
    info: HubInfo,
    given: Narrowing | None = None,
    first: int | None = 20,
    after: str | None = None,
    before: str | None = None,
) -> QueueGlance:
    """Of those in her sight; a number and a mark, in which nobody is named unless somebody was asked for."""
    hub = info.context.hub
    narrowed = await _narrowed(info.context, given)
    told = await hub.applications.glance(hub.tenant, narrowed, check_first(first), after, before)
    await _note(info.context, given, narrowed)
    return told


async def promise_alarms(info: HubInfo, given: Narrowing | None = None) -> AlarmCounts:
    """Of those in her sight; counts, in which nobody is named unless somebody was asked for."""
    hub = info.context.hub
    narrowed = await _narrowed(info.context, given)
    told = await hub.applications.alarms(hub.tenant, narrowed)
    await _note(info.context, given, narrowed)
    return told


async def _note(context: Context, given: Narrowing | None, narrowed: ApplicationFilter) -> None:
    """A count of what is about somebody tells of her as the list does, so the receipt names the same persons."""
    if given is None or not given.about:
        return
    page = await context.hub.applications.page(context.hub.tenant, narrowed, LARGEST_PAGE, None)
    for one in page.items:
        if may_see(context, one):
            context.saw_application(one)


async def _narrowed(context: Context, given: Narrowing | None) -> ApplicationFilter:
    if given is None:
        return sight(context)
    region = parse_region_code(given.region_code, path="filter.regionCode") if given.region_code else None
    states, mine = tuple(given.states or ()), bool(given.mine)
    narrowed = sight(context, states=states, service=given.service, region=region, mine=mine)
    narrowed = dataclasses.replace(
        narrowed,
        due_before=given.due_before,
        alarm=given.alarm,
        channel=given.channel.value if given.channel else None,
        oldest_first=given.order is QueueOrder.OLDEST,
        by_due=given.order is QueueOrder.DUE,
        tracking_number=_number(given.tracking_number),
        issued_on=given.issued_on,
        printed=given.printed,
    )
    narrowed = _held(context, narrowed, given)
    return await _about(context, narrowed, given.about) if given.about else narrowed


def _number(given: str | None) -> str | None:
    return parse_tracking_number(given, path="filter.trackingNumber") if given else None


def _held(context: Context, narrowed: ApplicationFilter, given: Narrowing) -> ApplicationFilter:
    """Those that somebody goes on with, or nobody. Raises Forbidden for whoever is not of the office and asks by a
    colleague: she would learn who is away."""
    if (given.holder or given.held_by is HeldBy.ABSENT) and not context.actor.scopes & _OFFICE:
        raise Forbidden("Who holds a case is for those of the office to ask.", rule="scope", ask=_ASK)
    match given.held_by:
        case HeldBy.ME:
            return dataclasses.replace(narrowed, holder=context.actor.subject)
        case HeldBy.NOBODY:
            return dataclasses.replace(narrowed, unheld=True)
        case HeldBy.ABSENT:
            return dataclasses.replace(narrowed, absent_on=local_date(context.hub.clock()))
        case _:
            return dataclasses.replace(narrowed, holder=given.holder or None)


async def _about(context: Context, narrowed: ApplicationFilter, about: str) -> ApplicationFilter:
    """Those that name a NIK, or are about somebody in her sight who is called like that. Raises Forbidden for whoever
    may not search the record: she would learn who is in it."""
    if _SEARCH not in context.actor.scopes:
        raise Forbidden("Your token may not search for persons.", rule="scope", ask=_ASK)
    digits = about.translate(_SEPARATORS)
    if digits.isdecimal():
        return dataclasses.replace(narrowed, nik=parse_nik(digits, path="filter.about"))
    hub, terms = context.hub, CitizenSearch(name=about)
    found = await hub.people.search(hub.tenant, terms, context.decision.rows, LARGEST_PAGE, None)
    return dataclasses.replace(narrowed, person_ids=tuple(person.id for person in found.items))


async def of_person(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Application]:
    narrowed = dataclasses.replace(sight(info.context), person_id=parent.id)
    return await _page(info.context, narrowed, first, after)


async def _page(
    context: Context, narrowed: ApplicationFilter, first: int | None, after: str | None, before: str | None = None
) -> Slice[Application]:
    hub = context.hub
    page = await hub.applications.page(hub.tenant, narrowed, check_first(first), after, before)
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
