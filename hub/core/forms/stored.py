"""The stored form of what a client wrote: JSON with the names of the graph."""

from __future__ import annotations

import datetime as dt
import unicodedata
from enum import Enum
from typing import Any


def to_form(given: Any) -> dict[str, Any]:
    """camelCase keys as in the graph, enum names, ISO dates, texts without outer or double spaces.

    `given` is an instance of a service's input class, whose members may be input classes and lists of them.
    """
    form = _plain(given)
    assert isinstance(form, dict)
    return form


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.name
        case dt.date():
            return value.isoformat()
        case str():
            return " ".join(unicodedata.normalize("NFC", value).split())
        case list():
            return [_plain(item) for item in value]
        case None | bool() | int() | float():
            return value
    return {_camel(name): _plain(item) for name, item in vars(value).items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
