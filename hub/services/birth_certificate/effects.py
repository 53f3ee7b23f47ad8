"""What a registered birth changes in the record: one new person, the child.

The NIK and the deed number are those that SIAK issued and an officer captured; the hub makes none.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import known
from hub.core.forms.siak_lines import siak_result
from hub.core.identifiers import nik_warnings
from hub.core.service import Effects, Facts, RecordChange

NOT_WORKING: Final = "1"
"""Occupation code of BELUM/TIDAK BEKERJA."""


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """NIKs of the parents, whose records the rules look at; only those that can be one."""
    return tuple(nik for nik in (form.get("motherNik"), form.get("fatherNik")) if nik and is_nik(nik))


def cards_of(form: Mapping[str, Any], _citizens: Mapping[str, Citizen]) -> tuple[str, ...]:
    """The family card that the child joins."""
    number = form.get("familyCardNumber")
    return (number,) if number else ()


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Where the application is handled: the mother's village, else the father's; empty when neither is known.

    A birth is registered where the family lives, not where it happened (UU 24/2013 art. 27). A child of unknown origin
    is registered where those live who take it in, else by the office that was told of it.
    """
    if form.get("motherNik") is None:
        return _home(form, facts).region_code
    parents = (facts.citizens.get(nik) for nik in niks_of(form))
    return next((parent.region_code for parent in parents if parent and parent.region_code), "")


def effects(application: Application, facts: Facts, person_id: uuid.UUID) -> Effects:
    """The child as a new person `person_id`. Raises Conflict as long as SIAK's result or the mother is missing."""
    result = siak_result(application)
    form, child = application.form, application.form["child"]
    mother = known(facts, form["motherNik"]) if form.get("motherNik") is not None else None
    father = known(facts, form["fatherNik"]) if form.get("fatherNik") else None
    sex, born = Sex[child["sex"]], dt.date.fromisoformat(child["birthDate"])
    citizen = Citizen(
        tenant=application.header.tenant,
        id=person_id,
        nik=result.nik,
        full_name=child["fullName"],
        sex=sex,
        birth_date=born,
        birth_place=child["birthPlace"],
        blood_type=BloodType.UNKNOWN,
        religion=mother.religion if mother else None,
        marital_status=MaritalStatus.NEVER_MARRIED,
        education=EducationLevel.NONE,
        occupation=NOT_WORKING,
        citizenship=_citizenship(mother, father),
        vital_status=VitalStatus.ALIVE,
        birth_deed_number=result.deed_number,
        address=mother.address if mother else _home(form, facts),
        mother=ParentRef(mother.full_name, mother.nik) if mother else None,
        father=ParentRef(father.full_name, father.nik) if father else None,
        family_card_number=result.family_card_number or form.get("familyCardNumber"),
        family_relationship=FamilyRelationship.CHILD if mother else FamilyRelationship.OTHER,
        as_of=application.actions[-1].at,
        warnings=nik_warnings(result.nik, born, sex) if result.nik else (),
    )
    return Effects((RecordChange(before=None, after=citizen),))


def _home(form: Mapping[str, Any], facts: Facts) -> Address:
    """Where a child of unknown origin lives: with those on whose card it is, else the office's own region."""
    for number in cards_of(form, facts.citizens):
        for person in facts.families.get(number, ()):
            if person.address is not None:
                return person.address
    return Address(None, None, None, None, None, None, None, None, facts.office_region)


def _citizenship(mother: Citizen | None, father: Citizen | None) -> Citizenship:
    """UU 12/2006 art. 4: a child of one Indonesian parent is Indonesian, with a second nationality until 18; so is one
    that was found here and whose parents nobody knows."""
    parents = {person.citizenship or Citizenship.INDONESIAN for person in (mother, father) if person}
    if parents == {Citizenship.FOREIGN}:
        return Citizenship.FOREIGN
    return Citizenship.DUAL if Citizenship.FOREIGN in parents else Citizenship.INDONESIAN
