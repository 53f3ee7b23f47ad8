"""What stays here after a move to another district, what is offered to it, and the letter (SKPWNI)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from hub.core.application import Application
from hub.core.citizen import Address
from hub.core.codes import FamilyRelationship
from hub.core.errors import Conflict
from hub.core.service import Effects, ReadBack
from hub.services.move_out import SERVICE
from hub.services.move_out.certificate import TEMPLATE, certificates
from hub.services.move_out.effects import effects
from hub.services.move_out.siak import GIVES, compare_siak, siak_reads
from tests.fakes.movers import (
    ANI,
    BUDI,
    CARD,
    LETTER,
    NEW_CARD,
    OTHER_REGENCY,
    OUT,
    RIZKI,
    SITI,
    application,
    facts,
    family,
    form,
    lines,
)
from tests.fakes.people_of_bangka import VILLAGE

HEAD = FamilyRelationship.HEAD
WITHOUT_THE_HEAD = {"movers": lines(siti="HEAD", ani="CHILD")}
HEAD_LEAVES = {"movers": lines(budi="HEAD", ani="CHILD"), "stayers": lines(siti="HEAD", rizki="CHILD")}


def applied(**changed: Any) -> Application:
    return application("moveOut", form(OUT, **changed), letter_number=LETTER, family_card_number=NEW_CARD)


def done(given: Application) -> Effects:
    return effects(given, facts(), uuid.uuid4())


@pytest.mark.parametrize(
    ("changed", "numbers"),
    [
        # The number goes along with the head, and with a family that moves as a whole.
        ({}, {BUDI: CARD, SITI: CARD, RIZKI: CARD, ANI: CARD}),
        (HEAD_LEAVES, {BUDI: CARD, ANI: CARD, SITI: NEW_CARD, RIZKI: NEW_CARD}),
        (WITHOUT_THE_HEAD, {SITI: None, ANI: None}),
    ],
)
def test_the_number_of_the_card(changed: dict[str, Any], numbers: dict[str, str | None]) -> None:
    made = done(applied(**changed))
    assert {one.after.nik: one.after.family_card_number for one in made.changes} == numbers
    assert {one.after.region_code for one in made.changes} == {VILLAGE}, "nobody lives there before she is received"


def test_those_who_stay_have_a_head_and_a_card_of_their_own() -> None:
    made = done(applied(**HEAD_LEAVES))
    (card,) = made.cards
    assert (card.number, card.head_nik, card.address) == (NEW_CARD, SITI, family()[1].address)
    relations = {one.after.nik: one.after.family_relationship for one in made.changes}
    assert (relations[SITI], relations[RIZKI]) == (HEAD, FamilyRelationship.CHILD)


@pytest.mark.parametrize(("changed", "people"), [({}, 4), (HEAD_LEAVES, 2), (WITHOUT_THE_HEAD, 2)])
def test_those_who_move_are_offered_by_the_letter(changed: dict[str, Any], people: int) -> None:
    made = done(applied(**changed))
    (leaving,) = made.departures
    assert (leaving.region_code, leaving.letter_number, leaving.reason) == (OTHER_REGENCY, LETTER, "Pekerjaan")
    assert leaving.people == tuple(one.after.id for one in made.changes[:people])
    assert made.changes[0].after.family_relationship is HEAD


@pytest.mark.parametrize(
    ("siak", "said"), [({}, "SIAK"), ({"letter_number": None}, "letter"), ({"letter_number": LETTER}, "number")]
)
def test_nothing_is_made_before_siak_gave_letter_and_number(siak: dict[str, str | None], said: str) -> None:
    with pytest.raises(Conflict, match=said):
        done(application("moveOut", form(OUT, **HEAD_LEAVES), **siak))
    assert frozenset({"letter_number"}) == GIVES


def test_who_moved_is_not_found_afterwards_and_that_confirms_it() -> None:
    given = applied(**HEAD_LEAVES)
    assert siak_reads(given) == (BUDI, ANI, SITI)
    shown = {one.after.nik or "": one.after for one in done(given).changes if one.after.nik == SITI}
    assert compare_siak(given, shown, facts()) == ReadBack()
    before = {one.nik or "": one for one in family()}
    assert compare_siak(given, before, facts()) == ReadBack(
        ("moved", "familyCard", "familyRelationship"), settled=False
    )  # fmt: skip
    assert compare_siak(given, {}, facts()) == ReadBack(("nik",), settled=False)
    alone = application("moveOut", form(OUT, **HEAD_LEAVES), letter_number=LETTER)
    assert compare_siak(alone, shown, facts()) == ReadBack(("familyCard",))
    assert compare_siak(application("moveOut", form(OUT), letter_number=LETTER), {}, facts()) == ReadBack()


def test_the_letter_names_who_moves_and_both_homes() -> None:
    there = {OTHER_REGENCY: Address(None, None, None, "Lesung Batang", "Tanjungpandan", "Belitung", "Babel", None, "")}
    letter, card = certificates(applied(**HEAD_LEAVES), facts(places=there))
    assert (letter.kind, letter.deed_number, letter.template) == ("letter", LETTER, str(TEMPLATE))
    assert [(line["nik"], line["relationship"]) for line in letter.lines] == [
        (BUDI, "KEPALA KELUARGA"), (ANI, "ANAK"),
    ]  # fmt: skip
    assert (
        letter.values["destination"] == "JL. BARU 7, RT 003 RW 004, LESUNG BATANG, KEC. TANJUNGPANDAN, BELITUNG, BABEL"
    )
    assert letter.values["class"] == "ANTAR KABUPATEN/KOTA DALAM SATU PROVINSI"
    assert (card.kind, card.about, len(card.lines)) == ("family_card", NEW_CARD, 2)


def test_a_village_without_a_name_is_printed_by_its_code() -> None:
    (letter,) = certificates(applied(), facts())
    assert OTHER_REGENCY in letter.values["destination"]


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ({}, ["letter", "offer"]),
        (HEAD_LEAVES, ["letter", "family_card", "offer"]),
        (WITHOUT_THE_HEAD, ["letter", "family_card", "offer"]),
    ],
)
def test_the_bundle_has_a_card_where_somebody_stays_before_and_after(changed: dict[str, Any], keys: list[str]) -> None:
    given = applied(**changed)
    made = {one.after.nik: one.after for one in done(given).changes}
    after = tuple(one for one in (made.get(p.nik, p) for p in family()) if one.family_card_number == CARD)
    for members in (family(), after):
        assert [step.key for step in SERVICE.plan(given.form, facts(members))] == keys
