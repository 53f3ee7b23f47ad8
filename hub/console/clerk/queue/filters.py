"""Which applications a clerk sees first, and narrowed to what: all of it stands in the address. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from hub.core.actor import Role
from hub.core.application import ApplicationState, Channel
from hub.core.errors import BadInput
from hub.core.promise_run import PromiseAlarm
from hub.core.queue import HeldBy, QueueOrder
from hub.core.regions import parse_region_code
from hub.core.texts import Pair, say

_S = ApplicationState
TURNS: Final[Mapping[Role, tuple[ApplicationState, ...]]] = {
    Role.OPERATOR: (_S.SUBMITTED, _S.RESUBMITTED, _S.IN_REVIEW, _S.PROCESSING, _S.ISSUED, _S.DELAYED),
    Role.VERIFIER: (_S.COMPLETE,),
    Role.HEAD_OF_DIVISION: (_S.PROCESSING,),
    Role.HEAD_OF_OFFICE: (_S.AWAITING_SIGNATURE,),
}
"""States in which an application waits for a role."""
VIEWS: Final[Mapping[str, Pair]] = {
    "turn": say("Giliran saya"),
    "due": say("Segera jatuh tempo"),
    "alarm": say("Peringatan waktu"),
    "mine": say("Saya pegang", context="filters"),
    "absent": say("Rekan tidak hadir"),
    "all": say("Semua"),
}
HOLDERS: Final[Mapping[str, Pair]] = {
    HeldBy.NOBODY.name: say("Belum dipegang"),
    HeldBy.ME.name: say("Saya"),
    HeldBy.ABSENT.name: say("Rekan tidak hadir", context="filters"),
}
ORDERS: Final[Mapping[str, Pair]] = {
    QueueOrder.NEWEST.name: say("Terbaru dahulu"),
    QueueOrder.OLDEST.name: say("Paling lama menunggu"),
    QueueOrder.DUE.name: say("Paling dekat jatuh tempo"),
}
SUPERVISORS: Final = frozenset({Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE})
"""Who watches over promises: heads over all of their area, a verifier over what lies at her own desk."""
_HEADS: Final = frozenset({Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE})
_BY_DUE: Final = frozenset({"due", "alarm"})
_COUNTED: Final = ("turn", "due", "mine", "absent")
"""Views with a number of their own; those of alarms are counted by what they raised."""
DUE_WITHIN: Final = dt.timedelta(days=3)
"""What is shown as due soon: over a weekend too."""
_LONGEST: Final = 60
_LONGEST_CURSOR: Final = 200


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`view` is one of VIEWS; the others are empty when nothing was chosen. `region` is a code, or `place` what was
    written instead of one; `holder` one of HOLDERS; `after` and `before` are cursors, one of them at most."""

    view: str
    roles: frozenset[Role]
    state: str = ""
    service: str = ""
    region: str = ""
    place: str = ""
    channel: str = ""
    holder: str = ""
    order: str = ""
    alarm: str = ""
    after: str | None = None
    before: str | None = None

    def variables(self, now: dt.datetime) -> dict[str, Any]:
        """The filter as the graph wants it."""
        given = self._of_view(self.view, now)
        if self.state:
            given["states"] = [self.state]
        if self.holder and "heldBy" not in given:
            given["heldBy"] = self.holder
        if self.order and self.view not in _BY_DUE:
            given["order"] = self.order
        narrowed = {"regionCode": self.region, "service": self.service, "channel": self.channel}
        return given | {name: value for name, value in narrowed.items() if value}

    def counted(self, now: dt.datetime, *, is_search: bool = False) -> dict[str, Any]:
        """The filters of the views beside this one, each for its number, and whether each is asked for: a search
        offers no views."""
        shown, offered = self.counts_itself(now), () if is_search else self.views()
        asked = {f"has{view.title()}": view in offered and view != shown for view in _COUNTED}
        return {f"{view}Filter": self._of_view(view, now) for view in _COUNTED} | asked

    def counts_itself(self, now: dt.datetime) -> str:
        """The view whose number is that of what is shown, since nothing narrows it further; or none."""
        is_whole = self.view in _COUNTED and self.variables(now) == self._of_view(self.view, now)
        return self.view if is_whole else ""

    def watched(self) -> dict[str, Any]:
        """Over which applications this supervisor watches, as the graph wants it."""
        return {} if self.roles & _HEADS else {"states": [state.name for state in TURNS[Role.VERIFIER]]}

    def has_alarms(self) -> bool:
        """Whether any of this person's roles watches over promises."""
        return bool(self.roles & SUPERVISORS)

    def has_turn(self) -> bool:
        """Whether any of this person's roles has work of its own in the queue."""
        return bool(self._turn())

    def has_desk(self) -> bool:
        """Whether any of them may go on with what a colleague holds."""
        return bool(self.roles & {Role.OPERATOR, *_HEADS})

    def views(self) -> Mapping[str, Pair]:
        """Those that this person is offered."""
        absent = {"turn": self.has_turn(), "alarm": self.has_alarms(), "absent": self.has_desk()}
        return {view: words for view, words in VIEWS.items() if absent.get(view, True)}

    def address(self, **changes: str) -> str:
        """The address of the queue with some of its terms changed, from its first page."""
        return f"/console?{urlencode(self.terms(**changes))}"

    def terms(self, **changes: str) -> dict[str, str]:
        """What stands in the address; nobody's name or number ever does."""
        names = ("view", "state", "service", "region", "channel", "holder", "order", "alarm")
        given = {name: str(getattr(self, name)) for name in names} | changes
        return {name: value for name, value in given.items() if value}

    def here(self) -> dict[str, str]:
        """The same with the page."""
        cursors = {"after": self.after or "", "before": self.before or ""}
        return self.terms(**{name: value for name, value in cursors.items() if value})

    def _of_view(self, view: str, now: dt.datetime) -> dict[str, Any]:
        match view:
            case "turn":
                return {"states": [state.name for state in self._turn()]}
            case "due":
                return {"dueBefore": (now + DUE_WITHIN).isoformat()}
            case "alarm":
                return {**self.watched(), "alarm": self.alarm or PromiseAlarm.PAST.name}
            case "mine":
                return {"heldBy": HeldBy.ME.name}
            case "absent":
                return {"heldBy": HeldBy.ABSENT.name}
            case _:
                return {}

    def _turn(self) -> tuple[ApplicationState, ...]:
        waiting = {state for role in self.roles for state in TURNS.get(role, ())}
        return tuple(state for state in ApplicationState if state in waiting)


