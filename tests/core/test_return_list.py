"""A return list as data: old ones stay readable, and what came is told from what did not."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.application import Action, ActionKind, Application, ApplicationHeader, Missing
from hub.core.definition import FormField
from hub.core.folding import fold
from hub.core.identifiers import new_id
from hub.core.missing_reason import MissingReason
from hub.core.return_list import asked, still_missing
from hub.core.service import Definition
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.fakes.service import SERVICE

FIELDS = (FormField("child.name", "Nama", "Name"), FormField("witnesses.nik", "NIK saksi", "NIKs"))
FORM = {"child": {"name": "Anak"}, "witnesses": [{"nik": "1"}]}


def returned(*missing: dict[str, str]) -> Application:
    header = ApplicationHeader(TENANT, new_id(), "TC-7K3M-Q9TD", SERVICE.name, "19.01.01.1001", "desa", NOW)
    steps: list[tuple[ActionKind, dict[str, Any]]] = [
        (ActionKind.SUBMIT, {"form": FORM, "channel": "ONLINE"}),
        (ActionKind.CLAIM, {}),
        (ActionKind.RETURN, {"missing": list(missing)}),
    ]
    actions = (Action(seq, kind, "somebody", "Somebody", NOW, data) for seq, (kind, data) in enumerate(steps, 1))
    return fold(header, actions)


def left(application: Application, form: dict[str, Any], *brought: str) -> list[str]:
    service = dataclasses.replace(SERVICE, definition=Definition(fields=FIELDS))
    found = still_missing(service, application, form, frozenset(brought), corrects=form is not FORM)
    return [finding.path for finding in found]


def test_a_list_from_before_there_were_codes_is_read_and_holds_nobody_up() -> None:
    old = returned({"what": "Buku nikah", "reason": "Tidak terbaca."})
    assert old.missing == (Missing("Buku nikah", "Tidak terbaca.", MissingReason.OTHER),)
    assert (asked(SERVICE, old.missing[0]).label_id, left(old, FORM)) == ("Buku nikah", [])


@pytest.mark.parametrize(("brought", "missing"), [((), True), (("birth_statement",), False), (("photo",), False)])
def test_a_paper_or_its_lawful_substitute_has_to_come(brought: tuple[str, ...], missing: bool) -> None:
    application = returned({"what": "birth_statement", "code": "UNREADABLE", "reason": "Cap."})
    assert left(application, FORM, *brought) == (["documents.birth_statement"] if missing else [])


@pytest.mark.parametrize(
    ("code", "value", "missing"),
    [("WRONG", "Anak", True), ("WRONG", "Ani", False), ("WRONG", "", True), ("DIFFERS", "Anak", False),
     ("NOT_THERE", "Anak", True), ("DIFFERS", "", True)],
)  # fmt: skip
def test_a_field_has_to_change_but_what_differs_may_be_confirmed(code: str, value: str, missing: bool) -> None:
    application = returned({"what": "child.name", "code": code, "reason": "Ejaan."})
    assert left(application, {**FORM, "child": {"name": value}}) == (["child.name"] if missing else [])


def test_nothing_is_confirmed_by_sending_no_form_and_a_list_is_compared_item_by_item() -> None:
    application = returned(
        {"what": "child.name", "code": "DIFFERS", "reason": "Ejaan."},
        {"what": "witnesses.nik", "code": "INCOMPLETE", "reason": "Dua saksi."},
    )
    assert left(application, FORM) == ["child.name", "witnesses.nik"]
    assert left(application, {**FORM, "witnesses": [{"nik": "1"}, {"nik": "2"}]}) == []
    assert left(application, {**FORM, "witnesses": []}) == ["witnesses.nik"]
