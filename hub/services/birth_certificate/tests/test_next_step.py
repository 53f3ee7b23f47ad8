"""What the applicant reads while she waits: in every state, in both languages, and about nobody."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from hub.core.application import ActionKind, ApplicationState, Missing
from hub.services.birth_certificate import SERVICE
from hub.services.birth_certificate.manifest import SAY
from hub.services.birth_certificate.tests.cases import application

RECEIVED = application(actions=())


def said(state: ApplicationState, language: str, missing: tuple[Missing, ...] = ()) -> str:
    reason = "Ibu Nurhayati belum hadir"
    seen = dataclasses.replace(RECEIVED, state=state, missing=missing, reason=reason)
    return SERVICE.next_step(seen, language)


@pytest.mark.parametrize("language", ["ID", "EN", "id", "en"])
@pytest.mark.parametrize("state", ApplicationState)
def test_every_state_says_something_and_names_nobody(state: ApplicationState, language: str) -> None:
    text = said(state, language, (Missing("Surat dari Ibu Nurhayati", "Foto buram"),))
    assert text[0].isupper()
    assert text.endswith(".")
    for private in ("Nurhayati", "Siti", "buram", "{", "190101"):
        assert private not in text


def test_the_two_languages_are_two() -> None:
    for state in ApplicationState:
        assert said(state, "ID") != said(state, "EN")
    assert said(ApplicationState.SUBMITTED, "fr") == said(ApplicationState.SUBMITTED, "ID")


def test_receipt_says_number_and_that_it_is_free() -> None:
    text = said(ApplicationState.SUBMITTED, "ID")
    assert "AL-7K3M-Q9TD" in text
    assert "Gratis" in text


def test_a_missing_paper_is_said_by_its_name_and_free_text_is_counted() -> None:
    one = said(ApplicationState.NEEDS_CORRECTION, "ID", (Missing("birth_statement", "tidak terbaca"),))
    assert "Ada 1 hal yang perlu dilengkapi: Surat keterangan kelahiran dari rumah sakit" in one
    assert "tidak terbaca" not in one
    mixed = (Missing("family_card", "lama"), Missing("Foto Nurhayati", "buram"), Missing("KTP Nurhayati", "buram"))
    both = said(ApplicationState.NEEDS_CORRECTION, "ID", mixed)
    assert "Ada 3 hal yang perlu dilengkapi: Kartu Keluarga dan 2 hal yang dijelaskan petugas" in both
    assert "Still needed (3): Family card and 2 that the officer explains" in said(
        ApplicationState.NEEDS_CORRECTION, "EN", mixed
    )


def test_the_clock_starts_when_the_papers_are_complete_and_is_told_in_wib() -> None:
    waiting = application(actions=((ActionKind.CLAIM, {}), (ActionKind.ACCEPT, {})))
    due = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
    assert "paling lambat 25 November 2026 pukul 10.00 WIB" in SERVICE.next_step(waiting, "ID", due)
    assert "by 26 November 2026 at 03.05 WIB" in SERVICE.next_step(waiting, "EN", due.replace(hour=20, minute=5))


def test_no_text_is_left_over() -> None:
    states = {f"next_step.{state.value}" for state in ApplicationState}
    told = {key for key in SAY.texts["ID"] if key.startswith("next_step.")}
    assert told == states | {"next_step.other_things", "next_step.and", "next_step.instead"}
