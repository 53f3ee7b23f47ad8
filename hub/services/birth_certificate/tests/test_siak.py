"""The SIAK panel's lines, and the read-back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from hub.core.application import Application
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import Sex
from hub.core.service import ReadBack
from hub.services.birth_certificate.effects import effects
from hub.services.birth_certificate.siak import compare_siak, siak_fields, siak_reads
from hub.services.birth_certificate.tests.cases import (
    CHILD_NIK,
    FAMILY_CARD,
    FATHER,
    MOTHER,
    WITNESSES,
    application,
    facts,
    form,
    mother,
)


def lines(**changed: Any) -> dict[str, str]:
    return {field.label: field.value for field in siak_fields(application(form(**changed), actions=()), facts())}


def registered(**changed: Any) -> Citizen:
    """The child as the register shows her: in capitals."""
    (change,) = effects(application(), facts(), uuid.uuid4()).changes
    return dataclasses.replace(change.after, full_name="SITI RAHMAWATI", **changed)


def compared(given: Application, shown: Citizen, *people: Citizen) -> tuple[str, ...]:
    """What differs when the register shows this under the NIK that SIAK gave."""
    back = compare_siak(given, {CHILD_NIK: shown}, facts(*people))
    assert back.settled
    return back.differences


def test_a_child_whom_the_register_does_not_show_may_come_yet() -> None:
    assert siak_reads(application()) == (CHILD_NIK,)
    assert compare_siak(application(), {}, facts()) == ReadBack(("nik",), settled=False)


def test_the_lines_follow_form_f_2_01() -> None:
    assert list(lines(witnesses=WITNESSES).items()) == [
        ("Nama Pelapor", "AHMAD FAUZI"),
        ("NIK Pelapor", FATHER),
        ("Nomor Kartu Keluarga", FAMILY_CARD),
        ("Nomor HP", "0812-7100-9001"),
        ("Email", "-"),
        ("Nama Saksi I", "SAKSI SATU"),
        ("NIK Saksi I", "1901010101809006"),
        ("Nama Saksi II", "SAKSI DUA"),
        ("NIK Saksi II", "1901010101809007"),
        ("Nama Ayah", "AHMAD FAUZI"),
        ("NIK Ayah", FATHER),
        ("Tempat Lahir Ayah", "SUNGAILIAT"),
        ("Tanggal Lahir Ayah", "12-03-1993"),
        ("Kewarganegaraan Ayah", "WNI"),
        ("Nama Ibu", "NURHAYATI"),
        ("NIK Ibu", MOTHER),
        ("Tempat Lahir Ibu", "SUNGAILIAT"),
        ("Tanggal Lahir Ibu", "05-05-1995"),
        ("Kewarganegaraan Ibu", "WNI"),
        ("Nama Lengkap Anak", "SITI RAHMAWATI"),
        ("Jenis Kelamin", "2 PEREMPUAN"),
        ("Tempat Dilahirkan", "1 RS/RB"),
        ("Tempat Kelahiran", "SUNGAILIAT"),
        ("Hari dan Tanggal Lahir", "JUMAT, 20-11-2026"),
        ("Pukul", "07:30"),
        ("Jenis Kelahiran", "1 TUNGGAL"),
        ("Kelahiran Ke-", "1"),
        ("Penolong Kelahiran", "2 BIDAN/PERAWAT"),
        ("Berat Bayi (kg)", "3,2"),
        ("Panjang Bayi (cm)", "49,5"),
        ("Jenis Akta (cocokkan dengan nomor SIAK)", "LU LAHIR UMUM"),
    ]


def test_what_is_not_known_is_a_dash_and_a_father_who_is_not_named_is_no_line() -> None:
    shown = lines(fatherNik=None, child__birthTime=None, child__weightGrams=None, child__lengthCm=None)
    assert not [label for label in shown if "Ayah" in label]
    assert {shown[label] for label in ("Pukul", "Berat Bayi (kg)", "Panjang Bayi (cm)")} == {"-"}


@pytest.mark.parametrize(("grams", "kilograms"), [(3000, "3"), (3250, "3,25"), (985, "0,985"), (9000, "9")])
def test_grams_are_typed_as_kilograms(grams: int, kilograms: str) -> None:
    assert lines(child__weightGrams=grams)["Berat Bayi (kg)"] == kilograms


def test_the_register_agrees() -> None:
    assert compared(application(), registered()) == ()


@pytest.mark.parametrize(
    ("changed", "differences"),
    [
        ({"nik": "1901016011269999"}, ("nik",)),
        ({"sex": Sex.MALE}, ("sex",)),
        ({"sex": None}, ("sex",)),
        ({"birth_date": dt.date(2026, 11, 21)}, ("birthDate",)),
        ({"birth_date": None}, ("birthDate",)),
        ({"birth_deed_number": "1901-LU-24112026-9999"}, ("birthDeedNumber",)),
        ({"birth_deed_number": None}, ()),
        ({"mother": ParentRef("Nurhayati", FATHER)}, ("mother",)),
        ({"mother": ParentRef("Nurhayati", None)}, ()),
        ({"mother": None}, ()),
        ({"father": ParentRef("Ahmad Fauzi", MOTHER)}, ("father",)),
        ({"family_card_number": "1901011501209999"}, ("familyCard",)),
        ({"family_card_number": None}, ()),
        ({"sex": Sex.MALE, "nik": None}, ("nik", "sex")),
    ],
)
def test_each_difference_is_named_as_the_graph_names_it(changed: dict[str, Any], differences: tuple[str, ...]) -> None:
    assert compared(application(), registered(**changed)) == differences


@pytest.mark.parametrize(
    ("name", "agrees"),
    [
        ("siti  rahmawati", True),
        ("SITI RAHMAWATI ", True),
        ("SITI RACHMAWATI", False),
        ("SITTI RAHMAWATI", False),
        ("SITI RAHMAWATI, S.H.", False),
        (None, False),
    ],
)
def test_on_a_deed_each_letter_of_a_name_counts(name: str | None, agrees: bool) -> None:
    shown = dataclasses.replace(registered(), full_name=name)
    assert compared(application(), shown) == (() if agrees else ("fullName",))


def test_a_father_in_the_register_whom_the_form_does_not_name_is_a_difference() -> None:
    alone = application(form(fatherNik=None))
    assert compared(alone, registered(), mother()) == ("father",)


def test_the_family_card_that_was_captured_is_the_one_compared() -> None:
    new_card = "1901012411269008"
    with_card = application(family_card=new_card)
    assert compared(with_card, registered()) == ("familyCard",)
    assert compared(with_card, registered(family_card_number=new_card)) == ()
