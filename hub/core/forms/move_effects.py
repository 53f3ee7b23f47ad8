"""What a registered move changes: addresses, numbers of family cards and relations, of those who move and who stay."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from hub.core.application import Application, SiakResult
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.errors import Conflict
from hub.core.forms.family_card_paper import family_card_paper, members_after
from hub.core.forms.moves import HEAD, CardFate, Move, move_of
from hub.core.service import CertificateData, Effects, Facts, RecordChange


def siak_result(application: Application) -> SiakResult:
    """What SIAK gave; raises Conflict while nothing was captured."""
    if application.siak_result is None:
        raise Conflict("SIAK's result is not there yet. Enter what SIAK shows after the move was typed in.")
    return application.siak_result


def new_number(result: SiakResult) -> str:
    """The number of the new family card; raises Conflict where SIAK's was not captured."""
    if result.family_card_number is None:
        raise Conflict("This move needs a new family card. Enter the number that SIAK gave it.")
    return result.family_card_number


def unchanged(form: Mapping[str, Any], facts: Facts) -> Move:
    """The move as it was submitted. Raises Conflict when the family card changed meanwhile."""
    move = move_of(form, facts)
    if len(move.movers) != len(form["movers"]) or not move.movers:
        raise Conflict("The family card changed since this was handed in. Return the application and name who moves.")
    missing = {line["nik"] for line in form.get("stayers", ())} ^ {one.nik for one in move.stay if one.nik}
    if move.head_moves and missing:
        raise Conflict("The family card changed since this was handed in. Return the application and name who stays.")
    return move


def moving(move: Move, **said: Any) -> tuple[RecordChange, ...]:
    """Those who move, the new head first, each with the relation of the form and what is `said`."""
    ordered = sorted(move.movers, key=lambda one: move.relations[one.nik or ""] is not HEAD)
    return tuple(_changed(one, family_relationship=move.relations[one.nik or ""], **said) for one in ordered)


def staying(move: Move, number: str | None) -> tuple[RecordChange, ...]:
    """Those who stay: with a new number and new relations where the head leaves, as they are otherwise."""
    if move.of_stayers is not CardFate.NEW:
        return ()
    return tuple(
        _changed(
            one,
            family_card_number=number,
            family_relationship=move.relations.get(one.nik or "", one.family_relationship),
        )
        for one in move.stay
    )


def card_of(number: str, changes: Sequence[RecordChange], address: Address | None, today: dt.date) -> FamilyCard:
    """A card as it shall be, whose head is among those who change."""
    people = [change.after for change in changes if change.after.family_card_number == number]
    head = next((one.nik for one in people if one.family_relationship is HEAD), None)
    return FamilyCard(tenant=changes[0].after.tenant, number=number, head_nik=head, address=address, issued_on=today)


def left_empty(number: str, move: Move) -> FamilyCard:
    """The card on which nobody stands any more, because all of it joined another one."""
    return FamilyCard(tenant=move.movers[0].tenant, number=number, head_nik=None, address=None)


def printed(application: Application, facts: Facts, effects: Effects, number: str) -> CertificateData:
    """The family card paper of a number, with whoever stands on it after these effects."""
    before = [one for family in facts.families.values() for one in family]
    members = members_after(before, effects.changes, number)
    card = next((one for one in effects.cards if one.number == number), None) or _held(number, members)
    return family_card_paper(card, members, application.header.tracking_number)


def _held(number: str, members: Sequence[Citizen]) -> FamilyCard:
    """A card whose head and address stay: both as its members have them."""
    if not members:
        raise Conflict("Nobody stands on this family card any more. Load the family again.")
    head = next((one for one in members if one.family_relationship is HEAD), members[0])
    return FamilyCard(tenant=head.tenant, number=number, head_nik=head.nik, address=head.address)


def _changed(person: Citizen, **said: Any) -> RecordChange:
    return RecordChange(person, dataclasses.replace(person, **said))
