"""Who stands where on which card after a move within the district, what SIAK is told and what it must show."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from hub.core.application import Application
from hub.core.codes import FamilyRelationship
from hub.core.errors import Conflict
from hub.core.service import Effects, ReadBack
from hub.services.move_within import SERVICE
from hub.services.move_within.certificate import certificates
from hub.services.move_within.effects import effects
from hub.services.move_within.siak import compare_siak, siak_fields, siak_reads
from tests.fakes.movers import (
    ANI,
    BUDI,
    CARD,
    EVERYBODY,
    NEW_CARD,
    NEXT_VILLAGE,
    OTHER_CARD,
    RIZKI,
    SITI,
    UNCLE,
    WITHIN,
    application,
    facts,
    family,
    form,
    lines,
    uncle,
)
from tests.fakes.people_of_bangka import VILLAGE

HEAD = FamilyRelationship.HEAD
WITHOUT_THE_HEAD = {"movers": lines(siti="HEAD", ani="CHILD")}
HEAD_LEAVES = {"movers": lines(budi="HEAD", ani="CHILD"), "stayers": lines(siti="HEAD", rizki="CHILD")}
JOIN = {"movers": lines(ani="OTHER_RELATIVE"), "joinsCardNumber": OTHER_CARD}
HEAD_JOINS = {**HEAD_LEAVES, "movers": lines(budi="OTHER_RELATIVE", ani="OTHER_RELATIVE"),
              "joinsCardNumber": OTHER_CARD}  # fmt: skip
ALL_JOIN = {"movers": [{**line, "relationship": "OTHER_RELATIVE"} for line in EVERYBODY],
            "joinsCardNumber": OTHER_CARD}  # fmt: skip


def applied(**changed: Any) -> Application:
    return application("moveWithin", form(WITHIN, **changed), family_card_number=NEW_CARD)


def done(given: Application) -> Effects:
    return effects(given, facts(), uuid.uuid4())


def after(made: Effects) -> dict[str, dict[str, FamilyRelationship | None]]:
    """Who stands on each card afterwards, the four and the uncle; relation by NIK."""
    people = {one.nik: one for one in (*family(), uncle())} | {one.after.nik: one.after for one in made.changes}
    cards: dict[str, dict[str, FamilyRelationship | None]] = {}
    for one in people.values():
        cards.setdefault(one.family_card_number or "-", {})[one.nik or ""] = one.family_relationship
    return cards


@pytest.mark.parametrize(
    ("changed", "cards"),
    [
        ({}, {CARD: {BUDI, SITI, RIZKI, ANI}, OTHER_CARD: {UNCLE}}),
        (WITHOUT_THE_HEAD, {CARD: {BUDI, RIZKI}, NEW_CARD: {SITI, ANI}, OTHER_CARD: {UNCLE}}),
        (HEAD_LEAVES, {CARD: {BUDI, ANI}, NEW_CARD: {SITI, RIZKI}, OTHER_CARD: {UNCLE}}),
        (JOIN, {CARD: {BUDI, SITI, RIZKI}, OTHER_CARD: {UNCLE, ANI}}),
        (HEAD_JOINS, {NEW_CARD: {SITI, RIZKI}, OTHER_CARD: {UNCLE, BUDI, ANI}}),
        (ALL_JOIN, {OTHER_CARD: {UNCLE, BUDI, SITI, RIZKI, ANI}}),
    ],
    ids=["whole", "without-head", "head-leaves", "join", "head-joins", "all-join"],
)
def test_who_stands_on_which_card_and_each_has_one_head(changed: dict[str, Any], cards: dict[str, set[str]]) -> None:
    made = done(applied(**changed))
    stand = after(made)
    assert {number: set(people) for number, people in stand.items()} == cards
    for number, people in stand.items():
        assert list(people.values()).count(HEAD) == 1, number
    for card in made.cards:
        heads: list[str | None] = [nik for nik, relation in stand.get(card.number, {}).items() if relation is HEAD]
        assert [card.head_nik] == (heads or [None])


def test_whoever_moves_lives_at_the_new_home_and_nobody_else() -> None:
    made = done(applied(**HEAD_LEAVES))
    homes = {one.after.nik: one.after.region_code for one in made.changes}
    assert homes == {BUDI: NEXT_VILLAGE, ANI: NEXT_VILLAGE, SITI: VILLAGE, RIZKI: VILLAGE}
    assert {card.number: card.address and card.address.region_code for card in made.cards} == {
        CARD: NEXT_VILLAGE, NEW_CARD: VILLAGE,
    }  # fmt: skip
    joined = done(applied(**JOIN)).changes[0].after
    assert joined.address == uncle().address, "on a card all live at one address"


@pytest.mark.parametrize("changed", [WITHOUT_THE_HEAD, HEAD_LEAVES])
def test_a_new_card_needs_the_number_that_siak_gave(changed: dict[str, Any]) -> None:
    without = application("moveWithin", form(WITHIN, **changed), family_card_number=None)
    with pytest.raises(Conflict, match="number"):
        done(without)
    assert compare_siak(without, {}, facts()) == ReadBack(("familyCard",))


def test_nothing_is_made_before_siak_or_of_a_family_that_changed() -> None:
    with pytest.raises(Conflict, match="SIAK"):
        done(application("moveWithin", form(WITHIN)))
    with pytest.raises(Conflict, match="changed"):
        effects(applied(), facts(family()[:3]), uuid.uuid4())
    with pytest.raises(Conflict, match="stays"):
        effects(applied(**HEAD_LEAVES), facts((*family(), uncle(family_card_number=CARD))), uuid.uuid4())


@pytest.mark.parametrize(
    ("changed", "papers"),
    [
        ({}, {CARD: 4}),
        (WITHOUT_THE_HEAD, {NEW_CARD: 2, CARD: 2}),
        (HEAD_LEAVES, {CARD: 2, NEW_CARD: 2}),
        (JOIN, {OTHER_CARD: 2, CARD: 3}),
        (ALL_JOIN, {OTHER_CARD: 5}),
    ],
)
def test_each_card_that_changes_is_printed_that_of_the_movers_first(
    changed: dict[str, Any], papers: dict[str, int]
) -> None:
    made = certificates(applied(**changed), facts())
    assert [(paper.about, len(paper.lines)) for paper in made] == list(papers.items())
    assert {paper.kind for paper in made} == {"family_card"}


@pytest.mark.parametrize(
    ("changed", "kind", "stay", "go"),
    [
        ({}, "2 KEPALA KELUARGA DAN SELURUH ANGGOTA KELUARGA", "-", "3 NOMOR KK TETAP"),
        (WITHOUT_THE_HEAD, "4 ANGGOTA KELUARGA", "3 NOMOR KK TETAP", "2 MEMBUAT KK BARU"),
        (HEAD_LEAVES, "3 KEPALA KELUARGA DAN SEBAGIAN ANGGOTA KELUARGA", "2 MEMBUAT KK BARU", "3 NOMOR KK TETAP"),
        (JOIN, "4 ANGGOTA KELUARGA", "3 NOMOR KK TETAP", "1 NUMPANG KK"),
    ],
)
def test_the_panel_says_what_the_form_leaves_to_the_record(
    changed: dict[str, Any], kind: str, stay: str, go: str
) -> None:
    panel = {line.label: line.value for line in siak_fields(applied(**changed), facts())}
    assert list(panel)[:5] == [
        "Nomor Kartu Keluarga", "Nama Lengkap Pemohon", "NIK Pemohon", "Jenis Permohonan", "Alamat Asal",
    ]  # fmt: skip
    assert panel["Klasifikasi Kepindahan"].startswith("2 ")
    assert panel["Alasan Kepindahan"] == "1 PEKERJAAN"
    assert (panel["Jenis Kepindahan"], panel["Anggota Keluarga yang Tidak Pindah"]) == (kind, stay)
    assert panel["Anggota Keluarga yang Pindah"] == go


def test_the_register_agrees_once_it_shows_everybody_at_the_new_home() -> None:
    given = applied(**HEAD_LEAVES)
    assert siak_reads(given) == (BUDI, ANI, SITI)
    shown = {one.after.nik or "": one.after for one in done(given).changes}
    assert compare_siak(given, shown, facts()) == ReadBack()
    before = {one.nik or "": one for one in family()}
    assert compare_siak(given, before, facts()) == ReadBack(
        ("address", "familyCard", "familyRelationship"), settled=False
    )  # fmt: skip
    gone = {nik: one for nik, one in shown.items() if nik != ANI}
    assert compare_siak(given, gone, facts()) == ReadBack(("nik",), settled=False)
    silent = {nik: dataclasses.replace(one, address=None, family_card_number=None) for nik, one in shown.items()}
    assert compare_siak(given, silent, facts()) == ReadBack()


def test_the_bundle_names_the_cards_to_come() -> None:
    steps = SERVICE.plan(form(WITHIN), facts())
    assert [step.key for step in steps] == ["family_card", "record", "identity_cards"]
