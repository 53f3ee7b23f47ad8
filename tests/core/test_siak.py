"""A correction as it is typed into SIAK, and whether the register shows it."""

from __future__ import annotations

import dataclasses

import pytest

from hub.core.citizen import Address, ParentRef
from hub.core.codes import MaritalStatus
from hub.core.siak import differences, transcription
from tests.store.samples import person

KNOWN = person("Siti Contoh", religion="6", marital_status=MaritalStatus.NEVER_MARRIED)


def test_it_says_who_it_is_and_what_changed_in_the_order_of_siak() -> None:
    lines = transcription(KNOWN, ("marital_status", "address", "religion"))
    labels = [line.label for line in lines]
    assert labels == [
        "NIK", "NAMA_LGKP", "AGAMA", "STAT_KWN", "ALAMAT", "NO_RT", "NO_RW", "KODE_POS", "NO_PROP", "NO_KAB", "NO_KEC",
        "NO_KEL",
    ]  # fmt: skip
    values = {line.label: line.value for line in lines}
    assert values["NAMA_LGKP"] == "SITI CONTOH"
    assert values["AGAMA"] == "6 KHONGHUCU"
    assert values["STAT_KWN"] == "1 BELUM KAWIN"
    assert (values["NO_PROP"], values["NO_KEL"]) == ("19", "1001")


def test_case_and_spaces_are_no_difference() -> None:
    shown = dataclasses.replace(KNOWN, full_name="SITI  CONTOH")
    assert differences(KNOWN, shown, ("full_name",)) == ()
    assert differences(KNOWN, dataclasses.replace(KNOWN, full_name="SITI CONTO"), ("full_name", "sex")) == (
        "full_name",
    )


def test_what_the_register_leaves_out_is_not_compared() -> None:
    shown = dataclasses.replace(KNOWN, religion=None)
    assert differences(KNOWN, shown, ("religion", "full_name")) == ()
    assert differences(KNOWN, shown, ("religion",)) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "agree"),
    [
        (ParentRef("Ibu Contoh", None), ParentRef("IBU CONTOH", "1901014505959001"), True),
        (ParentRef("Ibu Contoh", "1901014505959001"), ParentRef("IBU CONTO", "1901014505959001"), True),
        (ParentRef("Ibu Contoh", "1901014505959001"), ParentRef("IBU CONTOH", "1901014505959002"), False),
        (ParentRef("Ibu Contoh", None), ParentRef("Orang Lain", None), False),
    ],
)
def test_parents_agree_by_nik_or_else_by_name(ours: ParentRef, theirs: ParentRef, agree: bool) -> None:
    mine, shown = dataclasses.replace(KNOWN, mother=ours), dataclasses.replace(KNOWN, mother=theirs)
    assert differences(mine, shown, ("mother",)) == (() if agree else ("mother",))


def test_an_address_is_compared_by_what_is_shown_of_it() -> None:
    assert KNOWN.address is not None
    short = Address(None, "1", "2", None, None, None, None, None, KNOWN.region_code)
    assert differences(KNOWN, dataclasses.replace(KNOWN, address=short), ("address",)) == ()
    elsewhere = dataclasses.replace(short, rt="3")
    assert differences(KNOWN, dataclasses.replace(KNOWN, address=elsewhere), ("address",)) == ("address",)
