"""The KIA: its rules by age with what breaks them, the last day of the card, the SIAK panel and the note."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from hub.core.application import Action, ActionKind, Application, ApplicationHeader, ApplicationState, fold
from hub.core.codes import MaritalStatus, VitalStatus
from hub.core.service import Facts
from hub.services.child_card import SERVICE
from hub.services.child_card.manifest import SAY
from hub.services.child_card.rules import expires_on
from hub.services.family_card.tests.cases import AT, FATHER, GIRL, TODAY, changed_family

PAPERS = ("birth_certificate", "family_card", "parent_identity")
DEED = {"birth_deed_number": "1901-LU-20102015-9001"}
BABY = {**DEED, "birth_date": dt.date(2025, 10, 2)}


def form(reason: str = "FIRST", **changed: Any) -> dict[str, Any]:
    reporter = {"fullName": "Ahmad Contoh", "nik": FATHER, "phone": "0812-7100-9001", "email": None}
    return {"nik": GIRL, "reason": reason, "reporter": reporter, **changed}


def facts(*papers: str, **girl: Any) -> Facts:
    people = {one.nik: one for one in changed_family(girl={**DEED, **girl}) if one.nik}
    return Facts(people, frozenset(papers or (*PAPERS, "photo")), TODAY)


def application(given: dict[str, Any]) -> Application:
    header = ApplicationHeader("1901", uuid.uuid4(), "KA-7K3M-Q9TD", "childCard", "19.01.01.1001", "front", AT)
    data = {"form": given, "documents": [], "channel": "ONLINE"}
    return fold(header, [Action(1, ActionKind.SUBMIT, "person-1", "Contoh", AT, data)])


def found(given: dict[str, Any], known: Facts, *, blocking: bool = True) -> set[str]:
    return {finding.path for finding in SERVICE.check(given, known) if finding.blocking is blocking}


@pytest.mark.parametrize(
    ("born", "photo"),
    [
        (dt.date(2026, 11, 24), False),
        (dt.date(2021, 11, 25), False),
        (dt.date(2021, 11, 24), True),
        (dt.date(2009, 11, 25), True),
    ],
)
def test_from_five_years_on_with_a_photo(born: dt.date, *, photo: bool) -> None:
    assert found(form(), facts(*PAPERS, birth_date=born)) == ({"documents.photo"} if photo else set())
    assert found(form(), facts(*PAPERS, "photo", birth_date=born)) == set()


@pytest.mark.parametrize(
    ("girl", "refused"),
    [
        ({"birth_date": dt.date(2009, 11, 24)}, True),
        ({"birth_date": dt.date(2009, 11, 25)}, False),
        ({"marital_status": MaritalStatus.MARRIED_UNREGISTERED}, True),
        ({"marital_status": None}, False),
        ({"birth_date": None}, True),
        ({"vital_status": VitalStatus.DECEASED}, True),
        ({"family_card_number": None}, True),
    ],
)
def test_under_17_not_married_alive_and_on_a_family_card(girl: dict[str, Any], *, refused: bool) -> None:
    assert found(form(), facts(**girl)) == ({"nik"} if refused else set())


@pytest.mark.parametrize(
    ("born", "today", "last"),
    [
        (dt.date(2022, 1, 31), dt.date(2026, 11, 24), dt.date(2027, 1, 31)),
        (dt.date(2021, 11, 24), dt.date(2026, 11, 24), dt.date(2038, 11, 23)),
        (dt.date(2020, 2, 29), dt.date(2024, 3, 1), dt.date(2025, 3, 1)),
        (dt.date(2020, 2, 29), dt.date(2026, 3, 1), dt.date(2037, 2, 28)),
    ],
)
def test_valid_to_the_fifth_birthday_or_the_day_before_the_seventeenth(
    born: dt.date, today: dt.date, last: dt.date
) -> None:
    assert expires_on(born, today) == last


@pytest.mark.parametrize(
    ("reason", "papers", "missing"),
    [
        ("FIRST", PAPERS, set()),
        ("FIRST", ("family_card", "parent_identity"), {"documents.birth_certificate"}),
        ("FIRST", ("birth_certificate", "parent_identity"), {"documents.family_card"}),
        ("FIRST", ("birth_certificate", "family_card"), {"documents.parent_identity"}),
        ("LOST", PAPERS, {"documents.police_letter"}),
        ("LOST", (*PAPERS, "police_letter"), set()),
        ("DAMAGED", PAPERS, {"documents.old_card"}),
        ("CHANGED", (*PAPERS, "old_card"), set()),
    ],
)
def test_each_reason_has_its_papers(reason: str, papers: tuple[str, ...], missing: set[str]) -> None:
    assert found(form(reason), facts(*papers, **BABY)) == missing


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"nik": "190101421015900"}, "nik"),
        ({"nik": "1901014210159999"}, "nik"),
        ({"reporter": {"fullName": "Ahmad", "nik": "1", "phone": "0812-7100-9001", "email": None}}, "reporter.nik"),
        ({"reporter": {"fullName": "", "nik": FATHER, "phone": "0812-7100-9001", "email": None}}, "reporter.fullName"),
        ({"reporter": {"fullName": "Ahmad", "nik": FATHER, "phone": "1", "email": None}}, "reporter.phone"),
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, Any], path: str) -> None:
    assert found(form(**changed), facts()) == {path}


def test_a_card_that_expires_soon_and_a_deed_that_is_not_recorded_are_worth_a_look() -> None:
    assert found(form(), facts(birth_date=dt.date(2021, 12, 24)), blocking=False) >= {"nik"}
    assert found(form(), facts(birth_deed_number=None), blocking=False) == {"nik"}
    assert found(form(), facts(), blocking=False) == set()


def test_panel_note_and_steps() -> None:
    given = application(form("CHANGED"))
    lines = [(field.label, field.value) for field in SERVICE.siak_fields(given, facts())]
    assert (lines[0], lines[1]) == (("JENIS PERMOHONAN", "4 PERUBAHAN DATA"), ("NIK", GIRL))
    assert ("BERLAKU SAMPAI", "01-10-2032") in lines
    (note,) = SERVICE.certificates(given, facts())
    assert (note.title, note.values["expiry"]) == ("Tanda Pengambilan KIA", "1 Oktober 2032")
    assert [step.key for step in SERVICE.plan(form(), facts())] == ["collection_note", "child_card"]
    assert [step.key for step in SERVICE.plan(form("DAMAGED"), facts())][-1] == "old_card"
    after = SERVICE.effects(given, facts(), uuid.uuid4())
    assert (after.changes, after.about and after.about.nik) == ((), GIRL)


def test_every_state_says_something_in_both_languages() -> None:
    for state in ApplicationState:
        assert f"next_step.{state.value}" in SAY.texts["ID"]
    assert SERVICE.next_step(application(form()), "ID") != SERVICE.next_step(application(form()), "EN")
