"""Who works on an application now: said by herself, seen by her colleagues, over by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from strawberry import Parent

from hub import access
from hub.core.application import Application, Assignment, TakeOver
from hub.core.clerks import office_for
from hub.core.desks import check_not_held, desk_of, held_by_another, kept_by, renewed, roles_at
from hub.core.errors import Forbidden
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.family import own_family
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.workflow import Step, Work, locked, perform, subjects_of


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """Who works on it; `mine`: the viewer does. Times in UTC."""

    by: str
    since: dt.datetime
    until: dt.datetime
    mine: bool


async def hold(info: HubInfo, given: Step) -> ApplicationOutcome:
    """Begins or renews the lease of whoever asks. Raises Forbidden where no step of it is hers to take now."""
    context = info.context
    family = await own_family(context)

    async def procedure(work: Work) -> Application:
        application = await locked(work, given.tracking_number)
        _check_hers(context, application, family)
        actor, lease = context.actor, application.header.lease
        check_not_held(application, actor.subject, work.now)
        held = await work.write.hold(application, renewed(lease, actor.subject, actor.display_name, work.now))
        return await work.conclude(held, await subjects_of(work, held))

    return await perform(context, "holdApplication", given, given.idempotency_key, procedure)


def _check_hers(context: Context, application: Application, family: frozenset[str]) -> None:
    desk = desk_of(application)
    steps = access.allowed_actions(context.hub.policies, context.actor, context.purpose, application, family)
    actor = context.actor
    if desk is None or desk not in roles_at(application, actor.subject, actor.roles) or not steps:
        raise Forbidden(
            "No step of this application is yours to take now, so you cannot hold it.",
            rule="desk",
            ask="the colleague at whose desk it lies",
        )


def worked_on(parent: Parent[Application], info: HubInfo) -> WorkedOn | None:
    lease = parent.header.lease
    if lease is None or not lease.holds(info.context.hub.clock()):
        return None
    return WorkedOn(lease.holder_name, lease.since, lease.until, lease.holder == info.context.actor.subject)


def assignee(parent: Parent[Application]) -> str | None:
    """Who goes on with it; at desks where nobody does, who claimed it."""
    subject, _ = kept_by(parent)
    return subject or parent.assignee


def assignee_name(parent: Parent[Application], info: HubInfo) -> str | None:
    """Who goes on with it, as this reader is told of clerks."""
    _, name = kept_by(parent)
    return name and (office_for(info.context.actor, info.context.hub.office_name) or name)


def another_works(context: Context, application: Application) -> bool:
    """Whether a colleague's lease holds the steps of the office up."""
    return held_by_another(application, context.actor.subject, context.hub.clock()) is not None


def from_viewer(parent: Parent[TakeOver], info: HubInfo) -> bool:
    """Whether it was taken over from whoever is looking."""
    return parent.former == info.context.actor.subject


def to_viewer(parent: Parent[Assignment], info: HubInfo) -> bool:
    """Whether it was given to whoever is looking."""
    return parent.to == info.context.actor.subject
