"""What must become of an application by the published workflow, told from its history and not by the hub's code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.core.actor import Role
from hub.core.application import ActionKind
from hub.core.service import Service
from tests.engine.application_model import ALLOWED as BY_MUTATION
from tests.engine.application_model import DESKS
from tests.engine.paper_office import HEADS, PEOPLE

A = ActionKind
_ROLES: Final = {
    "operator": {Role.OPERATOR}, "verifier": {Role.VERIFIER}, "kabid": {Role.HEAD_OF_DIVISION},
    "kadis": {Role.HEAD_OF_OFFICE}, "applicant": {Role.AGENCY_CLIENT}, "both": set(),
}  # fmt: skip
_NAMES: Final = {
    A.CLAIM: "claim", A.RETURN: "return", A.ACCEPT: "accept", A.VERIFY: "verify", A.VALIDATE: "validate",
    A.SIGN: "sign", A.HAND_OVER: "handOver", A.DELAY: "delay", A.RESUME: "resume", A.REFUSE: "refuse",
    A.WITHDRAW: "withdraw", A.TAKE_OVER: "takeOver",
}  # fmt: skip


def _of_contract() -> dict[ActionKind, tuple[frozenset[str], frozenset[Role], str | None]]:
    """From which states, by which roles, to which state."""
    found = {}
    for kind, name in _NAMES.items():
        origins, who, target = BY_MUTATION[f"{name}Application"]
        found[kind] = (origins, frozenset[Role]().union(*(_ROLES[one] for one in who)), target)
    at_work, issued = frozenset({"PROCESSING"}), frozenset({"ISSUED", "HANDED_OVER"})
    operator = frozenset({Role.OPERATOR})
    return found | {
        A.RESUBMIT: (frozenset({"NEEDS_CORRECTION"}), frozenset({Role.AGENCY_CLIENT}), "RESUBMITTED"),
        A.RECORD_SIAK: (at_work, operator, None),
        A.CONFIRM_SIAK: (at_work, frozenset(), None),
        A.SETTLE_STEP: (issued, operator, None),
        A.PRINT: (frozenset({"ISSUED"}), frozenset({Role.OPERATOR, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE}), None),
    }


ALLOWED: Final = _of_contract()
APPROVING: Final = frozenset({A.VERIFY, A.VALIDATE, A.SIGN})
UNBOUND: Final = frozenset({A.RESUBMIT, A.WITHDRAW, A.TAKE_OVER, A.CONFIRM_SIAK})
BEGINNING: Final = frozenset({A.CLAIM, A.TAKE_OVER, A.RECORD_SIAK})
ENTERING: Final = frozenset({A.CLAIM, A.ACCEPT, A.RECORD_SIAK, A.RESUBMIT})
ENDING: Final = frozenset({A.SIGN, A.REFUSE, A.WITHDRAW})
NEXT: Final[Mapping[str, tuple[ActionKind, str]]] = {
    "SUBMITTED": (A.CLAIM, "operator"), "RESUBMITTED": (A.CLAIM, "operator"), "IN_REVIEW": (A.ACCEPT, "operator"),
    "NEEDS_CORRECTION": (A.RESUBMIT, "applicant"), "COMPLETE": (A.VERIFY, "verifier"),
    "DELAYED": (A.RESUME, "operator"), "AWAITING_SIGNATURE": (A.SIGN, "kadis"), "ISSUED": (A.HAND_OVER, "operator"),
}  # fmt: skip
IN_PROCESSING: Final[Mapping[str, tuple[ActionKind, str]]] = {
    "NONE": (A.RECORD_SIAK, "operator"), "MISMATCH": (A.RECORD_SIAK, "operator"),
    "PENDING": (A.CONFIRM_SIAK, "register"), "CONFIRMED": (A.VALIDATE, "kabid"),
}  # fmt: skip
STANDING_IN: Final = {
    "operator": {A.RETURN, A.ACCEPT, A.RECORD_SIAK, A.HAND_OVER, A.DELAY, A.RESUME},
    "verifier": {A.VERIFY, A.RETURN},
}
LEASE: Final = dt.timedelta(minutes=15)


@dataclass
class PaperModel:
    """`clock` is none, running, paused or ended; `at_work` a person and until when; `history` (kind, person)."""

    service: Service
    state: str = "SUBMITTED"
    version: int = 1
    siak: str = "NONE"
    clock: str = "none"
    resume_to: str = ""
    assignee: str = ""
    at_work: tuple[str, dt.datetime] | None = None
    stood_in: str = ""
    entered: set[str] = field(default_factory=lambda: {"applicant"})
    history: list[tuple[ActionKind, str]] = field(default_factory=list)

    @property
    def desk(self) -> str:
        return "kabid" if self.state == "PROCESSING" and self.siak == "CONFIRMED" else DESKS.get(self.state, "")

    def next(self) -> tuple[ActionKind, str] | None:
        return IN_PROCESSING[self.siak] if self.state == "PROCESSING" else NEXT.get(self.state)

    def may(self, kind: ActionKind, who: str, now: dt.datetime) -> bool:
        origins, roles, _ = ALLOWED[kind]
        person = PEOPLE[who]
        if self.state not in origins or person.family:
            return False
        if who == "register":
            return kind in {A.CONFIRM_SIAK, A.DELAY, A.RESUME} and self._is_free(kind, who, now)
        if kind is A.TAKE_OVER:
            return self._may_take_over(who)
        in_role = not person.actor.roles.isdisjoint(roles & self._own_roles(kind, roles))
        if not (in_role or self._stands_in(kind, who)) or (kind is A.VALIDATE and who == self.stood_in):
            return False
        if not self._is_free(kind, who, now) or (kind in APPROVING and who in self.entered):
            return False
        return kind is not A.VALIDATE or self.siak == "CONFIRMED"

    def _own_roles(self, kind: ActionKind, otherwise: frozenset[Role]) -> frozenset[Role]:
        """A service can leave a step to fewer roles."""
        named = [frozenset(step.roles) for step in self.service.definition.steps if step.action is kind]
        return named[0] if named else otherwise

    def _is_free(self, kind: ActionKind, who: str, now: dt.datetime) -> bool:
        held = self.at_work is not None and self.at_work[0] != who and now < self.at_work[1]
        return kind in UNBOUND or not held

    def _may_take_over(self, who: str) -> bool:
        at_desk = {"operator": {Role.OPERATOR, *HEADS}, "verifier": {Role.VERIFIER, *HEADS}}.get(self.desk, set())
        return not PEOPLE[who].actor.roles.isdisjoint(at_desk) and bool(self._holders() - {who})

    def _stands_in(self, kind: ActionKind, who: str) -> bool:
        """A head, in the place of the officer from whom she took the case over."""
        is_head = not PEOPLE[who].actor.roles.isdisjoint(HEADS)
        return is_head and who in self._holders() and kind in STANDING_IN.get(self.desk, ())

    def _holders(self) -> set[str]:
        assigned = {self.assignee} if self.desk == "operator" else set()
        return (({self.at_work[0]} if self.at_work else set()) | assigned) - {""}

    def done(self, kind: ActionKind, who: str, now: dt.datetime, siak: str = "") -> None:
        """The step was taken. `siak` is what the register said, for CONFIRM_SIAK."""
        before, desk = self.state, self.desk
        self.state = self.resume_to if kind is A.RESUME else ALLOWED[kind][2] or before
        self.version += 1
        self.history.append((kind, who))
        if kind is A.VERIFY:
            self.stood_in = who if self._took_over_here(who) else ""
        if kind is A.DELAY:
            self.resume_to = before
        takes = kind is A.TAKE_OVER and desk == "operator"
        if kind in ENTERING or takes:
            self.entered.add(who)
        if kind is A.CLAIM or takes:
            self.assignee = who
        if kind is A.RESUBMIT:
            self.assignee = ""
        self.siak = {A.RECORD_SIAK: "PENDING", A.CONFIRM_SIAK: siak}.get(kind, self.siak)
        self._ticks(kind)
        self._leases(kind, who, now, desk)

    def _took_over_here(self, who: str) -> bool:
        """Whether she, the last one, took it over since it came to this desk."""
        moves = {A.ACCEPT, A.RESUME, A.TAKE_OVER}
        last = [(kind, one) for kind, one in self.history if kind in moves][-1]
        return last == (A.TAKE_OVER, who)

    def _ticks(self, kind: ActionKind) -> None:
        """A return ends the clock, a disturbance stops it, an answer is its end."""
        if kind in {A.ACCEPT, A.RETURN}:
            self.clock = "running" if kind is A.ACCEPT else "none"
        elif self.clock in {"running", "paused"}:
            changes = {A.DELAY: "paused", A.RESUME: "running", **dict.fromkeys(ENDING, "ended")}
            self.clock = changes.get(kind, self.clock)

    def _leases(self, kind: ActionKind, who: str, now: dt.datetime, desk: str) -> None:
        mine = self.at_work is not None and self.at_work[0] == who
        if self.desk != desk or not self.desk:
            self.at_work = None
        elif mine or kind in BEGINNING:
            self.at_work = (who, now + LEASE)
