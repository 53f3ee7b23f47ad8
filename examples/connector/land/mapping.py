"""The agency's words into the hub's: its formats end here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from examples.connector.land.facet import LandParcel
from hub.core.contradiction import claims
from hub.exchange.exact_json import sixteen_digits
from hub.exchange.one_by_one import Told


def told(person: Mapping[str, Any], nik: str) -> Told:
    """What an answer says. Raises ValueError when it is about somebody else, or of another shape."""
    if sixteen_digits(person.get("nik")) != nik:
        raise ValueError("another person")
    found = person.get("landParcels")
    if not isinstance(found, list):
        raise ValueError("no list")
    said = claims(full_name=_text(person.get("fullName")), birth_date=_text(person.get("birthDate")))
    return Told(tuple(_item(each) for each in found), said)


def _item(given: Any) -> LandParcel:
    if not isinstance(given, dict):
        raise ValueError("no object")
    return LandParcel(_text(given.get("number")), _text(given.get("status")), _day(given.get("since")))


def _text(value: Any) -> str | None:
    """A text; a number would have lost its zeros."""
    if value is not None and not isinstance(value, str):
        raise ValueError("no text")
    return value


def _day(value: Any) -> dt.date | None:
    text = _text(value)
    return None if text is None else dt.date.fromisoformat(text)
