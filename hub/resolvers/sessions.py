"""Places for recording biometrics: taken with an application, given back with it, and counted for whoever walks in."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from strawberry import Parent

from hub.core.application import Application
from hub.core.attributes import Category, camel
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.codes_cards import SessionSlot
from hub.core.errors import BadInput
from hub.core.record_action import RecordAction
from hub.core.recording_session import (
    FreeSession,
    all_sessions,
    closed,
    free_sessions,
    full,
    is_open,
    of_days,
    session_of,
)
from hub.core.service import Service, Session
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import Blocked, UserError
from hub.resolvers.record_work import RecordWork, Reply, change_record
from hub.resolvers.values import Language, text
from hub.resolvers.workflow import Work

_SHOWN: Final = 20
_SHOWN_DAYS: Final = 5


class WalkingIn(Protocol):
    idempotency_key: str | None
    date: dt.date
    slot: SessionSlot


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    session: FreeSession | None
    errors: tuple[UserError, ...] = ()


async def book(work: Work, service: Service, form: Mapping[str, Any], application_id: uuid.UUID) -> None:
    """The place that a form asks for, in place of the one that the application has. Raises Blocked where none is left,
    with sessions that have one."""
    hours, session = work.context.hub.promises.hours, service.session_of(form)
    if session is None or not hours.recording_places:
        return
    sessions = work.write.sessions
    refused = closed if not is_open(hours, session) else None
    today = local_date(work.now)
    if refused is None and not await sessions.take(application_id, session, hours.recording_places, today):
        refused = full
    if refused is not None:
        taken = await sessions.taken(today)
        finding = refused(session, hours, taken, work.now)
        raise Blocked((finding,), f"application.{camel(service.input_member)}")


async def release(work: Work, application: Application) -> None:
    """A case that has ended needs no place any more."""
    if work.service_of(application).session_of(application.form) is not None:
        await work.write.sessions.release(application.header.id)


async def next_sessions(info: HubInfo, include_full: bool = False) -> list[FreeSession]:
    """The next sessions that have a place left, or all from today on; none where the office does not count them."""
    hub = info.context.hub
    if not hub.promises.hours.recording_places or hub.sessions is None:
        return []
    now = hub.clock()
    taken = await hub.sessions.taken(hub.tenant, local_date(now))
    if include_full:
        return list(of_days(all_sessions(hub.promises.hours, taken, now), _SHOWN_DAYS))
    return list(itertools.islice(free_sessions(hub.promises.hours, taken, now), _SHOWN))


async def walk_in(info: HubInfo, given: WalkingIn) -> SessionOutcome:
    """Somebody stands at the office without a booking."""
    context, hours = info.context, info.context.hub.promises.hours
    session = Session(given.date, given.slot.name)

    async def count(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        if given.date != local_date(work.now):
            raise BadInput("Whoever walks in does so today. Give today's date.", path="date")
        await work.write.sessions.walk_in(session)
        taken = await work.write.sessions.taken(given.date)
        return {"taken": taken[(session.day, session.slot)]}

    done = await change_record(
        context, "noteWalkIn", RecordAction.NOTE_WALK_IN, given, count, category=Category.APPLICATION
    )
    if done.reply is None:
        return SessionOutcome(None, done.errors)
    # What was stored before this was counted gives how many were free.
    taken = done.reply.get("taken", hours.recording_places - done.reply.get("free", 0))
    return SessionOutcome(session_of(hours, session, taken))


def time_of(parent: Parent[FreeSession], language: Language | None = Language.ID) -> str:
    return text(language, parent.slot.label_id, parent.slot.label_en)
