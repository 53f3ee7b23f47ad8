"""The promise of an application, and the limit of a service in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from strawberry import Parent

from hub.core.application import Application, ApplicationState
from hub.core.prediction import predicted
from hub.core.promise import Pause, Promise, PromiseState, promise_of
from hub.core.promise_texts import limit_in_words
from hub.core.service import Service
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.values import Language, text

_S: Final = ApplicationState
_WITH_THE_OFFICE: Final = frozenset(
    {_S.SUBMITTED, _S.IN_REVIEW, _S.RESUBMITTED, _S.COMPLETE, _S.PROCESSING, _S.AWAITING_SIGNATURE}
)


def of(context: Context, application: Application) -> Promise:
    """The promise as it stands now."""
    hub = context.hub
    max_hours = hub.services[application.header.service].max_hours
    return promise_of(application.actions, max_hours, hub.promises.hours, hub.clock())


@dataclass(frozen=True, slots=True)
class Told:
    """A promise, and the application whose it is."""

    promise: Promise
    application: Application


def promise(parent: Parent[Application], info: HubInfo) -> Told:
    return Told(of(info.context, parent), parent)


def due_at(parent: Parent[Application], info: HubInfo) -> dt.datetime | None:
    """The clock starts when an officer declares the papers complete, and stands still in a disturbance."""
    return of(info.context, parent).due


def state(parent: Parent[Told]) -> PromiseState:
    return parent.promise.state


def calendar_known(parent: Parent[Told]) -> bool:
    return parent.promise.calendar_known


def started_at(parent: Parent[Told]) -> dt.datetime | None:
    return parent.promise.started


def runs_to(parent: Parent[Told]) -> dt.datetime | None:
    return parent.promise.due


def pauses(parent: Parent[Told]) -> list[Pause]:
    return list(parent.promise.pauses)


def minutes_left(parent: Parent[Told]) -> int | None:
    left = parent.promise.left
    return None if left is None else int(left.total_seconds() // 60)


async def predicted_at(parent: Parent[Told], info: HubInfo) -> dt.datetime | None:
    """None where it waits for the applicant or a disturbance, and once it is answered."""
    hub, header, stands = info.context.hub, parent.application.header, parent.promise
    runs = hub.promises.runs
    if runs is None or parent.application.state not in _WITH_THE_OFFICE:
        return None
    history = await runs.finished(hub.tenant)
    told = predicted(history, header.service, hub.promises.hours, header.submitted_at, stands.started, hub.clock())
    return told or stands.due


async def limit(parent: Parent[Service], info: HubInfo, language: Language | None = Language.ID) -> str:
    setting = (await info.context.hub.settings.now()).of(parent.name)
    return text(language, *limit_in_words(setting.promise(parent.max_hours)))
