"""LZ-String against vectors that the JavaScript library made (fixtures/reference/generate.mjs)."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.insurance.emulator.compress import compress
from hub.connectors.insurance.lzstring import TooLong, decompress

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures/reference/vectors.json").read_bytes())
COMPRESSED = {each["name"]: each for each in VECTORS["compressed"]}
MOST = 100_000


@pytest.mark.parametrize("name", COMPRESSED)
def test_what_the_library_compressed_is_read(name: str) -> None:
    assert decompress(COMPRESSED[name]["compressed"], MOST) == COMPRESSED[name]["text"]


@pytest.mark.parametrize("name", COMPRESSED)
def test_the_emulator_writes_what_the_library_writes(name: str) -> None:
    assert compress(COMPRESSED[name]["text"]) == COMPRESSED[name]["compressed"]


def test_the_vectors_meet_every_kind_of_text() -> None:
    assert {"empty", "json", "chinese", "emoji", "nul_and_controls", "lines", "units"} <= set(COMPRESSED)
    assert max(len(each["text"]) for each in COMPRESSED.values()) > 10_000


def test_a_plus_that_became_a_space_is_read() -> None:
    spoiled = [each for each in COMPRESSED.values() if "+" in each["compressed"]]
    assert spoiled
    for each in spoiled:
        assert decompress(each["compressed"].replace("+", " "), MOST) == each["text"]


@given(st.text(max_size=200) | st.text("ab", max_size=2000))
def test_whatever_is_written_is_read(text: str) -> None:
    assert decompress(compress(text), MOST) == text


@pytest.mark.parametrize("most", [0, 1, 999])
def test_a_longer_text_than_expected_is_given_up(most: int) -> None:
    with pytest.raises(TooLong):
        decompress(COMPRESSED["many_alike"]["compressed"], most)
    assert len(decompress(COMPRESSED["many_alike"]["compressed"], 1000)) == 1000


def test_a_bomb_is_given_up_before_it_grows() -> None:
    bomb = compress("a" * 2_000_000)
    assert len(bomb) < 6_000
    began = process_time()
    with pytest.raises(TooLong):
        decompress(bomb, 65_536)
    assert process_time() - began < 1


@pytest.mark.parametrize(
    "text", ["", "A", "AAAA", "$", "%%%", "N4Ig", "é", "\x00", "////", COMPRESSED["json"]["compressed"][:-9]]
)
def test_anything_else_is_no_text(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever is wrong, it is one error
        decompress(text, MOST)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-", max_size=300))
def test_random_letters_are_a_text_or_an_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert len(decompress(text, 5_000)) <= 5_000
