"""For which purpose somebody asks. It is declared before anything is read, and stands on the receipt."""

from __future__ import annotations

from typing import Final

from hub.core.actor import Actor
from hub.core.errors import BadInput, Forbidden
from hub.core.purpose import Purpose

_HEADER: Final = "Hub-Purpose"


def purpose_of(actor: Actor, header: str | None) -> Purpose:
    """The purpose of a call: what the header `Hub-Purpose` says, or the only one that the actor has.

    Raises BadInput for an unknown word or when one has to be chosen, Forbidden for one the agreement does not allow.
    Who comes without a token reads public fields only; that is a public service whatever the header says.
    """
    stated = _parsed(header) if header else None
    if actor.is_anonymous:
        return Purpose.PUBLIC_SERVICE
    if stated is None:
        return _only(actor)
    allowed = _allowed(actor)
    if stated not in allowed:
        raise Forbidden(
            f"Your {_paper(actor)} does not allow the purpose {stated.value}. Use one of: {_listed(allowed)}.",
            rule="purpose",
            ask="the hub's administrator, who keeps the agreements",
        )
    return stated


def _parsed(header: str) -> Purpose:
    try:
        return Purpose(header.strip())
    except ValueError:
        raise BadInput(f"The header {_HEADER} must be one of: {_listed(frozenset(Purpose))}.", path="purpose") from None


def _allowed(actor: Actor) -> frozenset[Purpose]:
    """The purposes of the registration, as far as the agreement has them too."""
    return actor.purposes if actor.agreement is None else actor.purposes & actor.agreement.purposes


def _paper(actor: Actor) -> str:
    return "registration" if actor.agreement is None else f"agreement {actor.agreement.number} or your registration"


def _only(actor: Actor) -> Purpose:
    allowed = _allowed(actor)
    if not allowed:
        raise Forbidden(
            f"Your {_paper(actor)} names no purpose for this client, so nothing may be read.",
            rule="purpose",
            ask="the hub's administrator, who keeps the agreements",
        )
    if len(allowed) > 1:
        raise BadInput(f"Say for which purpose you ask, in the header {_HEADER}: {_listed(allowed)}.", path="purpose")
    return next(iter(allowed))


def _listed(purposes: frozenset[Purpose]) -> str:
    return ", ".join(sorted(purpose.value for purpose in purposes)) or "none"
