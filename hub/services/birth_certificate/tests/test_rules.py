"""Each rule once with what breaks it and once without; blocking and warning are never mixed up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import forms
from hub.core.codes import Sex, VitalStatus
from hub.core.service import Facts, Finding
from hub.services.birth_certificate.manifest import SAY
from hub.services.birth_certificate.rules import check
from hub.services.birth_certificate.tests.cases import (
    FATHER,
    MOTHER,
    PAPERS,
    TODAY,
    WITNESSES,
    facts,
    father,
    form,
    mother,
)

NO_PAPERS: frozenset[str] = frozenset()


def paths(findings: tuple[Finding, ...], *, blocking: bool) -> set[str]:
    return {finding.path for finding in findings if finding.blocking is blocking}


def test_a_complete_application_has_no_finding() -> None:
    assert check(form(), facts()) == ()


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"motherNik": "190101450595900"}, "motherNik"),
        ({"motherNik": "19010145059590O1"}, "motherNik"),
        ({"motherNik": "١٩٠١٠١٤٥٠٥٩٥٩٠٠١"}, "motherNik"),
        ({"fatherNik": "1901019903939002"}, "fatherNik"),
        ({"fatherNik": MOTHER}, "fatherNik"),
        ({"reporter__nik": "0"}, "reporter.nik"),
        ({"witnesses": [{"fullName": "Saksi", "nik": "1"}]}, "witnesses.0.nik"),
        ({"witnesses": [{"fullName": " ", "nik": "1901010101809006"}]}, "witnesses.0.fullName"),
        ({"witnesses": [WITNESSES[0], WITNESSES[0]]}, "witnesses"),
        ({"familyCardNumber": "1901"}, "familyCardNumber"),
        ({"child__birthDate": "2026-11-25"}, "child.birthDate"),
        ({"child__birthTime": "24:00"}, "child.birthTime"),
        ({"child__birthTime": "7.30"}, "child.birthTime"),
        ({"child__fullName": ""}, "child.fullName"),
        ({"child__fullName": "Siti\x00Rahmawati"}, "child.fullName"),
        ({"child__fullName": "Siti " * 50}, "child.fullName"),
        ({"child__fullName": "陳美玲"}, "child.fullName"),
        ({"child__birthPlace": ""}, "child.birthPlace"),
        ({"child__birthOrder": 0}, "child.birthOrder"),
        ({"child__weightGrams": 3}, "child.weightGrams"),
        ({"child__lengthCm": 490.0}, "child.lengthCm"),
        ({"reporter__phone": None}, "reporter.phone"),
        ({"reporter__phone": "12345"}, "reporter.phone"),
        ({"reporter__phone": "nomor saya"}, "reporter.phone"),
        ({"reporter__email": "nama@contoh"}, "reporter.email"),
        ({"reporter__email": "nama contoh@contoh.id"}, "reporter.email"),
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, Any], path: str) -> None:
    assert paths(check(form(**changed), facts()), blocking=True) == {path}


@pytest.mark.parametrize(
    "changed",
    [
        {"reporter__phone": "+62 812-7100-9001"},
        {"reporter__phone": "(0717) 92001"},
        {"reporter__phone": None, "reporter__email": "nama@dinas.contoh.id"},
        {"child__birthTime": None, "child__weightGrams": None, "child__lengthCm": None},
        {"child__birthTime": "00:00"},
        {"child__birthDate": TODAY.isoformat()},
    ],
)
def test_what_can_be_used_is_taken(changed: dict[str, Any]) -> None:
    assert check(form(**changed), facts()) == ()


@pytest.mark.parametrize(
    ("papers", "witnesses", "father_nik", "missing"),
    [
        (PAPERS, 0, FATHER, set()),
        (
            NO_PAPERS,
            0,
            FATHER,
            {"documents.birth_statement", "documents.marriage_certificate", "documents.family_card"},
        ),
        (PAPERS - {"birth_statement"}, 2, FATHER, {"documents.birth_statement"}),
        (PAPERS - {"birth_statement"} | {"sptjm_birth"}, 2, FATHER, set()),
        (PAPERS - {"birth_statement"} | {"sptjm_birth"}, 1, FATHER, {"witnesses"}),
        (PAPERS - {"birth_statement"} | {"sptjm_marriage"}, 2, FATHER, {"documents.birth_statement"}),
        (PAPERS - {"marriage_certificate"} | {"sptjm_marriage"}, 0, FATHER, {"witnesses"}),
        (PAPERS - {"marriage_certificate"} | {"sptjm_marriage"}, 2, FATHER, set()),
        (PAPERS - {"marriage_certificate"}, 0, FATHER, {"documents.marriage_certificate"}),
        (PAPERS - {"marriage_certificate"}, 0, None, set()),
        (PAPERS - {"family_card"} | {"sptjm_birth"}, 2, FATHER, {"documents.family_card"}),
    ],
)
def test_papers_and_their_lawful_substitutes(
    papers: frozenset[str], witnesses: int, father_nik: str | None, missing: set[str]
) -> None:
    given = form(witnesses=WITNESSES[:witnesses], fatherNik=father_nik)
    assert paths(check(given, facts(papers=papers)), blocking=True) == missing


def test_a_missing_paper_is_named_with_what_may_stand_for_it_in_both_languages() -> None:
    (finding,) = check(form(), facts(papers=PAPERS - {"birth_statement"}))
    assert "Birth statement" in finding.message
    assert "F-2.03" in finding.message
    assert "Surat keterangan kelahiran" in finding.message_id
    assert "F-2.03" in finding.message_id


@pytest.mark.parametrize(("people", "path"), [((father(),), "motherNik"), ((mother(),), "fatherNik")])
def test_a_parent_nobody_knows_is_refused(people: tuple[Any, ...], path: str) -> None:
    assert paths(check(form(), facts(*people)), blocking=True) == {path}


def test_without_a_father_the_officer_makes_sure_and_nothing_is_refused() -> None:
    (finding,) = check(form(fatherNik=None), facts(mother()))
    assert (finding.path, finding.blocking) == ("fatherNik", False)
    assert "anak seorang ibu" in finding.message_id


def test_a_statement_for_the_marriage_book_is_a_warning_about_the_deed() -> None:
    papers = PAPERS - {"marriage_certificate"} | {"sptjm_marriage"}
    (finding,) = check(form(witnesses=WITNESSES), facts(papers=papers))
    assert (finding.path, finding.blocking) == ("documents.marriage_certificate", False)


@pytest.mark.parametrize(
    ("name", "warnings"),
    [
        ("Siti Rahmawati", 0),
        ("Nur Ḥayāti Putri", 0),
        ("Suharto", 1),
        ("Siti R4hmawati", 1),
        ("Ma'ruf Amin", 1),
        ("M. Yusuf", 1),
        ("Siti " + "A" * 55, 0),
        ("Siti " + "A" * 56, 1),
        ("X" * 61, 2),
    ],
)
def test_the_rules_about_new_names_only_warn(name: str, warnings: int) -> None:
    found = check(form(child__fullName=name), facts())
    assert paths(found, blocking=True) == set()
    assert [finding.path for finding in found] == ["child.fullName"] * warnings


@pytest.mark.parametrize(("days", "late"), [(0, False), (60, False), (61, True), (20_000, True)])
def test_after_sixty_days_the_head_of_the_office_decides_and_no_court(days: int, late: bool) -> None:
    """The mother is made as old as needed, so that only the date of the report is odd."""
    born = TODAY - dt.timedelta(days=days)
    parent = mother(nik=MOTHER, birth_date=born - dt.timedelta(days=365 * 30))
    found = [f for f in check(form(child__birthDate=born.isoformat()), facts(parent, father())) if "child" in f.path]
    assert [(finding.path, finding.blocking) for finding in found] == [("child.birthDate", False)] * late
    if late:
        assert "tanpa penetapan pengadilan" in found[0].message_id


@pytest.mark.parametrize(("age", "odd"), [(14, True), (15, False), (55, False), (56, True), (-2, True)])
def test_the_age_of_the_mother(age: int, odd: bool) -> None:
    born = dt.date(2026 - age, 11, 20)
    nik = f"190101{born.day + 40:02}{born.month:02}{born.year % 100:02}9001"
    given = form(motherNik=nik)
    found = check(given, facts(mother(nik=nik, birth_date=born), father()))
    assert [(finding.path, finding.blocking) for finding in found] == [("motherNik", False)] * odd
    assert all(("sesudah anaknya" in finding.message_id) is (age < 0) for finding in found)


@pytest.mark.parametrize(
    ("people", "path"),
    [
        ((mother(sex=Sex.MALE), father()), "motherNik"),
        ((mother(vital_status=VitalStatus.DECEASED), father()), "motherNik"),
        ((mother(birth_date=dt.date(1995, 5, 6)), father()), "motherNik"),
        ((mother(), father(sex=Sex.FEMALE)), "fatherNik"),
        ((mother(), father(birth_date=dt.date(1993, 3, 13))), "fatherNik"),
        ((mother(family_card_number="1901011501209999"), father()), "familyCardNumber"),
        ((mother(), father(family_card_number="1901011501209999")), "familyCardNumber"),
    ],
)
def test_what_the_record_says_otherwise_is_a_warning_and_never_a_refusal(people: tuple[Any, ...], path: str) -> None:
    found = check(form(), facts(*people))
    assert paths(found, blocking=True) == set()
    assert paths(found, blocking=False) == {path}


def test_all_findings_come_at_once_and_the_blocking_ones_first() -> None:
    found = check(form(child__fullName="Suharto", child__birthTime="x", reporter__phone="1"), facts())
    assert [finding.blocking for finding in found] == [True, True, False]


@given(
    text=st.text(max_size=300),
    nik=st.text(max_size=20),
    phone=st.text(max_size=40),
    email=st.text(max_size=80),
    papers=st.frozensets(st.sampled_from(["birth_statement", "sptjm_birth", "family_card", "x"])),
)
def test_any_text_is_answered_with_findings_in_both_languages(
    text: str, nik: str, phone: str, email: str, papers: frozenset[str]
) -> None:
    given = form(child__fullName=text, motherNik=nik, reporter__phone=phone, reporter__email=email)
    for finding in check(given, facts(papers=papers)):
        assert finding.message
        assert finding.message_id
        assert "{" not in finding.message + finding.message_id


def test_every_text_of_a_finding_is_used() -> None:
    """A rule that is taken out takes its texts along."""
    keys = {key for key in SAY.texts["EN"] if key.startswith("finding.")}
    folder = Path(__file__).parents[1]
    files = [folder / "rules.py", folder / "form_rules.py", *Path(forms.__file__).parent.glob("*.py")]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    assert {key for key in keys if f'"{key.removeprefix("finding.")}"' not in source} == set()


def test_facts_are_not_changed() -> None:
    before = facts()
    given = form()
    check(given, before)
    assert (given, before) == (form(), Facts(dict(before.citizens), PAPERS, TODAY, office_region="19.01"))
