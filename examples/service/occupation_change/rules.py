"""What must hold before this can be handed in, and what an officer should look at. Each rule names its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from examples.service.occupation_change.manifest import SAY
from hub.core.codes import VitalStatus, code_list
from hub.core.forms import fields
from hub.core.forms.papers import papers
from hub.core.forms.persons import nik_differs
from hub.core.service import Facts, Finding


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day on which it is handed in."""
    found = [
        *fields.usable_texts(SAY, form),
        *fields.filled(SAY, {"reporter.fullName": form["reporter"]["fullName"]}),
        *fields.niks(SAY, {"applicantNik": form["applicantNik"]}),
        *fields.contact(SAY, form["reporter"], facts.channel),
        *papers(SAY, facts.document_kinds, form=form, channel=facts.channel),
        *_applicant(form, facts),
        *_occupation(form, facts),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _applicant(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    person = facts.citizens.get(form["applicantNik"])
    if person is None:
        if fields.is_nik(form["applicantNik"]):
            yield SAY.blocking("applicant_unknown", "applicantNik")
        return
    if person.vital_status is VitalStatus.DECEASED:
        yield SAY.blocking("applicant_not_alive", "applicantNik")
    yield from nik_differs(SAY, person, "applicantNik")


def _occupation(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    if form["occupation"] not in {entry.value for entry in code_list("Occupation") or ()}:
        yield SAY.blocking("occupation_unknown", "occupation")
    person = facts.citizens.get(form["applicantNik"])
    if person and person.occupation == form["occupation"]:
        yield SAY.warning("occupation_same", "occupation")
