"""Objects of agencies as plain values of an answer: at once where every value has its type, with care otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import FieldNode, GraphQLError, GraphQLNonNull, GraphQLOutputType, located_error

from hub.core.generated import function

Value: TypeAlias = Any
Write: TypeAlias = Callable[[Any], Any]


class OddValue(Exception):
    """A value is not of its declared type."""


@dataclass(frozen=True, slots=True)
class ItemField:
    """A leaf of an item: where it is read and how the graph writes it. `text` for a type's name, None attribute."""

    key: str
    attribute: str | None
    text: str | None
    type: GraphQLOutputType | None
    nodes: Sequence[FieldNode]


class AgencyItems:
    """The fields selected of an agency's item. One instance serves all answers of a variant.

    `quickly` gives an item's values in order, and raises OddValue when one is not of its type.
    """

    __slots__ = ("_fields", "quickly")

    def __init__(self, fields: Sequence[ItemField]) -> None:
        self._fields = tuple(fields)
        self.quickly: Callable[[Any], dict[str, Value]] = _writer(self._fields)

    def __len__(self) -> int:
        """How many values an item has."""
        return len(self._fields)

    def carefully(self, item: Any, path: list[str | int]) -> tuple[dict[str, Value] | None, list[GraphQLError]]:
        """The item with null for each value that cannot be written, and an error for each; as graphql-core would."""
        values: dict[str, Value] = {}
        errors: list[GraphQLError] = []
        for field in self._fields:
            if field.attribute is None:
                values[field.key] = field.text
                continue
            try:
                values[field.key] = _completed(field.type, getattr(item, field.attribute))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a value becomes the error of its field
                errors.append(located_error(error, field.nodes, [*path, field.key]))
                if isinstance(field.type, GraphQLNonNull):
                    return None, errors
                values[field.key] = None
        return values, errors


def _completed(type_: Any, value: Any) -> Value:
    if isinstance(type_, GraphQLNonNull):
        completed = _completed(type_.of_type, value)
        if completed is None:
            raise TypeError("Cannot return null for a non-nullable field.")
        return completed
    if value is None:
        return None
    if hasattr(type_, "of_type"):
        if not isinstance(value, list | tuple):
            raise TypeError("Expected a list.")
        return [_completed(type_.of_type, one) for one in value]
    completed = type_.coerce_output_value(value)
    if completed is None:
        raise TypeError("Expected a value.")
    return completed


_CHECKS: Final[Mapping[str, str]] = {
    "String": "type({v}) is str",
    "ID": "type({v}) is str",
    "NIK": "type({v}) is str",
    "FamilyCardNumber": "type({v}) is str",
    "Int": f"type({{v}}) is int and {-(2**31)} <= {{v}} < {2**31}",
    "Boolean": "type({v}) is bool",
    "Date": "type({v}) is date",  # written as ISO 8601 with the answer
}
"""When a value is what the graph writes, by the name of its type."""


def _writer(fields: Sequence[ItemField]) -> Write:
    """A function that reads and checks each attribute once and gives the values under their keys."""
    names: dict[str, Any] = {"OddValue": OddValue, "date": dt.date}
    lines: list[str] = []
    values: dict[str, str] = {}
    for at, field in enumerate(fields):
        values[field.key] = repr(field.text) if field.attribute is None else f"v{at}"
        if field.attribute is not None:
            lines += _read(field.attribute, field.type, at, names)
    found = ", ".join(f"{key!r}: {value}" for key, value in values.items())
    return function("writer of an agency's item", "item", [*lines, f"return {{{found}}}"], names)


def _read(attribute: str, type_: Any, at: int, names: dict[str, Any]) -> list[str]:
    """Lines that read one value and refuse an odd one. Types without a check are written by graphql-core itself."""
    required = isinstance(type_, GraphQLNonNull)
    check = _CHECKS.get(str(type_.of_type if required else type_))
    assert attribute.isidentifier()
    if check is None:
        names[f"write{at}"] = _slow(type_)
        return [f"v{at} = write{at}(item.{attribute})"]
    sound = check.format(v=f"v{at}")
    return [
        f"v{at} = item.{attribute}",
        f"if not ({sound}): raise OddValue" if required else f"if v{at} is not None and not ({sound}): raise OddValue",
    ]


def _slow(type_: Any) -> Write:
    def written(value: Any) -> Value:
        try:
            return _completed(type_, value)
        except Exception as error:
            raise OddValue from error

    return written
