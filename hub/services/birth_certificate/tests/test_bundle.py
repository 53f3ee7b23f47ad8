"""Twins, births at home, children of unknown origin, and the papers and steps that a birth brings with it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import Citizenship, FamilyRelationship, Sex
from hub.core.service import Facts, Finding
from hub.services.birth_certificate.certificate import certificates
from hub.services.birth_certificate.effects import cards_of, effects, niks_of, region_of
from hub.services.birth_certificate.manifest import MANIFEST, SAY
from hub.services.birth_certificate.plan import plan
from hub.services.birth_certificate.rules import check
from hub.services.birth_certificate.siak import siak_fields
from hub.services.birth_certificate.tests.cases import (
    CHILD_NIK,
    FAMILY_CARD,
    TODAY,
    WITNESSES,
    application,
    facts,
    father,
    form,
    mother,
    sibling,
)
from hub.services.birth_certificate.twins import further

FOUNDLING: dict[str, Any] = {"motherNik": None, "fatherNik": None, "familyCardNumber": None}
POLICE = frozenset({"police_record"})


def said(found: tuple[Finding, ...], *, blocking: bool) -> set[str]:
    """The keys of what was said."""
    texts = {text: key for key, text in SAY.texts["EN"].items()}
    keys = {one.message: texts.get(one.message, one.path).removeprefix("finding.") for one in found}
    return {keys[one.message] for one in found if one.blocking is blocking}


# ---- twins: one application each (form F-2.01: jenis kelahiran, kelahiran ke-, pukul) --------------------------------


@pytest.mark.parametrize(
    ("changed", "family", "blocking", "warnings"),
    [
        ({}, (), set(), set()),
        ({}, (mother(), father()), set(), set()),
        ({"child__birthKind": "TWIN"}, (mother(),), set(), {"twin_first"}),
        ({"child__birthKind": "TWIN"}, (mother(), sibling()), set(), {"twin_order"}),
        ({"child__birthKind": "TWIN", "child__birthTime": None}, (sibling(),), set(), {"twin_order", "twin_time"}),
        ({"child__birthKind": "TRIPLET"}, (sibling(),), set(), {"twin_order"}),
        ({}, (mother(), sibling()), set(), {"twin_single"}),
        ({}, (sibling(birth_date=dt.date(2026, 11, 19)),), set(), {"twin_single"}),  # past midnight
        ({}, (sibling(birth_date=dt.date(2026, 11, 18)),), set(), set()),
        ({}, (sibling(birth_date=dt.date(2025, 11, 20)),), set(), set()),
        ({}, (sibling(mother=ParentRef("Sumiati", "1901014505959099")),), set(), set()),  # a cousin on the card
        ({}, (sibling(full_name="SITI RAHMAWATI"),), {"registered_already"}, set()),
        ({"child__birthKind": "TWIN"}, (sibling(full_name="Siti Rahmawati"),), {"registered_already"}, set()),
        ({}, (sibling(full_name="Siti Rahmawati", sex=Sex.MALE),), set(), {"twin_single"}),
        ({}, (sibling(full_name="Siti Rahmawati", birth_date=dt.date(2026, 11, 19)),), set(), {"twin_single"}),
    ],
)
def test_a_sibling_of_the_same_day_is_a_twin_or_the_same_child(
    changed: dict[str, Any], family: tuple[Citizen, ...], blocking: set[str], warnings: set[str]
) -> None:
    found = check(form(**changed), facts(family=family))
    assert (said(found, blocking=True), said(found, blocking=False)) == (blocking, warnings)


def test_the_twins_form_has_what_one_birth_has_in_common_and_nothing_that_is_hers() -> None:
    first = form(child__birthKind="TWIN", witnesses=WITNESSES)
    known = further(first)
    assert known is not None
    same = {"birthDate", "birthPlace", "placeKind", "birthKind", "attendant"}
    assert known["child"] == {name: first["child"][name] for name in same} | {"birthOrder": 2}
    assert {name: known[name] for name in known if name != "child"} == {
        name: first[name] for name in ("motherNik", "fatherNik", "familyCardNumber", "reporter", "witnesses")
    }
    second = {**known, "child": {**known["child"], "fullName": "Siti Rahayu", "sex": "FEMALE", "birthTime": "07:40"}}
    assert said(check(second, facts(family=(mother(), sibling(full_name="Siti Rahmawati")))), blocking=True) == set()
    assert further(form()) is None


def test_each_twin_joins_the_card_with_a_deed_number_of_its_own() -> None:
    """The second card has both: it comes after the first, whichever is signed first."""
    head = father(family_relationship=FamilyRelationship.HEAD)
    known = facts(family=(head, mother(family_relationship=FamilyRelationship.WIFE), sibling()))
    deed, card = certificates(application(form(child__birthKind="TWIN", child__birthOrder=2)), known)
    assert deed.values["order"] == "DUA"
    assert {line["name"] for line in card.lines} >= {"SITI RAHAYU", "SITI RAHMAWATI"}


# ---- at home (Perpres 96/2018: head of the village; F-2.03 with two witnesses) ---------------------------------------


@pytest.mark.parametrize(
    ("place", "attendant", "warnings"),
    [
        ("HOME", "TRADITIONAL", {"home_birth"}),
        ("HOME", "MIDWIFE", {"home_birth"}),
        ("HOSPITAL", "DOCTOR", set()),
        ("HOSPITAL", "TRADITIONAL", {"attendant_odd"}),
        ("HEALTH_CENTRE", "TRADITIONAL", {"attendant_odd"}),
        ("OTHER", "TRADITIONAL", set()),
    ],
)
def test_a_birth_at_home_is_as_good_as_any(place: str, attendant: str, warnings: set[str]) -> None:
    found = check(form(child__placeKind=place, child__attendant=attendant), facts())
    assert (said(found, blocking=True), said(found, blocking=False)) == (set(), warnings)


# ---- of unknown origin (Perpres 96/2018 art. 33; UU 35/2014 art. 27; UU 12/2006 art. 4) ------------------------------


@pytest.mark.parametrize(
    ("changed", "papers", "blocking"),
    [
        (FOUNDLING, POLICE, set()),
        (FOUNDLING | {"witnesses": WITNESSES}, {"sptjm_birth"}, set()),
        (FOUNDLING, {"sptjm_birth"}, {"witnesses_needed"}),
        (FOUNDLING, {"birth_statement", "family_card"}, {"documents.police_record"}),
        (FOUNDLING | {"fatherNik": "1901011203939002"}, POLICE, {"father_without_mother"}),
        (FOUNDLING | {"familyCardNumber": "1901"}, POLICE, {"family_card_form"}),
        ({"motherNik": ""}, POLICE, {"nik_form"}),
        ({"familyCardNumber": None}, {"birth_statement", "marriage_certificate", "family_card"}, {"family_card_form"}),
    ],
)
def test_a_child_of_unknown_origin_needs_the_record_of_the_police_and_no_mother(
    changed: dict[str, Any], papers: set[str], blocking: set[str]
) -> None:
    found = check(form(**changed), facts(papers=frozenset(papers)))
    assert blocking == set() or blocking <= said(found, blocking=True)
    assert bool(said(found, blocking=True)) is bool(blocking)


def found_child(known: Facts, **changed: Any) -> Citizen:
    (change,) = effects(application(form(**FOUNDLING | changed), papers=POLICE), known, uuid.uuid4()).changes
    return change.after


def test_it_is_handled_by_the_office_and_the_child_lives_in_its_region() -> None:
    given = form(**FOUNDLING)
    assert (niks_of(given), cards_of(given, {}), region_of(given, facts())) == ((), (), "19.01")
    child = found_child(facts(papers=POLICE))
    assert (child.nik, child.mother, child.father, child.religion) == (CHILD_NIK, None, None, None)
    assert (child.citizenship, child.region_code, child.family_card_number) == (Citizenship.INDONESIAN, "19.01", None)


def test_who_takes_it_in_gives_it_a_card_and_a_home() -> None:
    carer = mother(family_relationship=FamilyRelationship.HEAD)
    known = facts(papers=POLICE, family=(carer,))
    given = form(**FOUNDLING | {"familyCardNumber": FAMILY_CARD})
    assert region_of(given, known) == carer.region_code
    child = found_child(known, familyCardNumber=FAMILY_CARD)
    assert (child.address, child.family_card_number) == (carer.address, FAMILY_CARD)
    assert (child.family_relationship, child.mother) == (FamilyRelationship.OTHER, None)


def test_the_deed_names_no_parents_and_siak_gets_no_line_of_them() -> None:
    given = application(form(**FOUNDLING), papers=POLICE)
    (deed,) = certificates(given, facts(papers=POLICE))
    assert (deed.values["mother"], deed.values["father"], deed.values["marriage"]) == ("", "", "")
    assert [one.label for one in siak_fields(given, facts()) if "Ibu" in one.label or "Ayah" in one.label] == []


# ---- after 60 days: by decision (UU 24/2013 art. 32; MK 18/PUU-XI/2013; Dirjen Dukcapil 2024: the same papers) ---


def late(**changed: Any) -> dict[str, Any]:
    return form(child__birthDate="2026-09-24", **changed)


@pytest.mark.parametrize(("born", "by_decision"), [("2026-09-25", False), ("2026-09-24", True), ("1990-01-01", True)])
def test_a_late_report_needs_a_decision_and_no_further_paper(born: str, by_decision: bool) -> None:
    """60 days before 24 November is 25 September."""
    old = dt.date.fromisoformat(born) - dt.timedelta(days=365 * 30)
    known = facts(mother(birth_date=old), father())
    given = form(child__birthDate=born)
    assert said(check(given, known), blocking=True) == set()
    assert ("late" in said(check(given, known), blocking=False)) is by_decision
    kinds = [one.kind for one in certificates(application(given), known)]
    assert kinds == ["deed", *(["decision"] if by_decision else [])]
    assert ("decision" in [step.key for step in plan(given, known)]) is by_decision
    panel = {one.label: one.value for one in siak_fields(application(given), known)}
    assert panel["Jenis Akta (cocokkan dengan nomor SIAK)"][:2] == ("LT" if by_decision else "LU")


def test_whoever_corrects_her_form_after_the_day_has_not_reported_late() -> None:
    """Handed in on the sixtieth day, corrected and signed on later ones."""
    given = form(child__birthDate="2026-09-25")
    later = dataclasses.replace(facts(today=TODAY + dt.timedelta(days=9)), handed_in=TODAY)
    assert check(given, later) == ()
    assert [one.kind for one in certificates(application(given), later)] == ["deed"]
    assert "decision" not in [step.key for step in plan(given, later)]


def test_the_deed_is_not_signed_without_the_decision_which_names_child_and_day_of_report() -> None:
    decision = certificates(application(late()), facts())[1]
    assert decision.needed
    assert (decision.values["name"], decision.values["reported"]) == ("SITI RAHMAWATI", "24 November 2026")
    given = application().siak_result
    assert given is not None
    assert decision.values["deed_number"] == given.deed_number
    nobody = certificates(application(late(**FOUNDLING), papers=POLICE), facts(papers=POLICE))[1]
    assert nobody.values["mother"] == ""


def test_what_nobody_read_about_a_late_report_is_to_be_confirmed() -> None:
    unread = {law.name for law in MANIFEST.laws if law.confidence.to_be_confirmed}
    assert {"Bentuk keputusan Kepala Dinas", "Nomor akta KKKK-LT", "UU 23/2006 Pasal 90"} <= unread


# ---- the bundle (Permendagri 19/2018) --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "steps"),
    [
        ({}, ["deed", "record", "family_card", "child_card", "insurance", "welfare"]),
        ({"fatherNik": None}, ["deed", "record", "family_card", "child_card", "insurance", "welfare"]),
        (FOUNDLING, ["deed", "record", "child_card", "insurance", "protection"]),
        (
            {"child__birthDate": "2026-09-24"},
            ["decision", "deed", "record", "family_card", "child_card", "insurance", "welfare"],
        ),
        (
            FOUNDLING | {"familyCardNumber": FAMILY_CARD},
            ["deed", "record", "family_card", "child_card", "insurance", "protection"],
        ),
    ],
)
def test_the_steps_of_a_birth(changed: dict[str, Any], steps: list[str]) -> None:
    planned = plan(form(**changed), facts())
    assert [step.key for step in planned] == steps
    assert all(step.label_id and step.label_en and bool(step.undo_id) is bool(step.undo_en) for step in planned)


def test_the_family_card_has_the_child_on_it() -> None:
    head = father(family_relationship=FamilyRelationship.HEAD)
    known = facts(family=(head, mother(family_relationship=FamilyRelationship.WIFE)))
    _deed, card = certificates(application(), known)
    assert (card.kind, card.about, card.values["head"]) == ("family_card", FAMILY_CARD, "AHMAD FAUZI")
    assert [line["name"] for line in card.lines] == ["AHMAD FAUZI", "NURHAYATI", "SITI RAHMAWATI"]


def test_a_card_that_nobody_heads_is_not_printed() -> None:
    """The bundle then shows it as not made, and an officer looks at it."""
    assert [one.kind for one in certificates(application(family_card="1901012411269008"), facts())] == ["deed"]
