"""What a move to another district changes here: the cards and relations, and the offer of the record to that district.

Those who move stay in this district's record, at their old address, until the other one receives them. They are on no
family card of this one any more, unless the number goes along with the head.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.codes import MoveReason
from hub.core.errors import Conflict
from hub.core.forms.move_effects import card_of, moving, new_number, siak_result, staying, unchanged
from hub.core.forms.moves import CardFate, Move, code_of, niks_of
from hub.core.service import Departure, Effects, Facts

__all__ = ["cards_of", "effects", "letter_number", "niks_of", "number_of_movers", "region_of"]


def cards_of(form: Mapping[str, Any], _citizens: Mapping[str, Citizen]) -> tuple[str, ...]:
    """The card that they leave."""
    return (form["familyCardNumber"],)


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Handled where the family lives now."""
    family = facts.families.get(form["familyCardNumber"], ())
    return next((one.region_code for one in family if one.region_code), "")


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """Raises Conflict as long as SIAK's result is missing, or when the family changed meanwhile."""
    form = application.form
    move, letter = unchanged(form, facts), letter_number(application)
    going = moving(move, family_card_number=number_of_movers(form, move))
    stay = staying(move, new_number(siak_result(application)) if move.of_stayers is CardFate.NEW else None)
    cards = (card_of(new_number(siak_result(application)), stay, move.stay[0].address, facts.today),) if stay else ()
    leaving = Departure(
        people=tuple(change.after.id for change in going),
        region_code=code_of(form["home"]["regionCode"]),
        letter_number=letter,
        reason=MoveReason[form["reason"]].label_id.capitalize(),
    )
    return Effects((*going, *stay), cards, departures=(leaving,))


def number_of_movers(form: Mapping[str, Any], move: Move) -> str | None:
    """The number goes along with the head; whoever moves without one gets a number where they arrive."""
    return str(form["familyCardNumber"]) if move.of_movers is CardFate.KEEPS else None


def letter_number(application: Application) -> str:
    """That of the letter of removal (SKPWNI), which SIAK gives."""
    number = siak_result(application).letter_number
    if number is None:
        raise Conflict("The number of the letter of removal (SKPWNI) is not there yet. Enter it as SIAK shows it.")
    return number
