"""What is counted of an application when it is handed in."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.once_only import Saved, saved
from hub.core.service import Service
from tests.services.told import SERVICES

BIRTH: Service = next(one for one in SERVICES if one.name == "birthCertificate")
FORM: dict[str, Any] = {
    "child": {"fullName": "Anak Contoh", "sex": "FEMALE", "weightGrams": None},
    "motherNik": "1901014505959001",
    "fatherNik": None,
    "familyCardNumber": "1901011501209003",
    "reporter": {"fullName": "Siti Contoh", "nik": "1901014505959001"},
    "witnesses": [{"fullName": "Satu", "nik": "1"}, {"fullName": "Dua", "nik": "2"}],
}


def test_what_came_from_the_record_is_what_is_declared_and_can_come_from_it() -> None:
    counted = saved(BIRTH, FORM, "COUNTER", ["familyCardNumber", "reporter.fullName", "child.fullName", "anything"])
    # Ten answers: two of the child, the mother, the card, two of the reporter, four of the witnesses.
    assert (counted.prefilled, counted.typed) == (2, 8)
    assert saved(BIRTH, FORM, "COUNTER", []).prefilled == 0


def test_a_declared_field_that_was_left_out_counts_as_nothing() -> None:
    without = {**FORM, "familyCardNumber": None}
    assert saved(BIRTH, without, "COUNTER", ["familyCardNumber"]) == Saved(0, 9, 2, 2, 0)


def test_papers_that_this_form_does_not_need_are_spared() -> None:
    # The mother is known and no father is named: neither the police's record nor the marriage book is asked.
    counted = saved(BIRTH, FORM, "COUNTER", [])
    assert (counted.papers, counted.papers_spared) == (2, 2)
    assert saved(BIRTH, {**FORM, "fatherNik": "1901011203939002"}, "COUNTER", []).papers_spared == 1


@pytest.mark.parametrize(("channel", "spared"), [("COUNTER", 0), ("ONLINE", 1), ("OUTREACH", 1), ("VILLAGE", 1)])
def test_a_visit_is_spared_where_nobody_came_to_the_office(channel: str, spared: int) -> None:
    assert saved(BIRTH, FORM, channel, []).visit_spared == spared
