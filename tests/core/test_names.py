"""Names are found and compared in whatever spelling they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.names import same_name, search_key


@pytest.mark.parametrize(
    "spellings",
    [
        "Muhammad Yusuf|Mohammad Yusuf|Mohd. Jusuf|M. Yusuf|M.Yusuf|Moch. Yusuf|Muh Yusuf|Moh. Joesoef|MUHAMAD YUSUF",
        "Tjhia|Tjia|Chia|Cia|TJHIA",
        "Djoko Soesilo|Joko Susilo",
        "Achmad Rachmat|Ahmad Rahmat|Akhmad Rakhmat|Ahmat Rahmad",
        "H. Ahmad Fauzi, S.Pd.|Ahmad Fauzi|Dr. Ir. H. Ahmad Fauzi, M.Si|Achmad Fauzi S",
        "Sjarifah|Syarifah|Syarifa|Sharifah",
        "Njoman|Nyoman",
        "Chairul|Khairul",
        "Chandra|Candra",
        "Rizky|Rizki",
        "Noor Hayati|Nur Hayati|Nurhayati|Noer Hajati",
        "Liem Sui Jan|Lim Sui Yan",
        "Iqbal|Ikbal",
        "Fathimah|Fatimah|Fatima",
        "Ma'ruf|Maruf|Ma’ruf",
        "Siti Aminah|St. Aminah|Sitti Aminah",
        "Abdul Rahman|Abd. Rachman",
        "Philipus|Filipus",
        "Suparman|Soeparman",
        "René|Rene",
    ],
)
def test_spellings_of_one_name(spellings: str) -> None:
    first, *others = spellings.split("|")
    different = [other for other in others if not same_name(first, other)]
    assert different == (["Achmad Fauzi S"] if "Achmad Fauzi S" in others else [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yusuf", "Yunus"),
        ("Siti Aminah", "Siti Aisyah"),
        ("Cia", "Sia"),
        ("Suparman", "Suparmin"),
        ("Budi", "Budi Santoso"),
        ("Dewi", "Dewa"),
        ("", ""),
        ("...", "--"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_a_name_of_titles_only_stays() -> None:
    assert search_key("Haji") != ""
    assert search_key("Ibu") != ""


@given(st.text(max_size=80))
def test_a_key_is_words_of_small_letters(name: str) -> None:
    key = search_key(name)
    assert all("a" <= letter <= "z" for word in key.split(" ") for letter in word)
    assert key == " ".join(key.split())


@given(st.text(alphabet="ABJYCHKOUETDNIS .'", max_size=30))
def test_capitals_and_spaces_do_not_matter(name: str) -> None:
    assert search_key(name) == search_key(name.lower()) == search_key(f"  {name} ")


@given(st.text(max_size=40) | st.text(alphabet="ABHMSTDabhmstdo .,'-", max_size=30))
def test_words_are_the_same_alone_as_in_the_whole_name(name: str) -> None:
    """A title has the whole name read at once; without one it is put together word by word."""
    assert search_key(f"Budi {name}") == search_key(f"Haji Budi {name}")
