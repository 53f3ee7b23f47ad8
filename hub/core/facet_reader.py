"""Items of a facet out of JSON, read by a function that is made once from the item's declaration."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final, TypeAlias, get_args

from hub.core.attributes import Declared, declared
from hub.core.generated import function

ReadItem: TypeAlias = Callable[[Mapping[str, Any]], Any]
Convert: TypeAlias = Callable[[Any], Any]
Careful: TypeAlias = Callable[[Convert], Convert]
_NEW: Final = object.__new__


def reader(item: type, keys: Mapping[str, str]) -> ReadItem:
    """Makes an item of JSON values; raises ValueError, TypeError or KeyError for a day or code that is none.

    `keys` names the JSON key of an attribute where it is not the attribute's own name. Unknown keys are ignored,
    missing ones become None.
    """
    if unknown := set(keys) - {each.name for each in declared(item)}:
        raise TypeError(f"{item.__name__} declares no {', '.join(sorted(unknown))}.")
    return _written(item, {each.name: keys.get(each.name, each.name) for each in declared(item)}, lambda read: read)


@cache
def stored(item: Hashable) -> ReadItem:
    """The reader of what the hub keeps: keys are the attributes' names, and what is no day or code stays as it is."""
    assert isinstance(item, type)
    return _written(item, {each.name: each.name for each in declared(item)}, _or_as_it_is)


def _written(item: type, keys: Mapping[str, str], careful: Careful) -> ReadItem:
    names: dict[str, Any] = {"item": item, "new": _NEW}
    values = {each.name: _value(each, keys[each.name], names, careful) for each in declared(item)}
    blank = _blank(item)
    if blank is None:
        given = ", ".join(f"{name}={value}" for name, value in values.items())
        return function(f"reader of {item.__name__}", "data", ["get = data.get", f"return item({given})"], names)
    names["blank"] = blank
    lines = ["get = data.get", "made = new(blank)"]
    lines += [f"made.{name} = {value}" for name, value in values.items()]
    lines += ["made.__class__ = item", "return made"]
    return function(f"reader of {item.__name__}", "data", lines, names)


def _value(each: Declared, key: str, names: dict[str, Any], careful: Careful) -> str:
    """The expression of one attribute's value."""
    read = converter(each.type)
    if read is None:
        # JSON has no tuples, and what is given to several readers must not be changed by one.
        return f"tuple(value) if type(value := get({key!r})) is list else value"
    names[f"read_{each.name}"] = careful(read)
    return f"None if (value := get({key!r})) is None else read_{each.name}(value)"


def converter(hint: Any) -> Convert | None:
    """How a JSON value becomes a day, a moment or a code; None for what is taken as it is."""
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind.__getitem__
        if isinstance(kind, type) and issubclass(kind, dt.date):
            return kind.fromisoformat
    return None


def _or_as_it_is(read: Convert) -> Convert:
    def value_of(stored: Any) -> Any:
        try:
            return read(stored)
        except (TypeError, ValueError, KeyError):
            return stored

    return value_of


def _blank(item: Any) -> type | None:
    """A class of the same layout whose attributes can be set; None where an item is more than its attributes.

    A frozen dataclass sets each attribute through `object.__setattr__`, which takes most of the time of a read. An
    instance of this class is filled first and becomes a (frozen) item then.
    """
    plain = item.__bases__ == (object,) and not hasattr(item, "__post_init__") and item.__dataclass_params__.init
    fields = tuple(field.name for field in dataclasses.fields(item))
    if not plain or item.__dict__.get("__slots__") != fields or fields != tuple(d.name for d in declared(item)):
        return None
    return type("Blank", (), {"__slots__": fields})
