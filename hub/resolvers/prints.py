"""Who printed an issued paper, and when: told by the actions of its application."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from strawberry import Parent

from hub.core.application import ActionKind, Application
from hub.core.clerks import named_step
from hub.resolvers.context import HubInfo


@dataclass(frozen=True, slots=True)
class Print:
    """One print. `reason` is there where it was not the first."""

    at: dt.datetime
    by: str
    reason: str | None


def prints_of(application: Application) -> bool:
    """Whether it was printed before."""
    return any(action.kind is ActionKind.PRINT for action in application.actions)


def prints(parent: Parent[Application], info: HubInfo) -> list[Print]:
    """The first one first."""
    reader, office = info.context.actor, info.context.decision.rows.clerks
    return [
        Print(one.at, named_step(one, parent, reader, office), one.data.get("reason"))
        for one in parent.actions
        if one.kind is ActionKind.PRINT
    ]
