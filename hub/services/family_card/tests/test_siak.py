"""The SIAK panel's lines, and the read-back."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, MaritalStatus
from hub.core.service import ReadBack
from hub.services.family_card.effects import drafted
from hub.services.family_card.siak import compare_siak, siak_fields, siak_reads
from hub.services.family_card.tests.cases import (
    BRIDE,
    CARD,
    FATHER,
    GIRL,
    MOTHER,
    NEW_CARD,
    SON,
    application,
    elements,
    facts,
    new_family,
    new_head,
    reprint,
    split,
)


def lines(given: dict[str, Any]) -> list[tuple[str, str]]:
    return [(field.label, field.value) for field in siak_fields(application(given, None), facts())]


def typed(given: dict[str, Any], number: str = NEW_CARD) -> dict[str, Citizen]:
    """The register after an officer typed all of it."""
    held = dict(facts().citizens)
    held |= {change.after.nik: change.after for change in drafted(given, facts(), number).changes if change.after.nik}
    return held


def test_the_card_comes_first_then_each_person_in_siaks_order() -> None:
    assert lines(split()) == [
        ("JENIS PERMOHONAN", "3 PISAH KK DALAM SATU ALAMAT"),
        ("NO_KK LAMA", CARD),
        ("NAMA_KEP", "BUDI CONTOH"),
        ("NIK_KK", SON),
        ("ALAMAT", "JALAN CONTOH 1"),
        ("NO_RT", "001"),
        ("NO_RW", "002"),
        ("KODE_POS", "33211"),
        ("TELP", "0812-7100-9001"),
        ("1. NIK", SON),
        ("1. NAMA_LGKP", "BUDI CONTOH"),
        ("1. STAT_HBKEL", "1 KEPALA KELUARGA"),
        ("1. NO_KK", "-"),
    ]


def test_what_the_hub_does_not_hold_is_typed_all_the_same() -> None:
    shown = lines(elements({"nik": SON, "immigrationDocument": "x 1234", "signature": True, "religion": "4"}))
    assert ("NO_KK", CARD) in shown
    assert shown[-5:] == [
        ("2. NIK", SON),
        ("2. NAMA_LGKP", "BUDI CONTOH"),
        ("2. AGAMA", "4 HINDU"),
        ("2. DOK_IMIGRASI", "X 1234"),
        ("2. TANDA TANGAN", "REKAM ULANG"),
    ]


def test_why_a_card_is_printed_again_is_typed() -> None:
    assert lines(reprint("DAMAGED"))[:3] == [
        ("JENIS PERMOHONAN", "5 HILANG ATAU RUSAK"),
        ("ALASAN", "2 RUSAK"),
        ("NO_KK", CARD),
    ]


@pytest.mark.parametrize(
    ("given", "niks"),
    [
        (split(), (SON,)),
        (new_family(), (SON, BRIDE)),
        (new_head(), (MOTHER, FATHER, SON, GIRL)),
        (elements({"nik": SON, "sex": "MALE"}), (FATHER, SON)),
        (reprint(), (FATHER,)),
    ],
)
def test_everybody_concerned_is_read_back(given: dict[str, Any], niks: tuple[str, ...]) -> None:
    assert siak_reads(application(given)) == niks


@pytest.mark.parametrize(
    ("given", "number"),
    [(split(), NEW_CARD), (new_family(), NEW_CARD), (new_head(), NEW_CARD), (reprint(), CARD),
     (elements({"nik": SON, "education": "BACHELOR", "maritalStatus": "WIDOWED"}), CARD)],
)  # fmt: skip
def test_the_register_agrees(given: dict[str, Any], number: str) -> None:
    assert compare_siak(application(given, number), typed(given, number), facts()) == ReadBack()


@pytest.mark.parametrize(("given", "number"), [(split(), CARD), (new_head(), CARD), (reprint(), NEW_CARD)])
def test_a_number_is_new_with_a_new_head_and_stays_otherwise(given: dict[str, Any], number: str) -> None:
    assert compare_siak(application(given, number), typed(given, number), facts()) == ReadBack(("familyCard",))


def test_what_the_register_shows_as_it_was_may_come_yet_and_anything_else_stands() -> None:
    register = typed(new_family())
    waiting = {**register, BRIDE: facts().citizens[BRIDE]}
    back = compare_siak(application(new_family()), waiting, facts())
    assert (set(back.differences), back.settled) == ({"familyCard", "familyRelationship", "maritalStatus"}, False)
    wrong = dataclasses.replace(register[BRIDE], family_relationship=FamilyRelationship.CHILD_IN_LAW)
    back = compare_siak(application(new_family()), {**register, BRIDE: wrong}, facts())
    assert back == ReadBack(("familyRelationship",))
    wrong = dataclasses.replace(register[SON], marital_status=MaritalStatus.WIDOWED)
    assert compare_siak(application(new_family()), {**register, SON: wrong}, facts()) == ReadBack(("maritalStatus",))


def test_somebody_whom_the_register_does_not_show_may_come_yet() -> None:
    register = typed(new_head())
    del register[GIRL]
    assert compare_siak(application(new_head()), register, facts()) == ReadBack(("nik",), settled=False)
