"""What is counted of an application when it is handed in."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.citizen import Citizen
from hub.core.once_only import Saved, niks_behind, saved
from hub.core.service import Service
from tests.fakes.people_of_bangka import person
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
MOTHER = person("SITI  CONTOH", nik=FORM["motherNik"], family_card_number=FORM["familyCardNumber"])
RECORD: dict[str, Citizen] = {FORM["motherNik"]: MOTHER}
STATED = ["familyCardNumber", "reporter.fullName", "child.fullName", "anything"]


def test_what_came_from_the_record_is_stated_and_can_come_from_it_and_is_what_it_holds() -> None:
    counted = saved(BIRTH, FORM, "COUNTER", STATED, RECORD)
    # Ten answers: two of the child, the mother, the card, two of the reporter, four of the witnesses.
    assert (counted.prefilled, counted.typed) == (2, 8)
    assert saved(BIRTH, FORM, "COUNTER", [], RECORD).prefilled == 0


@pytest.mark.parametrize(
    ("record", "prefilled"),
    [
        ({}, 0),
        ({FORM["motherNik"]: dataclasses.replace(MOTHER, family_card_number="1901011501209004")}, 1),
        ({FORM["motherNik"]: dataclasses.replace(MOTHER, full_name="Siti Lain", family_card_number=None)}, 0),
        ({"1901011203939002": MOTHER}, 0),
    ],
)
def test_what_the_record_does_not_hold_counts_as_typed(record: dict[str, Citizen], prefilled: int) -> None:
    counted = saved(BIRTH, FORM, "COUNTER", STATED, record)
    assert (counted.prefilled, counted.typed) == (prefilled, 10 - prefilled)


def test_the_record_is_asked_of_those_alone_who_are_said_to_have_filled_something_in() -> None:
    reporter = "1901011203939002"
    form = {**FORM, "reporter": {"fullName": "Ahmad Contoh", "nik": reporter}}
    assert niks_behind(BIRTH, form, []) == ()
    assert niks_behind(BIRTH, form, ["reporter.fullName", "child.fullName"]) == (reporter,)
    assert niks_behind(BIRTH, {**form, "reporter": {"nik": "no NIK"}}, ["reporter.fullName"]) == ()


def test_a_stated_field_that_was_left_out_counts_as_nothing() -> None:
    without = {**FORM, "familyCardNumber": None}
    assert saved(BIRTH, without, "COUNTER", ["familyCardNumber"], RECORD) == Saved(0, 9, 2, 2, 0)


def test_papers_that_this_form_does_not_need_are_spared() -> None:
    # The mother is known and no father is named: neither the police's record nor the marriage book is asked.
    counted = saved(BIRTH, FORM, "COUNTER", [], RECORD)
    assert (counted.papers, counted.papers_spared) == (2, 2)
    assert saved(BIRTH, {**FORM, "fatherNik": "1901011203939002"}, "COUNTER", [], RECORD).papers_spared == 1


@pytest.mark.parametrize(("channel", "spared"), [("COUNTER", 0), ("ONLINE", 1), ("OUTREACH", 1), ("VILLAGE", 1)])
def test_a_visit_is_spared_where_nobody_came_to_the_office(channel: str, spared: int) -> None:
    assert saved(BIRTH, FORM, channel, [], RECORD).visit_spared == spared
