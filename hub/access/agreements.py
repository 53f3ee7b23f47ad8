"""A client that acts for itself: what its agreement lets it do, and whether that is in force at this moment.

Whether it reads a category for a purpose is decided by the policies, which are told what the agreement says. Fields are
compared here, set by set. People of the office, citizens and helpers act by their roles and need no agreement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from hub.access.decision import Denial, FieldNeed
from hub.core.actor import Actor, ActorKind
from hub.core.agreement import Agreement, Validity
from hub.core.calendar import local_date
from hub.core.errors import ErrorCode
from hub.core.regions import narrower

RULE: Final = "agreement"
_KEEPER: Final = "the hub's administrator, who keeps the agreements"
_NONE: Final = Denial(
    ErrorCode.FORBIDDEN,
    "Your registration names no sharing agreement, so this client reads and writes no personal data for itself.",
    RULE,
    _KEEPER,
)
_NOT_IN_FORCE: Final[Mapping[Validity, Callable[[Agreement], str]]] = {
    Validity.NOT_YET: lambda it: f"holds from {it.starts_on.isoformat()} on. Ask again then.",
    Validity.ENDED: lambda it: f"ended on {it.ends_on.isoformat()}. Make a new one.",
    Validity.REVOKED: lambda _it: "was revoked. Make a new one.",
}


def validity_of(actor: Actor, at: dt.datetime) -> Validity | None:
    """How the agreement of this actor stands at this moment; None where there is none."""
    agreement = actor.agreement
    return None if agreement is None else agreement.validity(local_date(at))


def agreement_denial(actor: Actor, at: dt.datetime) -> Denial | None:
    """Why this actor may do nothing with personal data: a client without an agreement, or with one that is not in
    force. None for everybody else."""
    if actor.kind is not ActorKind.CLIENT:
        return None
    agreement = actor.agreement
    if agreement is None or agreement.tenant != actor.tenant:
        return _NONE
    validity = agreement.validity(local_date(at))
    if validity is Validity.IN_FORCE:
        return None
    sentence = f"The agreement {agreement.number} {_NOT_IN_FORCE[validity](agreement)}"
    return Denial(ErrorCode.AGREEMENT_EXPIRED, sentence, RULE, _whom(agreement))


def field_denial(actor: Actor, need: FieldNeed) -> Denial | None:
    """A field that the agreement does not name, where it names any; or one that it masks."""
    agreement = actor.agreement
    if agreement is None or need.category is None:
        return None
    if agreement.fields and need.coordinate not in agreement.fields:
        message = f"The agreement {agreement.number} does not name the field {need.coordinate}."
        return Denial(ErrorCode.FORBIDDEN, message, RULE, _whom(agreement))
    if need.coordinate in agreement.masked:
        message = f"This value is masked: so says the agreement {agreement.number} of {need.coordinate}."
        return Denial(ErrorCode.MASKED, message, RULE, _whom(agreement))
    return None


def region_of(actor: Actor) -> str:
    """The region whose people this actor may see: of her registration, and no wider than her agreement's."""
    agreement = actor.agreement
    return actor.region if agreement is None else narrower(actor.region, agreement.region)


def _whom(agreement: Agreement) -> str:
    return f"{_KEEPER}, about the agreement {agreement.number}"
