"""What a move from another district changes: the address, card and relations of those who came.

They are in the record when it is signed: handed over by the other district, or entered as the register shows them.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from hub.core.application import Application
from hub.core.citizen import Address, Citizen
from hub.core.codes import FamilyRelationship
from hub.core.errors import Conflict
from hub.core.forms.move_effects import card_of, new_number, siak_result
from hub.core.forms.moves import HEAD, code_of, home_of, niks_of, relations
from hub.core.regions import tenant_of
from hub.core.service import Arrivals, Effects, Facts, RecordChange

__all__ = ["arrivals", "cards_of", "effects", "is_new", "niks_of", "number_of_movers", "region_of"]


def cards_of(form: Mapping[str, Any], _citizens: Mapping[str, Citizen]) -> tuple[str, ...]:
    """The card that they join, or the one whose number they keep."""
    return tuple(number for number in (form.get("joinsCardNumber"), form.get("keepsCardNumber")) if number)


def region_of(form: Mapping[str, Any], _facts: Facts) -> str:
    """Handled where they live now."""
    return code_of(form["home"]["regionCode"])


def arrivals(application: Application) -> Arrivals | None:
    """Those whom the letter names."""
    form, result = application.form, application.siak_result
    return Arrivals(
        niks=niks_of(form),
        origin=tenant_of(code_of(form["originRegionCode"])),
        letter_number=form["letterNumber"],
        address=home_of(form, Facts({}, frozenset(), application.header.submitted_at.date())),
        family_card_number=_number(form, result.family_card_number if result else None),
    )


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """Raises Conflict as long as SIAK's result, number or somebody whom the letter names is missing."""
    form, number = application.form, number_of_movers(application)
    home, relation = _home(form, facts), relations(form)
    ordered = sorted(form["movers"], key=lambda line: relation[line["nik"]] is not HEAD)
    changes = tuple(_arrived(facts, line["nik"], relation, number, home) for line in ordered)
    cards = () if form.get("joinsCardNumber") else (card_of(number, changes, home, facts.today),)
    return Effects(changes, cards)


def number_of_movers(application: Application) -> str:
    """The number on which they stand: joined, kept, or the one that SIAK gave. Raises Conflict without one."""
    result = siak_result(application)
    return _number(application.form, result.family_card_number) or new_number(result)


def is_new(form: Mapping[str, Any]) -> bool:
    """Whether SIAK gives a new number."""
    return _number(form, None) is None


def _number(form: Mapping[str, Any], given: str | None) -> str | None:
    return form.get("joinsCardNumber") or form.get("keepsCardNumber") or given


def _home(form: Mapping[str, Any], facts: Facts) -> Address:
    """Everybody on a card lives at one address: that of the card that they join."""
    family = facts.families.get(form.get("joinsCardNumber") or "", ())
    return next((one.address for one in family if one.address), None) or home_of(form, facts)


def _arrived(
    facts: Facts, nik: str, relation: Mapping[str, FamilyRelationship], number: str, home: Address
) -> RecordChange:
    person = facts.citizens.get(nik)
    if person is None:
        raise Conflict(
            "Not everybody whom the letter (SKPWNI) names is in the record yet. Ask the other district to hand them"
            " over, or look them up by NIK, so that they are entered as the register shows them."
        )
    after = dataclasses.replace(person, address=home, family_card_number=number, family_relationship=relation[nik])
    return RecordChange(person, after)
