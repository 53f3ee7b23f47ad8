"""Who stands where after a move from another district, what SIAK is told and what it must show."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from hub.core.application import Application
from hub.core.codes import FamilyRelationship
from hub.core.errors import Conflict
from hub.core.service import Effects, ReadBack
from hub.services.move_in import SERVICE
from hub.services.move_in.certificate import certificates
from hub.services.move_in.effects import arrivals, effects
from hub.services.move_in.siak import compare_siak, siak_fields, siak_reads
from tests.fakes.movers import (
    ANI,
    BUDI,
    CARD,
    IN,
    NEW_CARD,
    NEXT_VILLAGE,
    OTHER_CARD,
    RIZKI,
    SITI,
    application,
    facts,
    family,
    form,
    uncle,
)
from tests.fakes.people_of_bangka import VILLAGE

HEAD = FamilyRelationship.HEAD
KEEP = {"keepsCardNumber": CARD}
JOIN = {
    "movers": [{**line, "relationship": "OTHER_RELATIVE"} for line in IN["movers"]],
    "joinsCardNumber": OTHER_CARD,
    "home__regionCode": NEXT_VILLAGE,
}


def applied(**changed: Any) -> Application:
    return application("moveIn", form(IN, **changed), family_card_number=NEW_CARD)


def done(given: Application) -> Effects:
    return effects(given, facts(), uuid.uuid4())


@pytest.mark.parametrize(
    ("changed", "number", "home", "heads"),
    [({}, NEW_CARD, VILLAGE, [BUDI]), (KEEP, CARD, VILLAGE, [BUDI]), (JOIN, OTHER_CARD, NEXT_VILLAGE, [])],
)
def test_all_stand_on_one_card_at_one_address(
    changed: dict[str, Any], number: str, home: str, heads: list[str]
) -> None:
    made = done(applied(**changed))
    people = [one.after for one in made.changes]
    assert {one.nik for one in people} == {BUDI, SITI, RIZKI, ANI}
    assert {(one.family_card_number, one.region_code) for one in people} == {(number, home)}
    assert [one.nik for one in people if one.family_relationship is HEAD] == heads
    assert [card.head_nik for card in made.cards] == heads


def test_they_live_at_the_address_of_the_card_that_they_join() -> None:
    assert {one.after.address for one in done(applied(**JOIN)).changes} == {uncle().address}


def test_what_the_other_district_offers_is_found_by_the_letter() -> None:
    coming = arrivals(applied())
    assert coming
    assert (coming.origin, coming.letter_number) == ("1902", "SKPWNI/1902/20112026/0042")
    assert (coming.niks, coming.family_card_number) == ((BUDI, SITI, RIZKI, ANI), NEW_CARD)
    assert (coming.address.region_code, coming.address.line) == (VILLAGE, "Jl. Baru 7")
    before = arrivals(application("moveIn", form(IN, **KEEP)))
    assert before
    assert before.family_card_number == CARD


def test_nothing_is_made_before_siak_or_of_somebody_who_is_not_here() -> None:
    with pytest.raises(Conflict, match="SIAK"):
        done(application("moveIn", form(IN)))
    with pytest.raises(Conflict, match="number"):
        done(application("moveIn", form(IN), family_card_number=None))
    with pytest.raises(Conflict, match="letter"):
        effects(applied(), facts(family()[:3]), uuid.uuid4())


def test_the_card_is_printed_with_everybody_on_it() -> None:
    (card,) = certificates(applied(), facts())
    assert (card.kind, card.about, [line["nik"] for line in card.lines]) == (
        "family_card", NEW_CARD, [BUDI, SITI, RIZKI, ANI],
    )  # fmt: skip
    (joined,) = certificates(applied(**JOIN), facts())
    assert (joined.about, len(joined.lines), joined.values["head"]) == (OTHER_CARD, 5, "UMAR CONTOH")


def test_the_panel_has_the_letter_and_who_comes() -> None:
    panel = {line.label: line.value for line in siak_fields(applied(), facts())}
    assert (panel["Nomor SKPWNI"], panel["Kode Wilayah Asal"]) == ("SKPWNI/1902/20112026/0042", "19.02")
    assert panel["Klasifikasi Kepindahan"].startswith("4 ")
    assert panel["Yang Datang 1"] == f"{BUDI} BUDI CONTOH, 1 KEPALA KELUARGA"
    assert panel["Desa/Kelurahan Pindah"] == VILLAGE, "a village without a name is shown by its code"


def test_the_register_agrees_once_it_shows_them_here() -> None:
    given = applied()
    assert siak_reads(given) == (BUDI, SITI, RIZKI, ANI)
    assert compare_siak(given, {}, facts()) == ReadBack(("nik",), settled=False)
    shown = {one.after.nik or "": one.after for one in done(given).changes}
    assert compare_siak(given, shown, facts()) == ReadBack()
    capitals = {nik: dataclasses.replace(one, full_name=(one.full_name or "").upper()) for nik, one in shown.items()}
    assert compare_siak(given, capitals, facts()) == ReadBack()
    other = {**shown, ANI: dataclasses.replace(shown[ANI], full_name="Ina Contoh", family_card_number=CARD)}
    assert compare_siak(given, other, facts()) == ReadBack(("familyCard", "fullName"), settled=False)
    without = application("moveIn", form(IN), family_card_number=None)
    assert compare_siak(without, shown, facts()) == ReadBack(("familyCard",))


def test_the_bundle_names_the_cards_to_come() -> None:
    assert [step.key for step in SERVICE.plan(form(IN), facts())] == ["family_card", "record", "identity_cards"]
