"""The promise of an application, and the limit of a service in words."""

from __future__ import annotations

import datetime as dt

from strawberry import Parent

from hub.core.application import Application
from hub.core.promise import Promise, promise_of
from hub.core.promise_texts import limit_in_words
from hub.core.service import Service
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.values import Language, text


def of(context: Context, application: Application) -> Promise:
    """The promise as it stands now."""
    hub = context.hub
    max_hours = hub.services[application.header.service].max_hours
    return promise_of(application.actions, max_hours, hub.hours, hub.clock())


def promise(parent: Parent[Application], info: HubInfo) -> Promise:
    return of(info.context, parent)


def due_at(parent: Parent[Application], info: HubInfo) -> dt.datetime | None:
    """The clock starts when an officer declares the papers complete, and stands still in a disturbance."""
    return of(info.context, parent).due


def started_at(parent: Parent[Promise]) -> dt.datetime | None:
    return parent.started


def runs_to(parent: Parent[Promise]) -> dt.datetime | None:
    return parent.due


def minutes_left(parent: Parent[Promise]) -> int | None:
    return None if parent.left is None else int(parent.left.total_seconds() // 60)


def limit(parent: Parent[Service], language: Language | None = Language.ID) -> str:
    return text(language, *limit_in_words(parent.max_hours))
