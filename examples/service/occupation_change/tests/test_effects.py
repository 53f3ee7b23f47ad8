"""What changes in the record, what is typed into SIAK and read back, and what the paper says."""

from __future__ import annotations

import uuid

import pytest

from examples.service.occupation_change import SERVICE
from examples.service.occupation_change.certificate import TEMPLATE
from examples.service.occupation_change.tests.cases import (
    AT,
    LETTER,
    NIK,
    applicant,
    application,
    facts,
    form,
)
from hub.core.application import ApplicationState
from hub.core.errors import Conflict

PERSON = uuid.UUID("01920000-0000-7000-8000-000000009009")


def test_the_applicant_has_the_new_occupation_and_nothing_else_is_changed() -> None:
    (change,) = SERVICE.effects(application(), facts(), PERSON).changes
    assert change.before == applicant()
    assert change.after == applicant(occupation="9", as_of=AT)


def test_nothing_is_made_before_siak_issued_it() -> None:
    with pytest.raises(Conflict, match="SIAK"):
        SERVICE.effects(application(captured=False), facts(), PERSON)
    with pytest.raises(Conflict, match="record"):
        SERVICE.effects(application(), facts(applicant(nik="1901014505959002")), PERSON)


def test_it_is_handled_where_the_applicant_lives() -> None:
    assert SERVICE.niks_of(form()) == (NIK,)
    assert SERVICE.niks_of(form(applicantNik="1")) == ()
    assert SERVICE.region_of(form(), facts()) == "19.01.01.1001"
    assert SERVICE.region_of(form(applicantNik="1"), facts()) == ""


def test_the_panel_has_the_lines_of_siak() -> None:
    lines = {line.label: line.value for line in SERVICE.siak_fields(application(), facts())}
    assert (lines["NIK"], lines["Nama Lengkap"]) == (NIK, "NURHAYATI")
    assert lines["Pekerjaan"].startswith("9 ")


def test_what_the_register_shows_otherwise_is_named() -> None:
    assert SERVICE.siak_reads(application()) == (NIK,)
    assert SERVICE.compare_siak(application(), {NIK: applicant(occupation="9")}, facts()).differences == ()
    assert SERVICE.compare_siak(application(), {NIK: applicant()}, facts()).differences == ("occupation",)
    assert not SERVICE.compare_siak(application(), {}, facts()).settled


def test_the_paper_says_what_the_record_holds() -> None:
    (data,) = SERVICE.certificates(application(), facts())
    assert (data.template, data.deed_number, data.kind) == (str(TEMPLATE), LETTER, "letter")
    assert (data.values["name"], data.values["nik"]) == ("NURHAYATI", NIK)
    assert TEMPLATE.is_file()


@pytest.mark.parametrize("language", ["ID", "EN"])
def test_the_applicant_is_told_what_happens_and_nobody_is_named(language: str) -> None:
    text = SERVICE.next_step(application(), language)
    assert application().state is ApplicationState.PROCESSING
    assert text.endswith(".")
    for private in ("Nurhayati", NIK, "{"):
        assert private not in text
