"""What must hold before a death can be registered, and what an officer should look at.

Blocking findings refuse the input. Warnings never do: a grieving family is not sent back for what an officer can find
out. Sources: form F-2.01 (Permendagri 109/2019), UU 24/2013 art. 44, Perpres 96/2018, Permendagri 108/2019.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen
from hub.core.codes import DeathReporter, VitalStatus
from hub.core.forms.fields import is_nik
from hub.core.forms.papers import papers, witnesses
from hub.core.forms.persons import nik_differs
from hub.core.service import Facts, Finding
from hub.services.death_certificate.family import MARRIED, Bereaved, bereaved
from hub.services.death_certificate.form_rules import check_form
from hub.services.death_certificate.manifest import MANIFEST, SAY

REPORT_WITHIN_DAYS: Final = MANIFEST.limit("report")


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day of the report."""
    found = [
        *check_form(form, facts.today, facts.channel),
        *_papers(form, facts),
        *_reporter(form, facts),
        *_late(form, facts),
        *_deceased(form, facts),
        *_buried(form, facts),
    ]
    family = bereaved(form, facts)
    if family is not None:
        found += [*_card(form, family), *_spouse(form, family), *_head(form, family)]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _papers(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    yield from papers(SAY, facts.document_kinds, form=form, channel=facts.channel)
    yield from witnesses(SAY, form["witnesses"], facts.document_kinds)


def _late(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """UU 24/2013 art. 44(1). A late report is taken all the same."""
    if (facts.reported - dt.date.fromisoformat(form["death"]["deathDate"])).days > REPORT_WITHIN_DAYS:
        yield SAY.warning("late", "death.deathDate")


def _reporter(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    reporter = facts.citizens.get(form["reporter"]["nik"])
    if reporter is None or form["reporter"]["nik"] == form["deceasedNik"]:
        return
    if reporter.vital_status is VitalStatus.DECEASED:
        yield SAY.blocking("reporter_not_alive", "reporter.nik")
    parents = {parent.nik for parent in (reporter.mother, reporter.father) if parent and parent.nik}
    if form["reporter"]["relation"] == DeathReporter.CHILD.name and parents and form["deceasedNik"] not in parents:
        yield SAY.warning("reporter_no_child", "reporter.relation")


def _deceased(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    person = facts.citizens.get(form["deceasedNik"])
    if person is None:
        if is_nik(form["deceasedNik"]):
            yield SAY.blocking("deceased_unknown", "deceasedNik")
        return
    if person.vital_status is VitalStatus.DECEASED:
        yield SAY.blocking("already_dead", "deceasedNik")
    if _died_before_birth(person, dt.date.fromisoformat(form["death"]["deathDate"])):
        yield SAY.blocking("death_before_birth", "death.deathDate")
    yield from nik_differs(SAY, person, "deceasedNik")


def _buried(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """What the burial book says goes beside what the family says; it stands for no paper that proves the death."""
    burial = facts.burials.get(form["deceasedNik"])
    if burial is None:
        return
    days = {"day": f"{burial.buried_on:%d-%m-%Y}", "entry": burial.book_entry or "-"}
    told = form["death"].get("burialDate")
    died = dt.date.fromisoformat(form["death"]["deathDate"])
    agrees = died <= burial.buried_on and told in {None, burial.buried_on.isoformat()}
    yield SAY.warning("burial_book" if agrees else "burial_book_differs", "death.burialDate", **days)


def _died_before_birth(person: Citizen, died: dt.date) -> bool:
    """Of a birth date that is known by its year only, the year counts."""
    born = person.birth_date
    if born is None:
        return False
    return died < born if person.birth_date_precision is DatePrecision.DAY else died.year < born.year


def _card(form: Mapping[str, Any], family: Bereaved) -> Iterator[Finding]:
    held = family.deceased.family_card_number
    if held and not form.get("familyCardNumber"):
        yield SAY.blocking("family_card_missing", "familyCardNumber")
    elif held != (form.get("familyCardNumber") or None):
        yield SAY.blocking("family_card_other", "familyCardNumber")


def _spouse(form: Mapping[str, Any], family: Bereaved) -> Iterator[Finding]:
    """The status becomes `cerai mati` where the record shows one couple, and nowhere else."""
    named = form.get("spouseNik")
    shown = family.spouse.nik if family.spouse else None
    if shown and not named:
        yield SAY.blocking("spouse_missing", "spouseNik")
    elif named and named != shown:
        yield SAY.blocking("spouse_other", "spouseNik")
    elif not shown and family.deceased.marital_status in MARRIED:
        yield SAY.warning("spouse_elsewhere", "spouseNik")


def _head(form: Mapping[str, Any], family: Bereaved) -> Iterator[Finding]:
    """A card keeps its number as long as its head is the same; SIAK gives a new one for another head."""
    named = form.get("newHeadNik")
    if not family.lost_head:
        if named:
            yield SAY.blocking("head_not_needed", "newHeadNik")
    elif not family.adults:
        yield SAY.warning("no_adult_left", "newHeadNik")
        if named:
            yield SAY.blocking("head_not_adult", "newHeadNik")
    elif not named:
        yield SAY.blocking("head_missing", "newHeadNik")
    elif named not in {adult.nik for adult in family.adults}:
        yield SAY.blocking("head_not_adult", "newHeadNik")
    else:
        yield from _follows(named, family)


def _follows(named: str, family: Bereaved) -> Iterator[Finding]:
    if family.usual_head and family.usual_head.nik != named:
        yield SAY.warning("head_unusual", "newHeadNik")
    if len(family.left) > 1:
        yield SAY.warning("relationships", "newHeadNik")
