"""What a signed application changes in the record."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from hub.core.application import Application, SiakResult
from hub.core.errors import Conflict
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import known
from hub.core.service import Effects, Facts, RecordChange


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """NIKs whose records the rules look at; only those that can be one."""
    return (form["applicantNik"],) if is_nik(form["applicantNik"]) else ()


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Where the application is handled: where the applicant lives; empty when that is not known."""
    person = facts.citizens.get(form["applicantNik"])
    return person.region_code if person else ""


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """The applicant with the new occupation. Raises Conflict as long as SIAK's result or her record is missing."""
    siak_result(application)
    before = known(facts, application.form["applicantNik"])
    after = dataclasses.replace(before, occupation=application.form["occupation"], as_of=application.actions[-1].at)
    return Effects((RecordChange(before, after),))


def siak_result(application: Application) -> SiakResult:
    """What SIAK issued; raises Conflict while nothing was captured."""
    if application.siak_result is None:
        raise Conflict("SIAK's result is not there yet. Enter the number of the letter that SIAK issued first.")
    return application.siak_result
