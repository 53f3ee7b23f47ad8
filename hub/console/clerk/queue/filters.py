"""Which applications a clerk sees first: her turn, hers, or all. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from hub.core.actor import Role
from hub.core.application import ApplicationState
from hub.core.errors import BadInput
from hub.core.promise_run import PromiseAlarm
from hub.core.regions import parse_region_code

_S = ApplicationState
TURNS: Final[Mapping[Role, tuple[ApplicationState, ...]]] = {
    Role.OPERATOR: (_S.SUBMITTED, _S.RESUBMITTED, _S.IN_REVIEW, _S.PROCESSING, _S.ISSUED, _S.DELAYED),
    Role.VERIFIER: (_S.COMPLETE,),
    Role.HEAD_OF_DIVISION: (_S.PROCESSING,),
    Role.HEAD_OF_OFFICE: (_S.AWAITING_SIGNATURE,),
}
"""States in which an application waits for a role."""
VIEWS: Final = ("turn", "due", "alarm", "mine", "all")
SUPERVISORS: Final = frozenset({Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE})
"""Who watches over promises: heads over all of their area, a verifier over what lies at her own desk."""
_HEADS: Final = frozenset({Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE})
DUE_WITHIN: Final = dt.timedelta(days=3)
"""What is shown as due soon: over a weekend too."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`view` is one of VIEWS; `state`, `region` and `alarm` are empty when nothing was chosen; `after` a cursor."""

    view: str
    state: str
    region: str
    after: str | None
    alarm: str
    roles: frozenset[Role]

    def variables(self, now: dt.datetime) -> dict[str, Any]:
        """The filter as the graph wants it."""
        given: dict[str, Any] = {}
        if self.state:
            given["states"] = [self.state]
        elif self.view == "alarm":
            given |= self.watched()
        elif self.view == "turn":
            given["states"] = [state.name for state in self._turn()]
        if self.view == "due":
            given["dueBefore"] = (now + DUE_WITHIN).isoformat()
        if self.view == "alarm":
            given["alarm"] = self.alarm or PromiseAlarm.PAST.name
        if self.view == "mine":
            given["mine"] = True
        if self.region:
            given["regionCode"] = self.region
        return given

    def watched(self) -> dict[str, Any]:
        """Over which applications this supervisor watches, as the graph wants it."""
        return {} if self.roles & _HEADS else {"states": [state.name for state in TURNS[Role.VERIFIER]]}

    def has_alarms(self) -> bool:
        """Whether any of this person's roles watches over promises."""
        return bool(self.roles & SUPERVISORS)

    def address(self, **changes: str) -> str:
        """The address of the queue with some of its terms changed."""
        terms = {"view": self.view, "state": self.state, "region": self.region, "alarm": self.alarm, **changes}
        return f"/console?{urlencode({name: value for name, value in terms.items() if value})}"

    def has_turn(self) -> bool:
        """Whether any of this person's roles has work of its own in the queue."""
        return bool(self._turn())

    def _turn(self) -> tuple[ApplicationState, ...]:
        waiting = {state for role in self.roles for state in TURNS.get(role, ())}
        return tuple(state for state in ApplicationState if state in waiting)


def filter_of(query: Mapping[str, str], roles: frozenset[Role]) -> QueueFilter:
    """The filter of an address; what cannot be used is left out, a link shall never be a dead end."""
    default = "turn" if TURNS.keys() & roles else "all"
    view, state, alarm = query.get("view", ""), query.get("state", ""), query.get("alarm", "")
    offered = set(VIEWS) - ({"turn"} - {default}) - (set() if roles & SUPERVISORS else {"alarm"})
    return QueueFilter(
        view=view if view in offered else default,
        state=state if state in ApplicationState.__members__ else "",
        region=_region(query.get("region", "").strip()),
        after=query.get("after") or None,
        alarm=alarm if view == "alarm" and alarm in PromiseAlarm.__members__ else "",
        roles=roles,
    )


def _region(given: str) -> str:
    try:
        return parse_region_code(given) if given else ""
    except BadInput:
        return ""
