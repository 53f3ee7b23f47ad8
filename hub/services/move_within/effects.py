"""What a move within the district changes: the address, cards and relations of those who move and of those who stay."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from hub.core.application import Application
from hub.core.citizen import Address, Citizen
from hub.core.forms.move_effects import card_of, left_empty, moving, new_number, siak_result, staying, unchanged
from hub.core.forms.moves import CardFate, Move, home_of, niks_of
from hub.core.service import Effects, Facts

__all__ = ["cards_of", "effects", "niks_of", "number_of_movers", "region_of"]


def cards_of(form: Mapping[str, Any], _citizens: Mapping[str, Citizen]) -> tuple[str, ...]:
    """The card that they leave, and the one that they join."""
    return tuple(number for number in (form["familyCardNumber"], form.get("joinsCardNumber")) if number)


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Handled where the family lives now."""
    family = facts.families.get(form["familyCardNumber"], ())
    return next((one.region_code for one in family if one.region_code), "")


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """Raises Conflict as long as SIAK's result or number is missing, or when the family changed meanwhile."""
    form, result = application.form, siak_result(application)
    move = unchanged(form, facts)
    number, home = number_of_movers(application, move), _home(form, facts)
    going = moving(move, address=home, family_card_number=number)
    stay = staying(move, new_number(result) if move.of_stayers is CardFate.NEW else None)
    cards = [] if move.of_movers is CardFate.JOINS else [card_of(number, going, home, facts.today)]
    if stay:
        cards.append(card_of(new_number(result), stay, move.stay[0].address, facts.today))
    if move.of_movers is CardFate.JOINS and (stay or not move.stay):
        cards.append(left_empty(form["familyCardNumber"], move))
    return Effects((*going, *stay), tuple(cards))


def number_of_movers(application: Application, move: Move) -> str:
    """The number on which those who move stand afterwards."""
    form = application.form
    match move.of_movers:
        case CardFate.JOINS:
            return str(form["joinsCardNumber"])
        case CardFate.KEEPS:
            return str(form["familyCardNumber"])
    return new_number(siak_result(application))


def _home(form: Mapping[str, Any], facts: Facts) -> Address:
    """Everybody on a card lives at one address: that of the card that they join."""
    family = facts.families.get(form.get("joinsCardNumber") or "", ())
    return next((one.address for one in family if one.address), None) or home_of(form, facts)
