"""What the signature changes: the deceased, the spouse, the card and everybody on it, and what is printed of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

import pytest

from hub.core.application import Application
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import FamilyRelationship, MaritalStatus, VitalStatus
from hub.core.errors import Conflict
from hub.core.service import Effects, Facts
from hub.services.death_certificate.certificate import certificates
from hub.services.death_certificate.effects import effects, niks_of, region_of
from hub.services.death_certificate.family import cards_of, relationship_to
from hub.services.death_certificate.plan import plan
from hub.services.death_certificate.tests.cases import (
    CARD,
    DAUGHTER,
    DEED,
    FAMILY,
    HUSBAND,
    NEW_CARD,
    SON,
    TODAY,
    WIFE,
    application,
    citizen,
    daughter,
    facts,
    form,
    husband,
    son,
    wife,
)

R = FamilyRelationship
WIFE_DIED = form(deceasedNik=WIFE, spouseNik=HUSBAND, newHeadNik=None)
SON_DIED = form(deceasedNik=SON, spouseNik=None, newHeadNik=None)
ORPHANS = (husband(marital_status=MaritalStatus.WIDOWED), daughter())
ORPHANED = form(spouseNik=None, newHeadNik=None)


def changed(given: Application, people: Sequence[Citizen] = FAMILY) -> Effects:
    return effects(given, facts(people), uuid.uuid4())


def after(given: Application, people: Sequence[Citizen] = FAMILY) -> dict[str, Citizen]:
    """Everybody who changes, by NIK."""
    return {change.after.nik or "": change.after for change in changed(given, people).changes}


def signed(given: Application, before: Facts) -> Facts:
    """What the record knows once it is signed."""
    people = dict(before.citizens) | {
        change.after.nik or "": change.after for change in effects(given, before, uuid.uuid4()).changes
    }
    number = cards_of(given.form, people)
    members = tuple(one for one in people.values() if number and one.family_card_number == number[0])
    return dataclasses.replace(before, citizens=people, families=dict.fromkeys(number, members))


def test_a_head_who_died_leaves_a_widow_who_heads_a_card_with_the_number_that_siak_gave() -> None:
    made = changed(application())
    assert [change.after.nik for change in made.changes] == [HUSBAND, WIFE, SON, DAUGHTER]
    people = after(application())
    deceased = people[HUSBAND]
    assert (deceased.vital_status, deceased.family_card_number) == (VitalStatus.DECEASED, None)
    assert (people[WIFE].marital_status, people[WIFE].family_relationship) == (MaritalStatus.WIDOWED, R.HEAD)
    assert {people[nik].family_card_number for nik in (WIFE, SON, DAUGHTER)} == {NEW_CARD}
    assert {people[nik].family_relationship for nik in (SON, DAUGHTER)} == {R.CHILD}
    (card,) = made.cards
    assert (card.number, card.head_nik, card.address, card.issued_on) == (NEW_CARD, WIFE, wife().address, TODAY)


def test_every_change_is_of_somebody_who_stands_in_the_record() -> None:
    """So that each keeps her id and history, and a newer version of her is not overwritten."""
    for change in changed(application()).changes:
        assert change.before in FAMILY
        assert change.before is not None
        assert change.after.id == change.before.id


def test_where_the_wife_died_the_head_is_widowed_and_the_card_keeps_its_number() -> None:
    made = changed(application(WIFE_DIED, card=None))
    assert [(change.after.nik, change.after.marital_status) for change in made.changes] == [
        (WIFE, MaritalStatus.MARRIED_REGISTERED),
        (HUSBAND, MaritalStatus.WIDOWED),
    ]
    assert made.cards == ()


def test_where_a_child_died_nobody_else_changes() -> None:
    assert [one.after.nik for one in changed(application(SON_DIED, card=None)).changes] == [SON]


def test_another_head_without_a_number_of_siak_is_not_signed() -> None:
    with pytest.raises(Conflict, match="new number"):
        changed(application(card=None))


@pytest.mark.parametrize(
    "people",
    [
        (husband(vital_status=VitalStatus.DECEASED), *FAMILY[1:]),
        (husband(), wife(marital_status=MaritalStatus.DIVORCED_REGISTERED), *FAMILY[2:]),
        (husband(), wife(vital_status=VitalStatus.DECEASED), *FAMILY[2:]),
        (husband(), wife(family_card_number="1901011501209999"), *FAMILY[2:]),
    ],
)
def test_a_family_that_changed_meanwhile_is_not_signed(people: tuple[Citizen, ...]) -> None:
    with pytest.raises(Conflict):
        changed(application(), people)


def test_the_dead_of_earlier_years_stay_where_they_are() -> None:
    grandmother = citizen("1901014101409010", "Mardiana", R.PARENT, dt.date(1940, 1, 1))
    gone = dataclasses.replace(grandmother, vital_status=VitalStatus.DECEASED)
    assert gone.nik not in after(application(), (*FAMILY, gone))


MOTHER_OF_SON = citizen("1901014505659011", "Sumiati", R.OTHER_RELATIVE, dt.date(1965, 5, 5))


@pytest.mark.parametrize(
    ("head", "person", "now"),
    [
        (wife(), son(), R.CHILD),
        (wife(), daughter(), R.CHILD),
        (wife(), son(family_relationship=R.PARENT, mother=None, father=None), R.PARENT_IN_LAW),
        (wife(), son(family_relationship=R.PARENT_IN_LAW, mother=None, father=None), R.PARENT),
        (wife(), son(family_relationship=R.GRANDCHILD, mother=None, father=None), R.GRANDCHILD),
        (wife(), son(family_relationship=R.DOMESTIC_WORKER, mother=None, father=None), R.DOMESTIC_WORKER),
        (son(), daughter(), R.OTHER_RELATIVE),
        (son(), daughter(family_relationship=R.GRANDCHILD, father=ParentRef("Rizki", SON)), R.CHILD),
        (son(), daughter(family_relationship=R.GRANDCHILD), R.OTHER_RELATIVE),
        (son(), wife(), R.PARENT),
        (son(), son(family_relationship=R.CHILD_IN_LAW, id=uuid.uuid4(), nik=DAUGHTER), R.OTHER_RELATIVE),
        (wife(family_relationship=R.PARENT), daughter(), R.GRANDCHILD),
        (wife(family_relationship=R.PARENT), son(), R.CHILD),
        (wife(family_relationship=R.PARENT), MOTHER_OF_SON, R.OTHER_RELATIVE),
        (son(), son(), R.HEAD),
    ],
)
def test_what_somebody_is_to_the_new_head(head: Citizen, person: Citizen, now: FamilyRelationship) -> None:
    assert relationship_to(head, person, head.family_relationship) is now


def test_the_deed_says_who_died_where_and_when() -> None:
    deed, card = certificates(application(), facts())
    assert (deed.kind, deed.title, deed.deed_number) == ("deed", "Akta Kematian", DEED)
    said = deed.values
    assert (said["name"], said["nik"], said["father"], said["mother"]) == (
        "AHMAD FAUZI",
        HUSBAND,
        "ZULKIFLI",
        "MARDIANA",
    )
    assert (said["death_date"], said["death_date_en"]) == ("20 November 2026", "20 November 2026")
    assert (said["death_place"], said["death_time"], said["birth_date"]) == ("SUNGAILIAT", "04:30", "12 Maret 1960")
    assert (card.kind, card.about, card.deed_number) == ("family_card", NEW_CARD, NEW_CARD)
    assert [line["name"] for line in card.lines] == ["NURHAYATI", "RIZKI RAMADHAN", "SITI AMINAH"]
    assert (card.lines[0]["marital_status"], card.lines[0]["relationship"]) == ("CERAI MATI", "KEPALA KELUARGA")


def test_a_card_that_keeps_its_head_is_printed_without_the_deceased() -> None:
    _deed, card = certificates(application(WIFE_DIED, card=None), facts())
    assert (card.about, card.values["head"]) == (CARD, "AHMAD FAUZI")
    assert [line["name"] for line in card.lines] == ["AHMAD FAUZI", "RIZKI RAMADHAN", "SITI AMINAH"]
    assert card.lines[0]["marital_status"] == "CERAI MATI"


@pytest.mark.parametrize(
    ("given", "people", "steps"),
    [
        (form(), FAMILY, ["deed", "record", "family_card", "spouse_card", "insurance", "welfare"]),
        (WIFE_DIED, FAMILY, ["deed", "record", "family_card", "spouse_card", "insurance", "welfare"]),
        (SON_DIED, FAMILY, ["deed", "record", "family_card", "insurance", "welfare"]),
        (ORPHANED, ORPHANS, ["deed", "record", "guardian", "insurance", "welfare"]),
        (ORPHANED, ORPHANS[:1], ["deed", "record", "insurance", "welfare"]),
    ],
)
def test_the_bundle_has_the_steps_of_this_family_before_and_after_the_signature(
    given: dict[str, object], people: tuple[Citizen, ...], steps: list[str]
) -> None:
    """Permendagri 19/2018; each paper that is promised is made, and no other."""
    walked, before = application(given, card=NEW_CARD if given["newHeadNik"] else None), facts(people)
    assert [step.key for step in plan(walked.form, before)] == steps
    assert plan(walked.form, signed(walked, before)) == plan(walked.form, before)
    made = [paper.kind for paper in certificates(walked, before)]
    assert made == [step for step in steps if step in {"deed", "family_card"}]


def test_it_is_handled_where_the_deceased_lived() -> None:
    assert region_of(form(), facts()) == "19.01.01.1001"
    assert region_of(form(), facts(FAMILY[1:])) == ""
    assert niks_of(form()) == (HUSBAND, WIFE, SON)
    assert niks_of(form(spouseNik="1", newHeadNik=None)) == (HUSBAND, SON)
