"""The catalogues hold what pages say: all of it, nothing else, and with the same places for values in each language."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from hub.core.texts import FILE, LANGUAGES, LOCALE, Words, counted, indonesian, overlaid, places, read, say
from scripts.texts import CATALOGUES, of_language, said

DECORATION = {"free", "line", "mark"}
"""A word set large, a break and a mark: they stand beside the Indonesian alone."""


def catalogue(language: str) -> Words:
    return read((LOCALE / language / FILE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_in_the_catalogue_and_nothing_else(language: str) -> None:
    wanted, known = set(of_language(said(), language)), set(catalogue(language).forms)
    assert not wanted - known, "new texts, or texts without English: `make texts`, and write the English"
    assert not known - wanted, "nothing says these any more: `make texts`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_takes_the_values_of_its_text(language: str) -> None:
    """All of them: whoever chose English reads nothing else."""
    wrong = {
        text: sorted(places(form) ^ places(text))
        for (_, text), forms in catalogue(language).forms.items()
        for form in forms
        if (places(form) ^ places(text)) - DECORATION
    }
    assert not wrong


def test_the_catalogues_are_read_as_babel_reads_them() -> None:
    for language, path in CATALOGUES.items():
        with path.open("rb") as file:
            babel = read_po(file, locale=language)
        theirs = {}
        for entry in babel:
            text, words = (one if isinstance(one, tuple | list) else (one,) for one in (entry.id, entry.string))
            if text[0]:
                theirs[entry.context or "", text[0]] = tuple(words)
        assert theirs
        assert catalogue(language).forms == theirs


def test_no_text_of_the_catalogue_is_fuzzy_or_obsolete() -> None:
    for path in CATALOGUES.values():
        text = path.read_text(encoding="utf-8")
        assert "#, fuzzy" not in text
        assert "#~" not in text


def test_values_stand_in_both_languages_and_a_pair_gives_each_its_own() -> None:
    assert say("sisa {time}", time=("2 hari", "2 days")) == ("sisa 2 hari", "2 days left")
    assert say("Nomor akta", context="nowhere") == ("Nomor akta", "Nomor akta"), "an unknown text stands for itself"


@pytest.mark.parametrize(("count", "english"), [(0, "0 working hours"), (1, "1 working hour"), (7, "7 working hours")])
def test_english_has_a_form_for_one_and_one_for_many(count: int, english: str) -> None:
    assert counted("{count} jam kerja", count) == (f"{count} jam kerja", english)


def test_a_text_in_several_lines_with_quotes_is_read() -> None:
    words = read(
        '#: a.py\nmsgctxt "menu"\nmsgid ""\n"Satu \\"dua\\" "\n"tiga"\nmsgstr "One\\nthree"\n'
        '\nmsgid "Kosong"\nmsgstr ""\n'
    )
    assert words.forms == {("menu", 'Satu "dua" tiga'): ("One\nthree",)}


def overlay(folder: Path, language: str, text: str, words: str) -> Path:
    path = folder / language / FILE
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid "{text}"\nmsgstr "{words}"\n', encoding="utf-8")
    return folder


KNOWN = (Words({("", "Tutup"): ("Tutup",)}), Words({("", "Sisa {time}"): ("{time} left",)}))


def test_an_office_says_it_in_its_own_words(tmp_path: Path) -> None:
    first, second = overlaid(KNOWN, overlay(tmp_path, "id", "Sisa {time}", "Masih ada {time}"))
    assert first.of(("", "Sisa {time}")) == "Masih ada {time}"
    assert first.of(("", "Tutup")) == "Tutup"
    assert second.of(("", "Sisa {time}")) == "{time} left"


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("Sisa {time}", "{hour} lagi", "no place"),
        ("Sisa waktu", "Waktu", "nothing says"),
        ("Tutup", "{x}", "no place"),
        ("Sisa {time}", "{time.__class__} lagi", "no place"),
        ("Sisa {time}", "{time:>99999} lagi", "forms a value"),
        ("Sisa {time}", "{time!r} lagi", "forms a value"),
    ],
)
def test_words_that_cannot_stand_there_are_refused(tmp_path: Path, text: str, words: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        overlaid(KNOWN, overlay(tmp_path, "id", text, words))


def test_what_has_no_english_of_its_own_is_in_the_indonesian_catalogue() -> None:
    text = "Anda tidak berwenang melakukan ini."
    assert indonesian(text) == text
    assert ("", text) in catalogue("id").forms
    assert ("", text) not in catalogue("en").forms
