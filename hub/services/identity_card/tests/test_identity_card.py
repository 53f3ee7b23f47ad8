"""The KTP-el: its rules with what breaks them, the SIAK panel, the read-back, the note and the steps."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from hub.core.application import Action, ActionKind, Application, ApplicationHeader, ApplicationState, fold
from hub.core.citizen import Citizen
from hub.core.codes import Citizenship, MaritalStatus, VitalStatus
from hub.core.errors import Conflict
from hub.core.service import Facts, ReadBack
from hub.services.family_card.tests.cases import AT, CARD, SON, TODAY, changed_family
from hub.services.identity_card import SERVICE
from hub.services.identity_card.manifest import SAY

SESSION = {"place": "OFFICE", "date": "2026-11-27", "slot": "EIGHT"}
NOT_YET = {"birth_date": dt.date(2009, 11, 28)}
ON_THE_DAY = {"birth_date": dt.date(2009, 11, 27)}


def form(reason: str = "FIRST", **changed: Any) -> dict[str, Any]:
    reporter = {"fullName": "Budi Contoh", "nik": SON, "phone": "0812-7100-9001", "email": None}
    session = SESSION if reason == "FIRST" else None
    return {"nik": SON, "reason": reason, "session": session, "reporter": reporter, **changed}


def facts(*papers: str, **son: Any) -> Facts:
    people = {one.nik: one for one in changed_family(son=son) if one.nik}
    return Facts(people, frozenset({"family_card", *papers}), TODAY)


def application(given: dict[str, Any]) -> Application:
    header = ApplicationHeader("1901", uuid.uuid4(), "KT-7K3M-Q9TD", "identityCard", "19.01.01.1001", "front", AT)
    data = {"form": given, "documents": [], "channel": "ONLINE"}
    return fold(header, [Action(1, ActionKind.SUBMIT, "person-1", "Contoh", AT, data)])


def found(given: dict[str, Any], known: Facts, *, blocking: bool = True) -> set[str]:
    return {finding.path for finding in SERVICE.check(given, known) if finding.blocking is blocking}


@pytest.mark.parametrize(
    ("reason", "papers", "missing"),
    [
        ("FIRST", (), set()),
        ("LOST", ("police_letter",), {"documents.police_letter"}),
        ("DAMAGED", ("old_card",), {"documents.old_card"}),
        ("CHANGED", ("old_card",), {"documents.old_card"}),
        ("MOVED", ("old_card", "move_letter"), {"documents.old_card", "documents.move_letter"}),
    ],
)
def test_each_reason_has_its_papers(reason: str, papers: tuple[str, ...], missing: set[str]) -> None:
    assert found(form(reason), facts(*papers)) == set()
    assert found(form(reason), facts()) == missing
    without = dataclasses.replace(facts(*papers), document_kinds=frozenset(papers))
    assert found(form(reason), without) == {"documents.family_card"}


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"nik": "0901011010059003"}, "nik"),
        ({"nik": "1901011010059999"}, "nik"),
        ({"session": None}, "session"),
        ({"session": {**SESSION, "date": "2026-11-24"}}, "session.date"),
        ({"session": {**SESSION, "date": "2026-11-20"}}, "session.date"),
        ({"session": {**SESSION, "date": "2027-01-25"}}, "session.date"),
        ({"session": {**SESSION, "date": "2026-11-28"}}, "session.date"),
        ({"reporter": {"fullName": "Budi", "nik": SON, "phone": None, "email": None}}, "reporter.phone"),
        ({"reporter": {"fullName": " ", "nik": SON, "phone": "0812-7100-9001", "email": None}}, "reporter.fullName"),
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, Any], path: str) -> None:
    assert found(form(**changed), facts()) == {path}


@pytest.mark.parametrize(
    "changed",
    [
        {"session": {**SESSION, "date": "2026-11-25"}},
        {"session": {**SESSION, "date": "2027-01-22"}},
        # A visiting team comes at the weekend too.
        {"session": {**SESSION, "date": "2026-11-28", "place": "OUTREACH"}},
    ],
)
def test_a_session_lies_on_a_working_day_soon(changed: dict[str, Any]) -> None:
    assert found(form(**changed), facts()) == set()


@pytest.mark.parametrize(
    ("son", "reason", "refused"),
    [
        # UU 24/2013: 17 years old, or is or was married. A first card may be booked for the day on which she is.
        (ON_THE_DAY, "FIRST", False),
        (NOT_YET, "FIRST", True),
        ({**NOT_YET, "marital_status": MaritalStatus.WIDOWED}, "FIRST", False),
        ({**NOT_YET, "marital_status": None}, "FIRST", True),
        (ON_THE_DAY, "LOST", True),
        ({"birth_date": TODAY.replace(year=2009)}, "LOST", False),
    ],
)
def test_from_17_or_once_married(son: dict[str, Any], reason: str, *, refused: bool) -> None:
    assert found(form(reason), facts("police_letter", **son)) == ({"nik"} if refused else set())


@pytest.mark.parametrize("son", [{"vital_status": VitalStatus.DECEASED}, {"family_card_number": None}])
def test_who_has_died_or_stands_on_no_family_card_gets_none(son: dict[str, Any]) -> None:
    assert found(form(), facts(**son)) == {"nik"}


def test_a_foreigner_and_changed_data_are_worth_a_look() -> None:
    assert found(form(), facts(citizenship=Citizenship.FOREIGN), blocking=False) == {"nik"}
    assert found(form("CHANGED"), facts("old_card"), blocking=False) == {"reason"}
    assert found(form(), facts(), blocking=False) == set()


def test_the_panel_has_the_person_in_siaks_order_and_the_session() -> None:
    lines = [(field.label, field.value) for field in SERVICE.siak_fields(application(form()), facts())]
    assert lines[:4] == [
        ("JENIS PERMOHONAN", "1 BARU"),
        ("NIK", SON),
        ("NAMA_LGKP", "BUDI CONTOH"),
        ("JENIS_KLMIN", "1 LAKI-LAKI"),
    ]
    assert ("NO_KK", CARD) in lines
    assert lines[-3:] == [
        ("TEMPAT PEREKAMAN", "KANTOR DINAS"),
        ("JADWAL PEREKAMAN", "27-11-2026 08.00-09.30"),
        ("TELP", "0812-7100-9001"),
    ]


def test_the_register_must_show_what_the_card_will_say() -> None:
    given, known = application(form()), facts()
    assert (SERVICE.siak_gives, SERVICE.siak_reads(given)) == (frozenset(), (SON,))
    assert SERVICE.compare_siak(given, {}, known) == ReadBack(("nik",), settled=False)
    shown = dataclasses.replace(known.citizens[SON], full_name="BUDI CONTOH")
    assert SERVICE.compare_siak(given, {SON: shown}, known) == ReadBack()
    other = dataclasses.replace(shown, birth_place="Belinyu", family_card_number="1901011501209999")
    assert SERVICE.compare_siak(given, {SON: other}, known) == ReadBack(("birthPlace", "familyCard"))


def test_nobody_changes_and_the_application_is_about_whose_card_it_is() -> None:
    after = SERVICE.effects(application(form()), facts(), uuid.uuid4())
    assert (after.changes, after.cards) == ((), ())
    assert isinstance(after.about, Citizen)
    assert after.about.nik == SON
    with pytest.raises(Conflict, match="record"):
        SERVICE.effects(application(form()), Facts({}, frozenset(), TODAY), uuid.uuid4())


def test_the_note_says_that_it_is_not_the_card() -> None:
    (note,) = SERVICE.certificates(application(form("LOST")), facts())
    assert (note.kind, note.deed_number, note.title) == ("collection_note", "KT-7K3M-Q9TD", "Tanda Pengambilan KTP-el")
    assert {name: note.values[name] for name in ("name", "nik", "reason", "expiry")} == {
        "name": "BUDI CONTOH", "nik": SON, "reason": "HILANG", "expiry": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "steps"),
    [
        ("FIRST", ["collection_note", "identity_card"]),
        ("LOST", ["collection_note", "identity_card"]),
        ("DAMAGED", ["collection_note", "identity_card", "old_card"]),
        ("MOVED", ["collection_note", "identity_card", "old_card"]),
    ],
)
def test_an_old_card_is_withdrawn_where_there_is_one(reason: str, steps: list[str]) -> None:
    assert [step.key for step in SERVICE.plan(form(reason), facts())] == steps


def test_every_state_says_something_in_both_languages() -> None:
    for state in ApplicationState:
        assert f"next_step.{state.value}" in SAY.texts["ID"]
    assert SERVICE.next_step(application(form()), "ID") != SERVICE.next_step(application(form()), "EN")
