"""Each rule with what breaks it and without, its source beside it; blocking and warning are never mixed up."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hub.core.birth_dates import DatePrecision
from hub.core.burial import Burial
from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, MaritalStatus, VitalStatus
from hub.core.service import Finding
from hub.services.death_certificate.manifest import SAY
from hub.services.death_certificate.rules import check
from hub.services.death_certificate.tests.cases import (
    AT,
    CARD,
    DAUGHTER,
    FAMILY,
    HUSBAND,
    PAPERS,
    SON,
    STRANGER,
    WIFE,
    daughter,
    facts,
    form,
    husband,
    son,
    wife,
)

ALONE = {"spouseNik": None, "newHeadNik": None}


def paths(findings: tuple[Finding, ...], *, blocking: bool) -> list[str]:
    return [finding.path for finding in findings if finding.blocking is blocking]


def said(found: tuple[Finding, ...], *, blocking: bool) -> set[str]:
    """The keys of what was said."""
    texts = {text.partition("{")[0]: key for key, text in SAY.texts["EN"].items() if key.startswith("finding.")}
    keys = {one.message: key for one in found for text, key in texts.items() if text and one.message.startswith(text)}
    return {keys[one.message].removeprefix("finding.") for one in found if one.blocking is blocking}


def test_a_complete_report_of_the_head_asks_only_to_compare_the_relationships() -> None:
    found = check(form(), facts())
    assert (said(found, blocking=True), said(found, blocking=False)) == (set(), {"relationships"})


# ---- fields, and dates that contradict each other (form F-2.01) ------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"deceasedNik": "190101120360900"}, "deceasedNik"),
        ({"spouseNik": "19010145056590O2"}, "spouseNik"),
        ({"newHeadNik": "1"}, "newHeadNik"),
        ({"reporter__nik": "0"}, "reporter.nik"),
        ({"reporter__fullName": " "}, "reporter.fullName"),
        ({"reporter__phone": None}, "reporter.phone"),
        ({"reporter__phone": "12345"}, "reporter.phone"),
        ({"familyCardNumber": "1901"}, "familyCardNumber"),
        ({"death__deathDate": "2026-11-25", "death__burialDate": None}, "death.deathDate"),
        ({"death__deathDate": "1960-03-11"}, "death.deathDate"),
        ({"death__deathTime": "4.30"}, "death.deathTime"),
        ({"death__deathPlace": ""}, "death.deathPlace"),
        ({"death__deathPlace": "Sungai\x00liat"}, "death.deathPlace"),
        ({"death__burialDate": "2026-11-19"}, "death.burialDate"),
        ({"death__burialDate": "2026-11-25"}, "death.burialDate"),
        ({"witnesses": [{"fullName": "", "nik": SON}]}, "witnesses.0.fullName"),
        ({"witnesses": [{"fullName": "Saksi", "nik": SON}, {"fullName": "Saksi", "nik": SON}]}, "witnesses"),
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, Any], path: str) -> None:
    assert path in paths(check(form(**changed), facts()), blocking=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"death__deathDate": "2026-11-24", "death__burialDate": "2026-11-24"},
        {"death__deathTime": None, "death__burialDate": None},
        {"death__burialDate": "2026-11-20"},
        {"reporter__phone": None, "reporter__email": "nama@contoh.id"},
        # A single name is a name, and so is a NIK of Papua; a witness is not looked up.
        {"reporter__fullName": "Suparman", "witnesses": [{"fullName": "Jumaidi", "nik": "9171011201909003"}]},
    ],
)
def test_what_can_be_used_is_taken(changed: dict[str, Any]) -> None:
    assert paths(check(form(**changed), facts()), blocking=True) == []


def test_of_a_birth_date_known_by_its_year_the_year_is_compared() -> None:
    """Many of the old are recorded with 1 July or 31 December."""
    on_paper = dt.date(2026, 12, 31)
    for precision, refused in ((DatePrecision.DAY, True), (DatePrecision.YEAR, False)):
        people = (husband(birth_date=on_paper, birth_date_precision=precision), *FAMILY[1:])
        assert ("death_before_birth" in said(check(form(), facts(people)), blocking=True)) is refused


# ---- who died, and who reports (UU 24/2013 art. 44) ------------------------------------------------------------------


@pytest.mark.parametrize("nik", [STRANGER, "0101010101809007", "9171011201909003"])
def test_somebody_whom_nobody_knows_is_told_as_not_found_whatever_the_nik_begins_with(nik: str) -> None:
    assert said(check(form(deceasedNik=nik, **ALONE), facts()), blocking=True) == {"deceased_unknown"}


def test_a_nik_that_begins_with_nine_is_one() -> None:
    """Papua: 91 to 96."""
    nik = "9171011203609001"
    people = (husband(nik=nik), *FAMILY[1:])
    assert paths(check(form(deceasedNik=nik), facts(people)), blocking=True) == []


def test_a_death_is_registered_once() -> None:
    gone = husband(vital_status=VitalStatus.DECEASED, family_card_number=None, family_relationship=None)
    found = check(form(familyCardNumber=None, **ALONE), facts((gone, *FAMILY[1:])))
    assert said(found, blocking=True) == {"already_dead"}


@pytest.mark.parametrize(
    ("reporter", "people", "blocking", "warnings"),
    [
        ({"nik": SON, "relation": "CHILD"}, FAMILY, set(), set()),
        ({"nik": WIFE, "relation": "HEIR"}, FAMILY, set(), set()),
        ({"nik": STRANGER, "relation": "FAMILY"}, FAMILY, set(), set()),
        ({"nik": STRANGER, "relation": "RT_HEAD"}, FAMILY, set(), set()),
        ({"nik": HUSBAND, "relation": "CHILD"}, FAMILY, {"reporter_is_deceased"}, set()),
        (
            {"nik": SON, "relation": "CHILD"},
            (*FAMILY[:2], son(vital_status=VitalStatus.DECEASED), FAMILY[3]),
            {"reporter_not_alive"},
            set(),
        ),
        ({"nik": SON, "relation": "CHILD"}, (*FAMILY[:2], son(father=None), FAMILY[3]), set(), {"reporter_no_child"}),
        ({"nik": SON, "relation": "FAMILY"}, (*FAMILY[:2], son(father=None), FAMILY[3]), set(), set()),
        ({"nik": WIFE, "relation": "CHILD"}, FAMILY, set(), set()),  # the record does not know her parents
    ],
)
def test_child_heir_family_and_head_of_the_rt_may_report_and_the_dead_may_not(
    reporter: dict[str, str], people: tuple[Citizen, ...], blocking: set[str], warnings: set[str]
) -> None:
    given = form(**{f"reporter__{name}": value for name, value in reporter.items()})
    found = check(given, facts(people))
    assert said(found, blocking=True) == blocking
    assert said(found, blocking=False) - {"relationships"} == warnings


@pytest.mark.parametrize(("days", "late"), [(0, False), (30, False), (31, True), (9000, True)])
def test_after_thirty_days_it_is_late_and_registered_all_the_same(days: int, late: bool) -> None:
    died = dt.date(2026, 11, 24) - dt.timedelta(days=days)
    found = check(form(death__deathDate=died.isoformat(), death__burialDate=None), facts())
    assert paths(found, blocking=True) == []
    assert ("late" in said(found, blocking=False)) is late


# ---- papers (Perpres 96/2018, Permendagri 108/2019; the family card is not asked for letters b to d) -----------------


@pytest.mark.parametrize(
    ("circumstance", "papers", "missing"),
    [
        ("ORDINARY", PAPERS, []),
        ("ORDINARY", frozenset(), ["documents.death_statement", "documents.family_card"]),
        ("ORDINARY", {"death_statement", "identity_card"}, []),
        ("ORDINARY", {"police_statement", "family_card"}, ["documents.death_statement"]),
        ("IDENTITY_UNCLEAR", {"police_statement"}, []),
        ("IDENTITY_UNCLEAR", PAPERS, ["documents.police_statement"]),
        ("NO_BODY", {"court_order"}, []),
        ("NO_BODY", {"airline_statement"}, []),
        ("NO_BODY", PAPERS | {"police_statement"}, ["documents.court_order"]),
        ("ABROAD", {"mission_statement", "family_card"}, []),
        ("ABROAD", {"mission_statement"}, ["documents.family_card"]),
        ("ABROAD", PAPERS, ["documents.mission_statement"]),
    ],
)
def test_what_happened_says_which_paper_proves_it(circumstance: str, papers: set[str], missing: list[str]) -> None:
    found = check(form(death__circumstance=circumstance), facts(papers=frozenset(papers)))
    assert paths(found, blocking=True) == missing


def test_what_stands_in_for_a_paper_is_named_and_asks_no_witness() -> None:
    (card,) = [one for one in check(form(), facts(papers=frozenset({"death_statement"}))) if one.blocking]
    assert "KTP-el of the deceased" in card.message
    assert "KTP-el almarhum" in card.message_id
    assert "saksi" not in card.message_id


# ---- the spouse: widowed where the record shows one couple -----------------------------------------------------------

WIDOWED_DAUGHTER = daughter(marital_status=MaritalStatus.WIDOWED)
WORKER = son(family_relationship=FamilyRelationship.DOMESTIC_WORKER)
OTHER_WIFE = "1901014505709008"
UNMARRIED = MaritalStatus.NEVER_MARRIED


@pytest.mark.parametrize(
    ("named", "people", "blocking", "warnings"),
    [
        (WIFE, FAMILY, set(), set()),
        (None, FAMILY, {"spouse_missing"}, set()),
        (SON, FAMILY, {"spouse_other"}, set()),
        (WIFE, (husband(), wife(marital_status=MaritalStatus.MARRIED_UNREGISTERED), *FAMILY[2:]), set(), set()),
        (None, (husband(), son(), daughter()), set(), {"spouse_elsewhere"}),
        (None, (husband(), wife(), wife(nik=OTHER_WIFE, id=son().id), daughter()), set(), {"spouse_elsewhere"}),
        (WIFE, (husband(), wife(), wife(nik=OTHER_WIFE, id=son().id), daughter()), {"spouse_other"}, set()),
        (None, (husband(marital_status=UNMARRIED), wife(marital_status=UNMARRIED), *FAMILY[2:]), set(), set()),
        (WIFE, (husband(), wife(vital_status=VitalStatus.DECEASED), *FAMILY[2:]), {"spouse_other"}, set()),
    ],
)
def test_the_spouse_is_whom_the_record_shows_as_one_couple(
    named: str | None, people: tuple[Citizen, ...], blocking: set[str], warnings: set[str]
) -> None:
    adult = next(one.nik for one in people[1:] if one.nik != DAUGHTER and one.vital_status is VitalStatus.ALIVE)
    found = check(form(spouseNik=named, newHeadNik=adult), facts(people))
    assert said(found, blocking=True) == blocking
    assert said(found, blocking=False) & {"spouse_elsewhere"} == warnings


def test_a_head_whose_other_wife_lives_is_no_widower() -> None:
    other = wife(nik=OTHER_WIFE, id=son().id)
    given = form(deceasedNik=WIFE, reporter__nik=STRANGER, **ALONE)
    assert said(check(given, facts((husband(), wife(), other))), blocking=True) == set()
    assert said(check(given, facts((husband(), wife()))), blocking=True) == {"spouse_missing"}


# ---- the head of the family: another one makes another card (Permendagri 108/2019) -----------------------------------


@pytest.mark.parametrize(
    ("named", "people", "blocking", "warnings"),
    [
        (WIFE, FAMILY, set(), {"relationships"}),
        (SON, FAMILY, set(), {"head_unusual", "relationships"}),
        (None, FAMILY, {"head_missing"}, set()),
        (DAUGHTER, FAMILY, {"head_not_adult"}, set()),
        (STRANGER, FAMILY, {"head_not_adult"}, set()),
        (HUSBAND, FAMILY, {"head_not_adult"}, set()),
        (WIFE, (husband(), wife()), set(), set()),
        (DAUGHTER, (husband(), wife(), WIDOWED_DAUGHTER), set(), {"head_unusual", "relationships"}),
        (SON, (husband(), wife(), WORKER), {"head_not_adult"}, set()),
    ],
)  # fmt: skip
def test_the_new_head_is_an_adult_of_the_card(
    named: str | None, people: tuple[Citizen, ...], blocking: set[str], warnings: set[str]
) -> None:
    found = check(form(newHeadNik=named, reporter__relation="FAMILY"), facts(people))
    assert (said(found, blocking=True), said(found, blocking=False)) == (blocking, warnings)


def test_children_alone_need_a_guardian_and_the_deed_does_not_wait() -> None:
    people = (husband(marital_status=MaritalStatus.WIDOWED), daughter())
    found = check(form(**ALONE), facts(people))
    assert (said(found, blocking=True), said(found, blocking=False)) == (set(), {"no_adult_left"})
    assert said(check(form(spouseNik=None, newHeadNik=DAUGHTER), facts(people)), blocking=True) == {"head_not_adult"}


def test_who_lived_alone_leaves_no_head_to_be_named() -> None:
    alone = (husband(marital_status=MaritalStatus.WIDOWED),)
    assert check(form(**ALONE), facts(alone)) == ()
    assert said(check(form(spouseNik=None, newHeadNik=SON), facts(alone)), blocking=True) == {"head_not_needed"}


def test_a_card_keeps_its_head_when_somebody_else_on_it_dies() -> None:
    given = form(deceasedNik=WIFE, spouseNik=HUSBAND, newHeadNik=None)
    assert check(given, facts()) == ()
    assert said(check({**given, "newHeadNik": SON}, facts()), blocking=True) == {"head_not_needed"}


@pytest.mark.parametrize(
    ("number", "held", "blocking"),
    [
        (CARD, CARD, set()),
        (None, CARD, {"family_card_missing"}),
        ("1901011501209999", CARD, {"family_card_other"}),
        (CARD, None, {"family_card_other"}),
        (None, None, set()),
    ],
)
def test_the_family_card_is_the_one_of_the_record(number: str | None, held: str | None, blocking: set[str]) -> None:
    alone = (husband(marital_status=MaritalStatus.WIDOWED, family_card_number=held),)
    assert said(check(form(familyCardNumber=number, **ALONE), facts(alone)), blocking=True) == blocking


def test_an_odd_nik_is_a_warning() -> None:
    people = (husband(birth_date=dt.date(1960, 3, 13)), *FAMILY[1:])
    found = check(form(), facts(people))
    assert (said(found, blocking=True), "nik_differs" in said(found, blocking=False)) == (set(), True)


def test_every_text_of_a_finding_is_used() -> None:
    """A rule that is taken out takes its texts along."""
    folder = Path(__file__).parents[1]
    own = tomllib.loads((folder / "strings" / "en.toml").read_text(encoding="utf-8"))["finding"]
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("rules.py", "form_rules.py"))
    assert {key for key in own if f'"{key}"' not in source} == set()


# ---- the village's burial book (SE 472.12/2701 of 2016): beside the report, no paper that proves it ---------------


@pytest.mark.parametrize(
    ("buried", "told", "key"),
    [
        ("2026-11-21", "2026-11-21", "burial_book"),
        ("2026-11-21", None, "burial_book"),
        ("2026-11-22", "2026-11-21", "burial_book_differs"),
        ("2026-11-19", None, "burial_book_differs"),
    ],
)
def test_the_burial_book_goes_beside_what_the_family_says(buried: str, told: str | None, key: str) -> None:
    line = Burial(
        tenant="1901", id=husband().id, region_code="19.01.01.1001", name="AHMAD FAUZI", cemetery="TPU Contoh",
        buried_on=dt.date.fromisoformat(buried), book_entry="12/2026", reported_at=AT, reported_by="kader",
    )  # fmt: skip
    known = dataclasses.replace(facts(), burials={HUSBAND: line})
    found = check(form(death__burialDate=told), known)
    assert (said(found, blocking=True), said(found, blocking=False) - {"relationships"}) == (set(), {key})
    (sentence,) = [one for one in found if one.path == "death.burialDate"]
    assert f"{line.buried_on:%d-%m-%Y}" in sentence.message_id
    assert "12/2026" in sentence.message_id
    without = dataclasses.replace(known, document_kinds=frozenset({"family_card"}))
    assert "documents.death_statement" in paths(check(form(), without), blocking=True)
