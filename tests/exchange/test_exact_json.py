"""Numbers keep every digit, and identifiers come out as text."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.exchange import exact_json


def test_a_number_above_2_to_the_53_keeps_its_last_digit() -> None:
    assert exact_json.loads(b'{"NIK": 9171011201909003}') == {"NIK": 9171011201909003}
    assert int(float("9171011201909003")) != 9171011201909003, "the sample must be one that a float changes"


@given(st.integers(min_value=1, max_value=10**16 - 1))
def test_every_number_of_at_most_16_digits_becomes_16_digits(number: int) -> None:
    value = exact_json.loads(b'{"NIK": %d}' % number)["NIK"]
    text = exact_json.sixteen_digits(value)
    assert text is not None
    assert len(text) == 16
    assert int(text) == number


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"9.171011201909003E15", "9171011201909003"),
        (b"9171011201909003.0", "9171011201909003"),
        (b'"9171011201909003"', "9171011201909003"),
        (b'" 0171011201909003 "', "0171011201909003"),
        (b"171011201909003", "0171011201909003"),
        (b"0", None),
        (b"-171011201909003", None),
        (b"171011201909003.5", None),
        (b"19171011201909003", None),
        (b"1E+999999999", None),
        (b'"171011201909003"', None),
        (b'"917101120190900x"', None),
        (b'"-"', None),
        (b"true", None),
        (b"null", None),
        (b"[9171011201909003]", None),
    ],
)
def test_what_is_and_what_is_not_an_identifier(written: bytes, text: str | None) -> None:
    assert exact_json.sixteen_digits(exact_json.loads(written)) == text


def test_a_fraction_is_exact() -> None:
    assert exact_json.loads(b"0.1") == Decimal("0.1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"nama": "ROSMALA CONTOH" "nik"}',
        b"\xff\xfe<html>",
        b"NaN",
        b"[-Infinity]",
        b"[" * 100_000,
        b"9" * 5000,
        b'{"nama": "\xe9"}',
    ],
)
def test_garbage_is_a_value_error_that_quotes_nothing(body: bytes) -> None:
    with pytest.raises(ValueError, match="not a JSON document") as caught:
        exact_json.loads(body)
    assert caught.value.__suppress_context__


_NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(_VALUES)
def test_the_fast_parser_gives_what_the_exact_one_gives(value: object) -> None:
    body = json.dumps(value).encode()
    exact = json.loads(body, parse_float=Decimal)
    assert repr(exact_json.loads(body)) == repr(exact)


@pytest.mark.parametrize(
    "text", ["9171011201900003", "18446744073709551616", "-9223372036854775809", "1.10", "1e2", "1E2"]
)
def test_no_digit_is_lost(text: str) -> None:
    assert repr(exact_json.loads(text.encode())) == repr(json.loads(text, parse_float=Decimal))
