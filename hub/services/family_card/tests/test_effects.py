"""What stands on which card afterwards, and what is printed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import EducationLevel, FamilyRelationship, MaritalStatus
from hub.core.errors import Conflict
from hub.core.service import Effects
from hub.services.family_card.certificate import certificates
from hub.services.family_card.effects import cards_of, effects, niks_of, region_of
from hub.services.family_card.plan import plan
from hub.services.family_card.tests.cases import (
    BRIDE,
    CARD,
    FATHER,
    GIRL,
    HER_FATHER,
    HOME,
    MOTHER,
    NEW_CARD,
    OTHER_CARD,
    SON,
    TODAY,
    application,
    elements,
    facts,
    member,
    new_family,
    new_head,
    reprint,
    split,
)

R = FamilyRelationship


def done(given: dict[str, Any], number: str = NEW_CARD) -> Effects:
    return effects(application(given, number), facts(), uuid.uuid4())


def people(found: Effects) -> dict[str | None, Citizen]:
    return {change.after.nik: change.after for change in found.changes}


def printed(given: dict[str, Any], number: str = NEW_CARD) -> dict[str, list[str]]:
    papers = certificates(application(given, number), facts())
    return {paper.about: [line["nik"] for line in paper.lines] for paper in papers}


def test_who_splits_off_stands_on_a_new_card_and_the_others_where_they_were() -> None:
    found = done(split())
    (change,) = found.changes
    assert (change.after.nik, change.after.family_card_number) == (SON, NEW_CARD)
    assert (change.after.family_relationship, change.after.address) == (R.HEAD, HOME)
    (card,) = found.cards
    assert (card.number, card.head_nik, card.address, card.issued_on) == (NEW_CARD, SON, HOME, TODAY)
    assert printed(split()) == {NEW_CARD: [SON], CARD: [FATHER, MOTHER, GIRL]}


def test_a_new_family_leaves_both_cards_and_is_recorded_as_married() -> None:
    found = people(done(new_family()))
    assert {nik: (one.family_relationship, one.marital_status) for nik, one in found.items()} == {
        SON: (R.HEAD, MaritalStatus.MARRIED_REGISTERED),
        BRIDE: (R.WIFE, MaritalStatus.MARRIED_REGISTERED),
    }
    assert printed(new_family()) == {NEW_CARD: [SON, BRIDE], CARD: [FATHER, MOTHER, GIRL], OTHER_CARD: [HER_FATHER]}


def test_nobody_else_of_a_new_family_is_married_with_it() -> None:
    both = [member(BRIDE, R.WIFE), member(GIRL, R.OTHER_RELATIVE)]
    assert people(done(new_family(members=both)))[GIRL].marital_status is MaritalStatus.NEVER_MARRIED


def test_with_another_head_everybody_goes_to_the_new_number_which_replaces_the_old() -> None:
    found = people(done(new_head()))
    assert {nik: one.family_relationship for nik, one in found.items()} == {
        MOTHER: R.HEAD, FATHER: R.HUSBAND, SON: R.CHILD, GIRL: R.CHILD,
    }  # fmt: skip
    assert {one.family_card_number for one in found.values()} == {NEW_CARD}
    (paper,) = certificates(application(new_head()), facts())
    assert (paper.about, paper.replaces) == (NEW_CARD, (CARD,))
    assert paper.values["head"] == "SITI CONTOH"


def test_elements_change_and_the_number_stays() -> None:
    given = elements(
        {"nik": SON, "education": "BACHELOR", "fullName": "Budi Baru", "mother": {"fullName": "Ibu", "nik": MOTHER}},
        {"nik": GIRL, "immigrationDocument": "X 1234", "signature": True},
    )
    found = done(given, CARD)
    son = people(found)[SON]
    assert (son.education, son.full_name, son.mother) == (
        EducationLevel.BACHELOR,
        "Budi Baru",
        ParentRef("Ibu", MOTHER),
    )
    assert (son.family_card_number, son.occupation) == (CARD, "9")
    (girl,) = [change for change in found.changes if change.after.nik == GIRL]
    assert girl.before == girl.after
    assert [card.head_nik for card in found.cards] == [FATHER]
    assert printed(given, CARD) == {CARD: [FATHER, MOTHER, SON, GIRL]}


def test_an_address_that_is_written_otherwise_is_everybodys() -> None:
    found = people(
        done(elements({"nik": SON, "occupation": "88"}, address={"line": "Jalan Baru 2", "rt": "005"}), CARD)
    )
    assert {(one.address.line, one.address.rt, one.address.rw) for one in found.values() if one.address} == {
        ("Jalan Baru 2", "005", "002")
    }
    assert found.keys() == {FATHER, MOTHER, SON, GIRL}


def test_a_new_print_changes_nobody_and_is_about_the_head() -> None:
    found = done(reprint(), CARD)
    assert found.changes == ()
    assert found.about is not None
    assert found.about.nik == FATHER
    assert printed(reprint(), CARD) == {CARD: [FATHER, MOTHER, SON, GIRL]}


def test_nothing_is_made_before_siak_gave_a_number() -> None:
    with pytest.raises(Conflict, match="SIAK"):
        effects(application(split(), None), facts(), uuid.uuid4())
    with pytest.raises(Conflict, match="SIAK"):
        certificates(application(split(), None), facts())


def test_the_form_names_its_persons_and_their_cards() -> None:
    assert niks_of(new_family()) == (SON, BRIDE, FATHER)
    assert niks_of(split(head="x\x00")) == (FATHER,)
    assert cards_of(new_family(), facts().citizens) == (CARD, OTHER_CARD)
    assert cards_of({**split(), "familyCardNumber": "1"}, {}) == ()
    assert (region_of(split(), facts()), region_of(reprint(), facts())) == ("19.01.01.1001", "19.01.01.1001")
    assert region_of(split(), facts([])) == ""


@pytest.mark.parametrize(
    ("given", "cards"),
    [
        (split(), []),
        (new_family(), ["identity_card"]),
        (new_head(), []),
        (reprint(), []),
        (elements({"nik": SON, "education": "BACHELOR"}), []),
        (elements({"nik": SON, "fullName": "Budi Baru"}), ["identity_card"]),
        (elements({"nik": GIRL, "birthPlace": "Belinyu"}), ["child_card"]),
        (elements(address={"line": "Jalan Baru"}), ["identity_card", "child_card"]),
    ],
)
def test_the_card_of_the_family_comes_first_then_those_that_show_what_changed(
    given: dict[str, Any], cards: list[str]
) -> None:
    assert [step.key for step in plan(given, facts())] == ["family_card", "record", *cards]
