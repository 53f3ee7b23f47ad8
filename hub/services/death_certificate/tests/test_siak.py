"""The SIAK panel's lines, and the read-back: of the deceased it is confirmed by not being found."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, MaritalStatus
from hub.core.service import ReadBack
from hub.services.death_certificate.siak import compare_siak, siak_fields, siak_reads
from hub.services.death_certificate.tests.cases import (
    CARD,
    HUSBAND,
    NEW_CARD,
    SON,
    WIFE,
    application,
    facts,
    form,
    husband,
    wife,
)

WIDOW: dict[str, Any] = {
    "marital_status": MaritalStatus.WIDOWED,
    "family_card_number": NEW_CARD,
    "family_relationship": FamilyRelationship.HEAD,
}


def test_the_lines_follow_form_f_2_01_and_end_with_what_else_changes() -> None:
    shown = siak_fields(application(), facts())
    assert [(field.label, field.value) for field in shown] == [
        ("Nama Pelapor", "RIZKI RAMADHAN"),
        ("NIK Pelapor", SON),
        ("Nomor Kartu Keluarga", CARD),
        ("Nomor HP", "0812-7100-9001"),
        ("Email", "-"),
        ("Nama Ayah", "ZULKIFLI"),
        ("NIK Ayah", "-"),
        ("Nama Ibu", "MARDIANA"),
        ("NIK Ibu", "-"),
        ("NIK Jenazah", HUSBAND),
        ("Nama Lengkap Jenazah", "AHMAD FAUZI"),
        ("Hari dan Tanggal Kematian", "JUMAT, 20-11-2026"),
        ("Pukul", "04:30"),
        ("Sebab Kematian", "1 SAKIT BIASA/TUA"),
        ("Tempat Kematian", "SUNGAILIAT"),
        ("Yang Menerangkan", "1 DOKTER"),
        ("Pasangan: NIK", WIFE),
        ("Pasangan: Nama", "NURHAYATI"),
        ("Pasangan: STAT_KWN", "6 CERAI MATI"),
        ("Kepala Keluarga Baru: NIK", WIFE),
        ("Kepala Keluarga Baru: Nama", "NURHAYATI"),
        ("Kepala Keluarga Baru: STAT_HBKEL", "1 KEPALA KELUARGA"),
    ]


def test_a_family_without_spouse_and_new_head_has_no_such_lines() -> None:
    shown = siak_fields(application(form(spouseNik=None, newHeadNik=None)), facts())
    assert [one.label for one in shown if ":" in one.label] == []


def test_who_is_read_back() -> None:
    assert siak_reads(application()) == (HUSBAND, WIFE)
    assert siak_reads(application(form(newHeadNik=SON))) == (HUSBAND, WIFE, SON)
    assert siak_reads(application(form(spouseNik=None, newHeadNik=None))) == (HUSBAND,)


@pytest.mark.parametrize(
    ("register", "differences"),
    [
        ({WIFE: wife(**WIDOW)}, ()),
        ({WIFE: wife(**WIDOW | {"marital_status": None})}, ()),
        ({WIFE: wife(**WIDOW), HUSBAND: husband()}, ("vitalStatus",)),
        ({}, ("maritalStatus", "familyCard", "relationship")),
        ({WIFE: wife(**WIDOW | {"marital_status": MaritalStatus.MARRIED_REGISTERED})}, ("maritalStatus",)),
        ({WIFE: wife(**WIDOW | {"family_card_number": CARD})}, ("familyCard",)),
        ({WIFE: wife(**WIDOW | {"family_relationship": FamilyRelationship.WIFE})}, ("relationship",)),
    ],
)
def test_the_register_has_to_show_what_was_typed(register: dict[str, Citizen], differences: tuple[str, ...]) -> None:
    assert compare_siak(application(), register, facts()) == ReadBack(differences, settled=not differences)


def test_of_somebody_who_lived_alone_not_being_found_is_all() -> None:
    alone = application(form(spouseNik=None, newHeadNik=None), card=None)
    assert compare_siak(alone, {}, facts()) == ReadBack()


def test_a_number_that_was_not_captured_does_not_come_by_waiting() -> None:
    found = compare_siak(application(card=None), {WIFE: wife(**WIDOW)}, facts())
    assert found == ReadBack(("familyCard",), settled=True)