def filter_of(query: Mapping[str, str], roles: frozenset[Role]) -> QueueFilter:
    """The filter of an address; what cannot be used is left out, a link shall never be a dead end."""
    default = "turn" if TURNS.keys() & roles else "all"
    view, alarm = query.get("view", ""), query.get("alarm", "")
    offered = QueueFilter(default, roles).views()
    written = " ".join(query.get("region", "").split())[:_LONGEST]
    region = _region(written)
    return QueueFilter(
        view=view if view in offered else default,
        roles=roles,
        state=_one_of(query.get("state", ""), ApplicationState.__members__),
        service=query.get("service", "") if query.get("service", "").isalnum() else "",
        region=region,
        place=written if not region else "",
        channel=_one_of(query.get("channel", ""), Channel.__members__),
        holder=_one_of(query.get("holder", ""), HOLDERS),
        order=_one_of(query.get("order", ""), ORDERS),
        alarm=_one_of(alarm, PromiseAlarm.__members__) if view == "alarm" else "",
        after=query.get("after", "")[:_LONGEST_CURSOR] or None,
        before=query.get("before", "")[:_LONGEST_CURSOR] or None if not query.get("after") else None,
    )


def _one_of(given: str, offered: Mapping[str, object]) -> str:
    return given if given in offered else ""


def _region(given: str) -> str:
    try:
        return parse_region_code(given) if given else ""
    except BadInput:
        return ""
