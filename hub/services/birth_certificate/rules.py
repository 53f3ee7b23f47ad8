"""What must hold before a birth can be registered, and what an officer should look at.

Blocking findings refuse the input. Warnings never do: names, ages and NIKs that look odd are often right.
Sources: form F-2.01 (Permendagri 109/2019), UU 24/2013 art. 27 and 32, Perpres 96/2018, Permendagri 73/2022,
Permendagri 108/2019.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.citizen import Citizen
from hub.core.codes import BirthAttendant, BirthKind, BirthPlaceKind, Sex, VitalStatus
from hub.core.forms.fields import is_nik
from hub.core.forms.papers import papers, witnesses
from hub.core.forms.persons import age, nik_differs
from hub.core.service import Facts, Finding
from hub.services.birth_certificate.form_rules import check_form
from hub.services.birth_certificate.manifest import MANIFEST, SAY

REPORT_WITHIN_DAYS: Final = MANIFEST.limit("report")
NAME_MOST_LETTERS: Final = 60
NAME_LEAST_WORDS: Final = 2
MOTHER_USUAL_AGES: Final = range(15, 56)
MARRIAGE: Final = "marriage_certificate"
_FACILITIES: Final = frozenset({BirthPlaceKind.HOSPITAL.name, BirthPlaceKind.HEALTH_CENTRE.name})
MARRIAGE_STATEMENT: Final = "sptjm_marriage"


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day of the report."""
    found = [
        *check_form(form, facts.channel),
        *_birth(form["child"], facts),
        *_place(form["child"]),
        *_papers(form, facts),
        *_mother(form, facts),
        *_father(form, facts),
        *_family_card(form, facts),
        *_siblings(form, facts),
        *_name(form["child"]["fullName"]),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _birth(child: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    if dt.date.fromisoformat(child["birthDate"]) > facts.today:
        yield SAY.blocking("birth_future", "child.birthDate")
    elif is_late(child, facts.reported):
        yield SAY.warning("late", "child.birthDate")


def is_late(child: Mapping[str, Any], reported: dt.date) -> bool:
    """Whether a birth needs the decision of the head of the office (UU 24/2013 art. 32; MK 18/PUU-XI/2013)."""
    return (reported - dt.date.fromisoformat(child["birthDate"])).days > REPORT_WITHIN_DAYS


def _place(child: Mapping[str, Any]) -> Iterator[Finding]:
    """At home the head of the village attests the birth, or the parents do (F-2.03): both are as good."""
    if child["placeKind"] == BirthPlaceKind.HOME.name:
        yield SAY.warning("home_birth", "child.placeKind")
    elif child["placeKind"] in _FACILITIES and child["attendant"] == BirthAttendant.TRADITIONAL.name:
        yield SAY.warning("attendant_odd", "child.attendant")


def _siblings(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """One application for each child of one birth. It may go past midnight, so the days beside count too."""
    child, born = form["child"], dt.date.fromisoformat(form["child"]["birthDate"])
    several = child["birthKind"] != BirthKind.SINGLE.name
    if several and not child.get("birthTime"):
        yield SAY.warning("twin_time", "child.birthTime")
    same = [one for one in _children(form, facts) if one.birth_date and abs((one.birth_date - born).days) <= 1]
    if any(_is_this(child, one) for one in same):
        yield SAY.blocking("registered_already", "child.fullName")
    elif same:
        yield SAY.warning("twin_order" if several else "twin_single", "child.birthOrder")
    elif several:
        yield SAY.warning("twin_first", "child.birthKind")


def _children(form: Mapping[str, Any], facts: Facts) -> Iterator[Citizen]:
    """The mother's children on the card, as the record has them."""
    members = facts.families.get(form.get("familyCardNumber") or "", ())
    return (one for one in members if one.mother and one.mother.nik and one.mother.nik == form.get("motherNik"))


def _is_this(child: Mapping[str, Any], registered: Citizen) -> bool:
    day, name = child["birthDate"], child["fullName"]
    same_name = (registered.full_name or "").casefold() == name.casefold()
    return same_name and registered.birth_date == dt.date.fromisoformat(day) and registered.sex is Sex[child["sex"]]


def _papers(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    given = facts.document_kinds
    yield from papers(SAY, given, form=form, channel=facts.channel)
    yield from witnesses(SAY, form["witnesses"], given)
    if form.get("fatherNik") and MARRIAGE not in given and MARRIAGE_STATEMENT in given:
        yield SAY.warning("unrecorded_marriage", f"documents.{MARRIAGE}")


def _mother(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    nik = form.get("motherNik")
    if nik is None:
        yield SAY.warning("origin_unknown", "motherNik")
        return
    mother = facts.citizens.get(nik)
    if mother is None:
        if is_nik(nik):
            yield SAY.blocking("mother_unknown", "motherNik")
        return
    if mother.sex is Sex.MALE:
        yield SAY.warning("mother_sex", "motherNik")
    if mother.vital_status is VitalStatus.DECEASED:
        yield SAY.warning("mother_not_alive", "motherNik")
    years = age(mother.birth_date, dt.date.fromisoformat(form["child"]["birthDate"]))
    if years is not None and years < 0:
        yield SAY.warning("mother_younger", "motherNik")
    elif years is not None and years not in MOTHER_USUAL_AGES:
        yield SAY.warning("mother_age", "motherNik", age=str(years))
    yield from nik_differs(SAY, mother, "motherNik")


def _father(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    nik = form.get("fatherNik")
    if not nik:
        if form.get("motherNik") is not None:
            yield SAY.warning("mother_alone", "fatherNik")
        return
    if form.get("motherNik") is None:
        yield SAY.blocking("father_without_mother", "motherNik")
    father = facts.citizens.get(nik)
    if nik == form.get("motherNik"):
        yield SAY.blocking("parents_same", "fatherNik")
    elif father is None:
        if is_nik(nik):
            yield SAY.blocking("father_unknown", "fatherNik")
    else:
        if father.sex is Sex.FEMALE:
            yield SAY.warning("father_sex", "fatherNik")
        yield from nik_differs(SAY, father, "fatherNik")


def _family_card(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    mother = facts.citizens.get(form.get("motherNik") or "")
    father = facts.citizens.get(form.get("fatherNik") or "")
    of_mother = mother.family_card_number if mother else None
    of_father = father.family_card_number if father else None
    if of_mother and of_mother != form.get("familyCardNumber"):
        yield SAY.warning("family_card_mother", "familyCardNumber")
    if of_mother and of_father and of_mother != of_father:
        yield SAY.warning("family_card_father", "familyCardNumber")


def _name(name: str) -> Iterator[Finding]:
    """Permendagri 73/2022 art. 4 and 5, for a new name only; the office may accept the name all the same."""
    path = "child.fullName"
    if len(name.split()) < NAME_LEAST_WORDS:
        yield SAY.warning("name_words", path)
    if not all(letter.isalpha() or letter == " " for letter in name):
        yield SAY.warning("name_signs", path)
    if len(name) > NAME_MOST_LETTERS:
        yield SAY.warning("name_long", path)
