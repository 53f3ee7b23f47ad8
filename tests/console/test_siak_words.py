"""Who signs reads what SIAK's columns hold in words, whichever columns a service has her check."""

from __future__ import annotations

import dataclasses

import pytest

from hub.console.base.siak_words import siak_column
from hub.core.citizen import ParentRef
from hub.core.siak import transcription
from tests.core.test_siak import KNOWN


def test_each_column_that_is_typed_has_words() -> None:
    parent = ParentRef("1901010101700001", "CONTOH")
    person = dataclasses.replace(KNOWN, mother=parent, father=parent)
    columns = [line.label for line in transcription(person, [one.name for one in dataclasses.fields(person)])]
    assert len(columns) > 25
    wordless = [column for column in columns if column != "NIK" and siak_column(column)[0] == column]
    assert wordless == []


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("2. TGL_LHR", ("2. Tanggal lahir", "2. Date of birth")),
        ("JENIS PERMOHONAN", ("Jenis permohonan", "Kind of application")),
        ("Nama Pelapor", ("Nama Pelapor", "Nama Pelapor")),
        ("3. SOMETHING", ("3. SOMETHING", "3. SOMETHING")),
    ],
)
def test_the_number_of_a_person_stays_and_so_does_what_is_in_words(label: str, words: tuple[str, str]) -> None:
    assert siak_column(label) == words
