"""At whose desk a case lies, who holds it there, and how long. Pure; the law of it is in ADR 42.

A lease is taken by the step with which somebody begins to work, renewed by her further steps, and ends by itself or
with the step that hands the case on to another desk. It binds the office: the applicant's side may always complete or
withdraw, and the hub itself goes on.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.core.actor import Role
from hub.core.application import Action, ActionKind, Application, ApplicationState, SiakStatus
from hub.core.calendar import WIB
from hub.core.errors import Conflict
from hub.core.lease import Lease

LEASE_TIME: Final = dt.timedelta(minutes=15)
_S, _A = ApplicationState, ActionKind
_DESKS: Final[Mapping[ApplicationState, Role]] = {
    _S.SUBMITTED: Role.OPERATOR,
    _S.RESUBMITTED: Role.OPERATOR,
    _S.IN_REVIEW: Role.OPERATOR,
    _S.COMPLETE: Role.VERIFIER,
    _S.PROCESSING: Role.OPERATOR,
    _S.DELAYED: Role.OPERATOR,
    _S.AWAITING_SIGNATURE: Role.HEAD_OF_OFFICE,
    _S.ISSUED: Role.OPERATOR,
}
_BEGINNING: Final = frozenset({_A.CLAIM, _A.TAKE_OVER, _A.RECORD_SIAK})
"""Steps after which whoever took them goes on with the case."""
_CHANGING_DESKS: Final = frozenset({_A.CLAIM, _A.ACCEPT, _A.RETURN, _A.VERIFY, _A.DELAY, _A.RESUME, _A.ASSIGN})
"""Steps after which nobody stands any more where she took the case over for verifying."""
_UNBOUND: Final = frozenset({_A.RESUBMIT, _A.WITHDRAW, _A.TAKE_OVER, _A.ASSIGN, _A.CONFIRM_SIAK})
"""Steps that no lease of an officer holds up."""


def desk_of(application: Application) -> Role | None:
    """Whose turn it is in the office; None where it is nobody's there."""
    if application.state is _S.PROCESSING and application.siak_status is SiakStatus.CONFIRMED:
        return Role.HEAD_OF_DIVISION
    return _DESKS.get(application.state)


def holders_of(application: Application) -> frozenset[str]:
    """The subjects from whom somebody at the same desk could take the case over."""
    lease, desk = application.header.lease, desk_of(application)
    at_work = {lease.holder} if lease else set()
    assigned = {application.assignee} if application.assignee and desk is Role.OPERATOR else set()
    given = given_to(application)
    return frozenset(at_work | assigned | ({given[0]} if given else set()))


def given_to(application: Application) -> tuple[str, str] | None:
    """The verifier (subject and name) to whom the case was given at her desk, where it still lies."""
    if desk_of(application) is not Role.VERIFIER:
        return None
    moves = (one for one in reversed(application.actions) if one.kind in _CHANGING_DESKS or one.kind is _A.TAKE_OVER)
    last = next(moves, None)
    return (last.data["to"], last.data["to_name"]) if last is not None and last.kind is _A.ASSIGN else None


_KEPT: Final = frozenset({_S.IN_REVIEW, _S.PROCESSING, _S.DELAYED})
"""States in which an operator goes on with what she claimed. What is issued, whoever is at the counter hands over."""


def kept_by(application: Application) -> tuple[str, str] | tuple[None, None]:
    """The operator (subject and name) with whom the case stays between one step and the next, or the verifier to whom
    it was given."""
    given = given_to(application)
    if given is not None:
        return given
    subject = application.assignee
    if subject is None or application.state not in _KEPT or desk_of(application) is not Role.OPERATOR:
        return None, None
    return subject, _name_of(application, subject)


def _name_of(application: Application, subject: str) -> str:
    """The name of whoever did something here, or was given it."""
    names: dict[str, str] = {}
    for one in application.actions:
        names |= {one.data["to"]: one.data["to_name"]} if one.kind is _A.ASSIGN else {}
        names[one.actor] = one.actor_name
    return names.get(subject, subject)


def roles_at(application: Application, subject: str, roles: frozenset[Role]) -> frozenset[Role]:
    """The roles in which somebody acts on this application: her own, and that of the desk at which she holds it."""
    desk = desk_of(application)
    return roles | {desk} if desk is not None and subject in holders_of(application) else roles


def stood_in(application: Application) -> frozenset[str]:
    """The subjects who verified it after they took it over at the verifiers' desk."""
    found, taker = set[str](), ""
    for action in application.actions:
        if action.kind is _A.VERIFY and action.actor == taker:
            found.add(taker)
        taker = action.actor if action.kind is _A.TAKE_OVER else "" if action.kind in _CHANGING_DESKS else taker
    return frozenset(found)


def lease_after(before: Application, after: Application, action: Action) -> Lease | None:
    """Who works on the case once this step is taken."""
    held = before.header.lease
    if desk_of(after) is None or desk_of(after) is not desk_of(before) or action.kind is _A.ASSIGN:
        return None
    mine = held is not None and held.holder == action.actor
    return renewed(held, action.actor, action.actor_name, action.at) if mine or action.kind in _BEGINNING else held


def renewed(held: Lease | None, holder: str, name: str, now: dt.datetime) -> Lease:
    """The lease of somebody who works on the case now; her work goes on since it began."""
    goes_on = held is not None and held.holder == holder and held.holds(now)
    return Lease(holder, name, held.since if goes_on and held else now, now + LEASE_TIME)


def with_lease(application: Application, lease: Lease | None) -> Application:
    return dataclasses.replace(application, header=dataclasses.replace(application.header, lease=lease))


def held_by_another(application: Application, subject: str, now: dt.datetime) -> Lease | None:
    """The lease that keeps this officer from a step."""
    lease = application.header.lease
    return lease if lease is not None and lease.holder != subject and lease.holds(now) else None


def check_free(application: Application, kind: ActionKind, subject: str, now: dt.datetime) -> None:
    """Raises Conflict, with who works on it and until when, where a colleague's lease holds the step up."""
    if is_bound(kind):
        check_not_held(application, subject, now)


def check_not_held(application: Application, subject: str, now: dt.datetime) -> None:
    """Raises Conflict where a colleague works on it."""
    lease = held_by_another(application, subject, now)
    if lease is not None:
        raise Conflict(working(lease), details={"version": application.version})


def working(lease: Lease) -> str:
    """The sentence for a colleague."""
    since, until = (f"{at.astimezone(WIB):%H.%M}" for at in (lease.since, lease.until))
    return (
        f"{lease.holder_name} is working on this since {since}, until {until} WIB. "
        "Wait until then, or take it over with a reason."
    )


def is_bound(kind: ActionKind) -> bool:
    """Whether a colleague's lease holds this step up."""
    return kind not in _UNBOUND


def taken_over(application: Application, reason: str, now: dt.datetime) -> dict[str, Any]:
    """The data of a TAKE_OVER: from whom, and why. Raises Conflict where nobody holds it."""
    lease = application.header.lease
    given = given_to(application)
    keeper = given[0] if given else application.assignee
    at_work = lease if lease is not None and (lease.holds(now) or keeper is None) else None
    holder = at_work.holder if at_work else keeper
    if holder is None:
        raise Conflict("Nobody holds this application, so there is nothing to take over. Go on with it.")
    name = at_work.holder_name if at_work else _name_of(application, holder)
    return {"reason": reason, "from": holder, "from_name": name}
