"""What a registered birth changes in the record: one new person, the child.

The NIK and the deed number are those that SIAK issued and an officer captured; the hub makes none.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from hub.core.application import Application, SiakResult
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.errors import Conflict
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import known
from hub.core.identifiers import nik_warnings
from hub.core.service import Effects, Facts, RecordChange

NOT_WORKING: Final = "1"
"""Occupation code of BELUM/TIDAK BEKERJA."""


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """NIKs of the parents, whose records the rules look at; only those that can be one."""
    return tuple(nik for nik in (form["motherNik"], form.get("fatherNik")) if nik and is_nik(nik))


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Where the application is handled: the mother's village, else the father's; empty when neither is known.

    A birth is registered where the family lives, not where it happened (UU 24/2013 art. 27).
    """
    parents = (facts.citizens.get(nik) for nik in niks_of(form))
    return next((parent.region_code for parent in parents if parent and parent.region_code), "")


def effects(application: Application, facts: Facts, person_id: uuid.UUID) -> Effects:
    """The child as a new person `person_id`. Raises Conflict as long as SIAK's result or the mother is missing."""
    result = siak_result(application)
    form, child = application.form, application.form["child"]
    mother = known(facts, form["motherNik"])
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
        religion=mother.religion,
        marital_status=MaritalStatus.NEVER_MARRIED,
        education=EducationLevel.NONE,
        occupation=NOT_WORKING,
        citizenship=_citizenship(mother, father),
        vital_status=VitalStatus.ALIVE,
        birth_deed_number=result.deed_number,
        address=mother.address,
        mother=ParentRef(mother.full_name, mother.nik),
        father=ParentRef(father.full_name, father.nik) if father else None,
        family_card_number=result.family_card_number or form["familyCardNumber"],
        family_relationship=FamilyRelationship.CHILD,
        as_of=application.actions[-1].at,
        warnings=nik_warnings(result.nik, born, sex) if result.nik else (),
    )
    return Effects((RecordChange(before=None, after=citizen),))


def siak_result(application: Application) -> SiakResult:
    """What SIAK issued; raises Conflict while nothing was captured."""
    if application.siak_result is None:
        raise Conflict("SIAK's result is not there yet. Enter the NIK and the deed number that SIAK issued first.")
    return application.siak_result


def _citizenship(mother: Citizen, father: Citizen | None) -> Citizenship:
    """UU 12/2006 art. 4: a child of one Indonesian parent is Indonesian, with a second nationality until 18."""
    parents = {person.citizenship or Citizenship.INDONESIAN for person in (mother, father) if person}
    if parents == {Citizenship.FOREIGN}:
        return Citizenship.FOREIGN
    return Citizenship.DUAL if Citizenship.FOREIGN in parents else Citizenship.INDONESIAN
