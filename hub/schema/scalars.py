"""Scalars. What cannot be used is refused with a sentence that says what to do, and without repeating the value."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from hub.core.errors import BadInput
from hub.core.identifiers import parse_family_card_number, parse_nik
from hub.resolvers.values import NIK, FamilyCardNumber

__all__ = ["JSON", "NIK", "SCALARS", "FamilyCardNumber"]


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{what} is a text in quotation marks, never a number: numbers lose digits on the way.")
    return value


def _nik(value: object) -> str:
    return parse_nik(_text(value, "A NIK"))


def _family_card_number(value: object) -> str:
    return parse_family_card_number(_text(value, "A family card number"))


def _date(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value, "A date"))
    except ValueError:
        raise BadInput("A date looks like 2026-11-24 (year, month, day). Check the month and the day.") from None


def _date_time(value: object) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(_text(value, "A time"))
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadInput("A time looks like 2026-11-24T08:30:00+07:00, always with its zone.") from None


def _utc(value: Any) -> str:
    assert isinstance(value, dt.datetime)
    return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _iso(value: Any) -> str:
    assert isinstance(value, dt.date)
    return value.isoformat()


SCALARS: Final[dict[object, ScalarDefinition]] = {
    NIK: strawberry.scalar(
        name="NIK",
        description="Nomor Induk Kependudukan: 16 digits as a text.",
        serialize=str,
        parse_value=_nik,
    ),
    FamilyCardNumber: strawberry.scalar(
        name="FamilyCardNumber",
        description="Number of a family card (Nomor Kartu Keluarga): 16 digits as a text.",
        serialize=str,
        parse_value=_family_card_number,
    ),
    dt.date: strawberry.scalar(
        name="Date", description="A day, ISO 8601: `2026-11-24`.", serialize=_iso, parse_value=_date
    ),
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, ISO 8601: UTC when it comes out, with its zone when it goes in.",
        serialize=_utc,
        parse_value=_date_time,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value, such as the form of an application as it was handed in.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}
"""Python type -> scalar of the graph."""
