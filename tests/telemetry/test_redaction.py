"""Nothing that names a person gets out through logs or spans."""

from __future__ import annotations

import logging

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hub.telemetry.logs import JsonFormatter
from hub.telemetry.redaction import PERSONAL_LABELS, redact, redact_text

NIK = "1901014107909001"


def _logged(message: str, *, exception: Exception | None = None, **fields: object) -> str:
    info = (type(exception), exception, exception.__traceback__) if exception else None
    record = logging.LogRecord("hub.test", logging.INFO, __file__, 1, message, (), info)
    for name, value in fields.items():
        setattr(record, name, value)
    return JsonFormatter().format(record)


@given(st.text(alphabet="abc ,:=", max_size=20), st.from_regex(r"\A[0-9]{16}\Z"))
def test_sixteen_digits_lose_their_digits(prefix: str, number: str) -> None:
    assert number not in redact_text(f"{prefix}{number}{prefix}")


def test_a_mail_address_is_taken_out() -> None:
    assert "@" not in redact_text("wrote to siti.aminah@example.org today")


def test_personal_labels_are_dropped_whatever_they_hold() -> None:
    given_attributes = dict.fromkeys(PERSONAL_LABELS, "Siti Aminah") | {"source": "population", "db.full_name": "Siti"}
    assert redact(given_attributes) == {"source": "population"}


def test_a_log_line_keeps_its_place_and_loses_the_person() -> None:
    line = _logged(f"read {NIK}", full_name="Siti Aminah", source="population")
    assert NIK not in line
    assert "Siti" not in line
    assert orjson.loads(line)["source"] == "population"


def test_an_exception_gives_its_type_and_place_never_its_text() -> None:
    try:
        raise ValueError(f"duplicate key value (nik)=({NIK}), Siti Aminah")
    except ValueError as error:
        line = _logged("failed", exception=error)
    assert "Siti" not in line
    assert NIK not in line
    assert orjson.loads(line)["exception"] == "ValueError"
    assert "test_redaction.py" in orjson.loads(line)["where"][0]
