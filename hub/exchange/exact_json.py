"""JSON from agencies, in which every digit counts.

Some services send NIK and family card number as JSON *numbers*. Numbers of the Papua provinces (91 to 96) lie above
2^53, where a floating-point number changes the last digits into somebody else's. So whole numbers stay whole, others
become Decimal, and `sixteen_digits` gives the identifier as text.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import orjson

_DIGITS: Final = 16


_ALL_ALIKE: Final = bytes.maketrans(b"123456789", b"000000000")
_ROUNDED: Final = (b"0" * 19, b"0.", b"0e", b"0E")
"""With all digits alike: numbers that the fast parser would round. Found in a text as well, which only costs time."""


def loads(body: bytes) -> Any:
    """The JSON document; whole numbers as int, others as Decimal. Raises ValueError for anything else."""
    alike = body.translate(_ALL_ALIKE)
    if not any(number in alike for number in _ROUNDED):
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            return _carefully(body)  # some texts are JSON for one parser and not for the other
    return _carefully(body)


def _carefully(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        # The parser's own message quotes the document, which is about somebody.
        raise ValueError("not a JSON document") from None


def sixteen_digits(value: object) -> str | None:
    """A NIK or family card number as 16 digits, or None when the value cannot be one.

    A number has lost its leading zeros, so it is filled up; a text has to be complete.
    """
    if isinstance(value, str):
        text = value.strip()
        return text if len(text) == _DIGITS and text.isascii() and text.isdigit() else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return _filled_up(value)


def _filled_up(number: int | Decimal) -> str | None:
    # The comparison comes first: turning 1E+999999999 into an int would fill the memory.
    if not 0 < number < 10**_DIGITS or number != int(number):
        return None
    return f"{int(number):0{_DIGITS}d}"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
