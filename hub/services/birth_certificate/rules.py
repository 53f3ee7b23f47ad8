"""What must hold before a birth can be registered, and what an officer should look at.

Blocking findings refuse the input. Warnings never do: names, ages and NIKs that look odd are often right.
Sources: form F-2.01 (Permendagri 109/2019), UU 24/2013 art. 27 and 32, Permendagri 73/2022, Permendagri 108/2019.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.citizen import Citizen
from hub.core.codes import Sex, VitalStatus
from hub.core.identifiers import nik_warnings
from hub.core.service import Facts, Finding
from hub.services.birth_certificate.findings import blocking, warning
from hub.services.birth_certificate.form_rules import check_form, is_nik
from hub.services.birth_certificate.manifest import MANIFEST

REPORT_WITHIN_DAYS: Final = 60
NAME_MOST_LETTERS: Final = 60
NAME_LEAST_WORDS: Final = 2
MOTHER_USUAL_AGES: Final = range(15, 56)
MARRIAGE: Final = "marriage_certificate"
MARRIAGE_STATEMENT: Final = "sptjm_marriage"
STATEMENTS: Final = frozenset(r.substitute for r in MANIFEST.requirements if r.substitute)


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day of the report."""
    found = [
        *check_form(form),
        *_birth(form["child"], facts),
        *_papers(form, facts),
        *_mother(form, facts),
        *_father(form, facts),
        *_family_card(form, facts),
        *_name(form["child"]["fullName"]),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _birth(child: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    days = (facts.today - dt.date.fromisoformat(child["birthDate"])).days
    if days < 0:
        yield blocking("birth_future", "child.birthDate")
    elif days > REPORT_WITHIN_DAYS:
        yield warning("late", "child.birthDate")


def _papers(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    given = facts.document_kinds
    for paper in MANIFEST.requirements:
        if not paper.required or paper.kind in given or not _needed(paper.kind, form):
            continue
        if paper.substitute is None:
            yield blocking("paper_missing", f"documents.{paper.kind}", paper=paper.kind)
        elif paper.substitute not in given:
            names = {"paper": paper.kind, "substitute": paper.substitute}
            yield blocking("paper_missing_substitute", f"documents.{paper.kind}", **names)
    yield from _witnesses(form["witnesses"], given)
    if form.get("fatherNik") and MARRIAGE not in given and MARRIAGE_STATEMENT in given:
        yield warning("unrecorded_marriage", f"documents.{MARRIAGE}")


def _needed(kind: str, form: Mapping[str, Any]) -> bool:
    """A proof of marriage is needed only where a father is to be named."""
    return kind != MARRIAGE or bool(form.get("fatherNik"))


def _witnesses(witnesses: list[Mapping[str, Any]], given: frozenset[str]) -> Iterator[Finding]:
    if given & STATEMENTS and len(witnesses) < 2:
        yield blocking("witnesses_needed", "witnesses")
    niks = [witness["nik"] for witness in witnesses]
    if len(set(niks)) != len(niks):
        yield blocking("witnesses_same", "witnesses")


def _mother(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    mother = facts.citizens.get(form["motherNik"])
    if mother is None:
        if is_nik(form["motherNik"]):
            yield blocking("mother_unknown", "motherNik")
        return
    if mother.sex is Sex.MALE:
        yield warning("mother_sex", "motherNik")
    if mother.vital_status is VitalStatus.DECEASED:
        yield warning("mother_not_alive", "motherNik")
    age = _age(mother.birth_date, dt.date.fromisoformat(form["child"]["birthDate"]))
    if age is not None and age not in MOTHER_USUAL_AGES:
        yield warning("mother_age", "motherNik", age=str(age))
    yield from _nik(mother, "motherNik")


def _father(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    nik = form.get("fatherNik")
    if not nik:
        yield warning("mother_alone", "fatherNik")
        return
    father = facts.citizens.get(nik)
    if nik == form["motherNik"]:
        yield blocking("parents_same", "fatherNik")
    elif father is None:
        if is_nik(nik):
            yield blocking("father_unknown", "fatherNik")
    else:
        if father.sex is Sex.FEMALE:
            yield warning("father_sex", "fatherNik")
        yield from _nik(father, "fatherNik")


def _nik(person: Citizen, path: str) -> Iterator[Finding]:
    if person.nik and nik_warnings(person.nik, person.birth_date, person.sex, person.birth_date_precision):
        yield warning("nik_differs", path)


def _family_card(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    mother = facts.citizens.get(form["motherNik"])
    father = facts.citizens.get(form.get("fatherNik") or "")
    of_mother = mother.family_card_number if mother else None
    of_father = father.family_card_number if father else None
    if of_mother and of_mother != form["familyCardNumber"]:
        yield warning("family_card_mother", "familyCardNumber")
    if of_mother and of_father and of_mother != of_father:
        yield warning("family_card_father", "familyCardNumber")


def _name(name: str) -> Iterator[Finding]:
    """Permendagri 73/2022 art. 4 and 5, for a new name only; the office may accept the name all the same."""
    path = "child.fullName"
    if len(name.split()) < NAME_LEAST_WORDS:
        yield warning("name_words", path)
    if not all(letter.isalpha() or letter == " " for letter in name):
        yield warning("name_signs", path)
    if len(name) > NAME_MOST_LETTERS:
        yield warning("name_long", path)


def _age(born: dt.date | None, on: dt.date) -> int | None:
    """Completed years on a day."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
