"""What a registered death changes in the record: the deceased, the spouse, and the family card.

All of them are persons who stand there already; each keeps her history, and the card's new number is SIAK's.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from hub.core.application import Application
from hub.core.citizen import Citizen, FamilyCard
from hub.core.codes import FamilyRelationship, MaritalStatus, VitalStatus
from hub.core.errors import Conflict
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import known
from hub.core.forms.siak_lines import siak_result
from hub.core.service import Effects, Facts, RecordChange
from hub.services.death_certificate.family import Bereaved, bereaved, relationship_to


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """NIKs whose records the rules look at: the deceased, spouse, new head, reporter; only those that can be one."""
    named = (form["deceasedNik"], form.get("spouseNik"), form.get("newHeadNik"), form["reporter"]["nik"])
    return tuple(dict.fromkeys(nik for nik in named if nik and is_nik(nik)))


def burials_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """The deceased, whom a village's burial book may name."""
    return (form["deceasedNik"],) if is_nik(form["deceasedNik"]) else ()


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Where the deceased lived, wherever the death happened (UU 24/2013 art. 44); empty when nobody has this NIK."""
    deceased = facts.citizens.get(form["deceasedNik"])
    return deceased.region_code if deceased else ""


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """The deceased first. Raises Conflict as long as SIAK's result is missing, and when the record has moved on."""
    form = application.form
    family = _family(form, facts)
    head = known(facts, form["newHeadNik"]) if form.get("newHeadNik") else None
    changed = [_laid_to_rest(family.deceased)]
    changed += [_widowed(one) if one.nik == form.get("spouseNik") else one for one in family.left]
    if head is None:
        return Effects(_changes(family, changed))
    number = new_card_number(application)
    moved = [changed[0], *(_under(head, one, number) for one in changed[1:])]
    card = FamilyCard(tenant=head.tenant, number=number, head_nik=head.nik, address=head.address, issued_on=facts.today)
    return Effects(_changes(family, moved), (card,))


def new_card_number(application: Application) -> str:
    """The number that SIAK gave for the card under its new head; raises Conflict when none was captured."""
    number = siak_result(application).family_card_number
    if number is None:
        raise Conflict("The family card has another head, so SIAK gives it a new number. Enter that number first.")
    return number


def _family(form: Mapping[str, Any], facts: Facts) -> Bereaved:
    known(facts, form["deceasedNik"])
    family = bereaved(form, facts)
    assert family is not None
    if family.deceased.vital_status is VitalStatus.DECEASED:
        raise Conflict("The record has this person as deceased already. Refuse this application and tell the family.")
    shown = family.spouse.nik if family.spouse else None
    adults = {adult.nik for adult in family.adults}
    if (form.get("spouseNik") or None) != shown or not {form.get("newHeadNik")} <= {None, *adults}:
        raise Conflict("The family has changed in the record since this was handed in. Return it, so that it is asked.")
    return family


def _laid_to_rest(deceased: Citizen) -> Citizen:
    """She stands on no family card any more; which one it was is in her history."""
    return dataclasses.replace(
        deceased, vital_status=VitalStatus.DECEASED, family_card_number=None, family_relationship=None
    )


def _widowed(spouse: Citizen) -> Citizen:
    return dataclasses.replace(spouse, marital_status=MaritalStatus.WIDOWED)


def _under(head: Citizen, person: Citizen, number: str) -> Citizen:
    relationship: FamilyRelationship = relationship_to(head, person, head.family_relationship)
    return dataclasses.replace(person, family_card_number=number, family_relationship=relationship)


def _changes(family: Bereaved, after: list[Citizen]) -> tuple[RecordChange, ...]:
    """Only of persons whom something changes."""
    before = {person.id: person for person in (family.deceased, *family.left)}
    return tuple(RecordChange(before[one.id], one) for one in after if before[one.id] != one)
