"""The steps of an application that only move it on: one small function for each mutation of the contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol

from hub.core.application import ActionKind, Application
from hub.core.desks import taken_over
from hub.core.errors import BadInput
from hub.core.missing_reason import MissingReason
from hub.core.promise import Disturbance
from hub.core.refusal import RefusalReason
from hub.core.return_list import names_of
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.prints import prints_of
from hub.resolvers.sessions import release
from hub.resolvers.workflow import Step, Work, nothing, take_step

_ENDING: Final = frozenset({ActionKind.REFUSE, ActionKind.WITHDRAW})
"""What ends a case before it is issued."""


class MissingThing(Protocol):
    what: str
    code: MissingReason
    reason: str


class Returning(Step, Protocol):
    missing: list[MissingThing]


class Reasoned(Step, Protocol):
    reason: str


class Printing(Step, Protocol):
    reason: str | None


class Delaying(Reasoned, Protocol):
    disturbance: Disturbance


class Refusing(Reasoned, Protocol):
    code: RefusalReason


async def claim(info: HubInfo, given: Step) -> ApplicationOutcome:
    return await take_step(info.context, "claimApplication", ActionKind.CLAIM, given, nothing)


async def accept(info: HubInfo, given: Step) -> ApplicationOutcome:
    return await take_step(info.context, "acceptApplication", ActionKind.ACCEPT, given, nothing)


async def verify(info: HubInfo, given: Step) -> ApplicationOutcome:
    return await take_step(info.context, "verifyApplication", ActionKind.VERIFY, given, nothing)


async def validate(info: HubInfo, given: Step) -> ApplicationOutcome:
    return await take_step(info.context, "validateApplication", ActionKind.VALIDATE, given, nothing)


async def hand_over(info: HubInfo, given: Step) -> ApplicationOutcome:
    return await take_step(info.context, "handOverApplication", ActionKind.HAND_OVER, given, nothing)


async def print_(info: HubInfo, given: Printing) -> ApplicationOutcome:
    """What was printed before is printed again for a reason: two papers of one deed are easily both in use."""

    async def why(_work: Work, application: Application) -> Mapping[str, Any]:
        if prints_of(application):
            return {"reason": said(given.reason or "", "reason")}
        return {}

    return await take_step(info.context, "printApplication", ActionKind.PRINT, given, why)


async def return_(info: HubInfo, given: Returning) -> ApplicationOutcome:
    async def missing(work: Work, application: Application) -> Mapping[str, Any]:
        if not given.missing:
            raise BadInput("Name at least one thing that is missing, and why.", path="missing")
        names = names_of(work.service_of(application))
        return {"missing": [_thing(number, one, names) for number, one in enumerate(given.missing)]}

    return await take_step(info.context, "returnApplication", ActionKind.RETURN, given, missing)


async def refuse(info: HubInfo, given: Refusing) -> ApplicationOutcome:
    async def why(work: Work, application: Application) -> Mapping[str, Any]:
        allowed = work.service_of(application).definition.refusals
        if given.code not in allowed:
            names = ", ".join(one.value for one in allowed)
            raise BadInput(f"This service is not refused for that. Take one of {names}.", path="code")
        return {"code": given.code.value, "reason": said(given.reason, "reason")}

    return await take_step(info.context, "refuseApplication", ActionKind.REFUSE, given, why)


async def withdraw(info: HubInfo, given: Reasoned) -> ApplicationOutcome:
    return await _with_reason(info, "withdrawApplication", ActionKind.WITHDRAW, given)


async def delay(info: HubInfo, given: Delaying) -> ApplicationOutcome:
    async def why(_work: Work, _application: Application) -> Mapping[str, Any]:
        return {"reason": said(given.reason, "reason"), "disturbance": given.disturbance.value}

    return await take_step(info.context, "delayApplication", ActionKind.DELAY, given, why)


async def resume(info: HubInfo, given: Reasoned) -> ApplicationOutcome:
    return await _with_reason(info, "resumeApplication", ActionKind.RESUME, given)


async def take_over(info: HubInfo, given: Reasoned) -> ApplicationOutcome:
    async def whose(work: Work, application: Application) -> Mapping[str, Any]:
        return taken_over(application, said(given.reason, "reason"), work.now)

    return await take_step(info.context, "takeOverApplication", ActionKind.TAKE_OVER, given, whose)


async def _with_reason(info: HubInfo, mutation: str, kind: ActionKind, given: Reasoned) -> ApplicationOutcome:
    async def reason(_work: Work, _application: Application) -> Mapping[str, Any]:
        return {"reason": said(given.reason, "reason")}

    return await take_step(info.context, mutation, kind, given, reason, release if kind in _ENDING else None)


def _thing(number: int, one: MissingThing, names: Collection[str]) -> dict[str, str]:
    path = f"missing.{number}"
    if one.what not in names:
        raise BadInput("The service has no such paper or field. Name one that it declares.", path=f"{path}.what")
    return {"what": one.what, "code": one.code.value, "reason": said(one.reason, f"{path}.reason")}


def said(value: str, path: str) -> str:
    """A text with something in it, at most 2,000 characters; raises BadInput."""
    words = value.strip()
    if not 0 < len(words) <= 2000 or "\0" in words:
        raise BadInput("Write one or two sentences here (at most 2,000 characters).", path=path)
    return words
