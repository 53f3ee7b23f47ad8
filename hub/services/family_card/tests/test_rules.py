"""Each rule once with what breaks it and once without; where a rule has a source, it stands beside the case."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, VitalStatus
from hub.core.service import Facts
from hub.services.family_card.rules import check
from hub.services.family_card.tests.cases import (
    BRIDE,
    FATHER,
    GIRL,
    HOME,
    MOTHER,
    SON,
    changed_family,
    elements,
    facts,
    member,
    new_family,
    new_head,
    reprint,
    split,
)

R = FamilyRelationship
CHILD = R.CHILD
PAPERS = ("identity_card", "marriage_certificate", "death_certificate", "birth_certificate", "police_letter")
ALL = (split(), new_family(), new_head(), elements({"nik": SON, "education": "BACHELOR"}), reprint())


def found(given: dict[str, Any], known: Facts, *, blocking: bool = True) -> set[str]:
    return {finding.path for finding in check(given, known) if finding.blocking is blocking}


def with_reporter(given: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**given, "reporter": {**given["reporter"], **changed}}


def everything() -> Facts:
    return facts(None, *PAPERS, "school_certificate")


@pytest.mark.parametrize("given", ALL, ids=lambda given: next(iter(given["cause"])))
def test_a_complete_application_has_no_finding(given: dict[str, Any]) -> None:
    assert check(given, everything()) == ()


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({**split(), "familyCardNumber": "1901"}, "familyCardNumber"),
        ({**split(), "familyCardNumber": "1901011501209999"}, "familyCardNumber"),
        (split(head="0901011010059003"), "cause.split.headNik"),
        (split(head="9901011010059003"), "cause.split.headNik"),
        (split(head="1901011010059999"), "cause.split.headNik"),
        (split(head=BRIDE), "cause.split.headNik"),
        (split(member(SON, CHILD)), "cause.split.members.0.nik"),
        (split(member(GIRL, R.HEAD)), "cause.split.members.0.relationship"),
        (new_head(member(FATHER, R.HUSBAND)), "cause.changeOfHead.members"),
        (new_head(*(member(nik, CHILD) for nik in (MOTHER, SON, GIRL)), head=FATHER), "cause.changeOfHead.headNik"),
        (elements(), "cause.changeOfElements"),
        (elements({"nik": SON}), "cause.changeOfElements.persons.0"),
        (elements({"nik": SON, "fullName": "  "}), "cause.changeOfElements.persons.0.fullName"),
        (elements({"nik": SON, "signature": True}, {"nik": SON, "signature": True}),
         "cause.changeOfElements.persons.1.nik"),
        (elements({"nik": SON, "birthDate": "2026-11-25"}), "cause.changeOfElements.persons.0.birthDate"),
        (elements({"nik": SON, "father": {"fullName": "", "nik": None}}),
         "cause.changeOfElements.persons.0.father.fullName"),
        (elements(address={"rt": "RT 1"}), "cause.changeOfElements.address.rt"),
        (elements(address={"line": " "}), "cause.changeOfElements.address.line"),
        (reprint(head=MOTHER), "cause.reprint.headNik"),
        (with_reporter(split(), nik="1"), "reporter.nik"),
        (with_reporter(split(), fullName=""), "reporter.fullName"),
        (with_reporter(split(), phone=None), "reporter.phone"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(given: dict[str, Any], path: str) -> None:
    assert found(given, everything()) == {path}


def test_a_code_that_is_in_no_list_is_refused() -> None:
    known = facts(None, "religion_statement", "work_statement")
    given = elements({"nik": SON, "religion": "9", "occupation": "1000"})
    path = "cause.changeOfElements.persons.0"
    assert found(given, known) == {f"{path}.religion", f"{path}.occupation"}
    assert found(elements({"nik": SON, "religion": "7", "occupation": "89"}), known) == set()


@pytest.mark.parametrize(
    ("given", "enough", "missing"),
    [
        # SE 470/13287/Dukcapil; Permendagri 108/2019 art. 10(4) asks a split for the KTP-el.
        (split(), ("identity_card",), "identity_card"),
        (new_family(), ("marriage_certificate",), "marriage_certificate"),
        (new_family(maritalStatus="MARRIED_UNREGISTERED"), ("marriage_statement",), "marriage_statement"),
        (new_head(), ("death_certificate",), "death_certificate"),
        (new_head(), ("head_statement",), "death_certificate"),
        (reprint(), ("police_letter",), "police_letter"),
        (reprint("DAMAGED"), ("damaged_card",), "damaged_card"),
        (elements({"nik": SON, "fullName": "Budi Baru"}), ("court_order",), "birth_certificate"),
        (elements({"nik": SON, "sex": "MALE"}), ("birth_certificate",), "birth_certificate"),
        (elements({"nik": SON, "birthPlace": "Belinyu"}), ("birth_certificate",), "birth_certificate"),
        (elements({"nik": SON, "birthDate": "2005-10-11"}), ("birth_certificate",), "birth_certificate"),
        (elements({"nik": SON, "religion": "4"}), ("religion_statement",), "religion_statement"),
        (elements({"nik": SON, "education": "BACHELOR"}), ("school_certificate",), "school_certificate"),
        (elements({"nik": SON, "occupation": "88"}), ("work_statement",), "work_statement"),
        (elements({"nik": SON, "maritalStatus": "WIDOWED"}), ("death_certificate",), "death_certificate"),
        (elements({"nik": SON, "relationship": "GRANDCHILD"}), ("court_order",), "birth_certificate"),
        (elements({"nik": SON, "citizenship": "FOREIGN"}), ("citizenship_paper",), "citizenship_paper"),
        (elements({"nik": SON, "immigrationDocument": "X 1"}), ("immigration_paper",), "immigration_paper"),
        (elements({"nik": SON, "mother": {"fullName": "Ibu", "nik": None}}), ("court_order",), "birth_certificate"),
        (elements({"nik": SON, "signature": True}), (), None),
        (elements(address={"line": "Jalan Baru 1"}), (), None),
    ],
)
def test_each_event_is_proven_by_its_paper(given: dict[str, Any], enough: tuple[str, ...], missing: str | None) -> None:
    assert found(given, facts(None, *enough)) == set()
    assert found(given, facts()) == ({f"documents.{missing}"} if missing else set())


def test_the_old_card_is_needed_unless_it_is_lost_or_damaged() -> None:
    nothing = frozenset({"identity_card", "police_letter"})
    known = facts()
    assert found(split(), Facts(known.citizens, nothing, known.today, known.families)) == {"documents.family_card"}
    assert found(reprint(), Facts(known.citizens, nothing, known.today, known.families)) == set()


def test_a_missing_proof_names_every_paper_that_would_do_in_both_languages() -> None:
    (finding,) = check(elements({"nik": SON, "fullName": "Budi Baru"}), facts())
    assert "Akta kelahiran / Penetapan pengadilan" in finding.message_id
    assert "Birth certificate / Court order" in finding.message


YOUNG = {"birth_date": dt.date(2009, 11, 25)}
SEVENTEEN = {"birth_date": dt.date(2009, 11, 24)}


@pytest.mark.parametrize(
    ("people", "given", "refused"),
    [
        # Permendagri 108/2019 art. 10(4): 17 years old, or is or was married.
        (changed_family(son=YOUNG), split(), True),
        (changed_family(son=SEVENTEEN), split(), False),
        (changed_family(son={**YOUNG, "marital_status": None}), split(), True),
        (changed_family(son=YOUNG), new_family(), False),
        (changed_family(son=YOUNG), new_family(maritalStatus=None), True),
    ],
)
def test_a_card_of_ones_own_from_17_or_once_married(
    people: list[Citizen], given: dict[str, Any], *, refused: bool
) -> None:
    path = f"cause.{next(iter(given['cause']))}.headNik"
    assert found(given, facts(people, *PAPERS)) == ({path} if refused else set())


@pytest.mark.parametrize(
    ("people", "given", "path"),
    [
        # The head goes and the others stay: somebody has to head their card.
        (changed_family(), split(member(FATHER, R.PARENT)), "cause.split.members"),
        # Everybody grown up goes and the girl would stay alone.
        (
            changed_family(girl={"family_relationship": R.HEAD}, father={"family_relationship": R.PARENT}),
            split(member(FATHER, R.PARENT), member(MOTHER, R.PARENT)),
            "cause.split.members",
        ),
        # An element that would make a second head, or take the only one away.
        (changed_family(), elements({"nik": SON, "relationship": "HEAD"}), "cause.changeOfElements"),
        (changed_family(), elements({"nik": FATHER, "relationship": "HUSBAND"}), "cause.changeOfElements"),
    ],
)
def test_one_head_on_each_card_and_no_child_alone(people: list[Citizen], given: dict[str, Any], path: str) -> None:
    assert found(given, facts(people, *PAPERS)) == {path}


def test_a_change_of_head_among_children_alone_is_refused_and_a_young_head_with_an_adult_is_a_warning() -> None:
    alone = [one for one in changed_family(son=YOUNG) if one.nik in {SON, GIRL}]
    given = new_head(member(GIRL, R.OTHER_RELATIVE), head=SON)
    assert found(given, facts(alone, *PAPERS)) == {"cause.changeOfHead"}
    young = [one for one in changed_family(son=YOUNG) if one.nik in {SON, MOTHER}]
    given = new_head(member(MOTHER, R.PARENT), head=SON)
    assert found(given, facts(young, *PAPERS)) == set()
    assert found(given, facts(young, *PAPERS), blocking=False) == {"cause.changeOfHead.headNik"}


@pytest.mark.parametrize("who", ["son", "father"])
def test_somebody_who_has_died_stands_on_no_card_and_applies_for_nothing(who: str) -> None:
    people = changed_family(**{who: {"vital_status": VitalStatus.DECEASED}})
    path = "cause.split.headNik" if who == "son" else "reporter.nik"
    assert path in found(split(), facts(people, *PAPERS))


def test_who_joins_from_another_village_is_a_warning() -> None:
    elsewhere = dataclasses.replace(HOME, region_code="19.01.02.2001")
    people = changed_family(bride={"address": elsewhere})
    assert found(new_family(), facts(people, *PAPERS)) == set()
    assert found(new_family(), facts(people, *PAPERS), blocking=False) == {"cause.newFamily.members.0.nik"}


def test_a_nik_that_differs_from_the_birth_date_is_a_warning() -> None:
    people = changed_family(son={"birth_date": dt.date(2004, 1, 1)})
    assert found(split(), facts(people, *PAPERS)) == set()
    assert found(split(), facts(people, *PAPERS), blocking=False) == {"cause.split.headNik"}
