"""Objects of agencies as plain values of an answer: at once where every value has its type, with care otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeAlias

from graphql import FieldNode, GraphQLError, GraphQLNonNull, GraphQLOutputType, located_error

Value: TypeAlias = Any
Read: TypeAlias = Callable[[Any], Any]


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
    """The fields selected of an agency's item. One instance serves all answers of a variant."""

    def __init__(self, fields: Sequence[ItemField]) -> None:
        self._fields = tuple(fields)
        self._plans = [(f.key, attrgetter(f.attribute), _writer(f)) for f in fields if f.attribute]
        self._fixed = {f.key: f.text for f in fields if f.attribute is None}
        self._order = [f.key for f in fields]

    def __len__(self) -> int:
        """How many values an item has."""
        return len(self._order)

    def quickly(self, item: Any) -> dict[str, Value]:
        """The item's values in order; raises OddValue when one is not of its type."""
        if not self._fixed:
            return {key: write(read(item)) for key, read, write in self._plans}
        found = {key: write(read(item)) for key, read, write in self._plans}
        return {key: self._fixed[key] if key in self._fixed else found[key] for key in self._order}

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


_INT: Final = 2**31


def _text(value: Any) -> Value:
    if value is None or type(value) is str:
        return value
    raise OddValue


def _whole(value: Any) -> Value:
    if value is None or (type(value) is int and -_INT <= value < _INT):
        return value
    raise OddValue


def _truth(value: Any) -> Value:
    if value is None or type(value) is bool:
        return value
    raise OddValue


def _day(value: Any) -> Value:
    if value is None or type(value) is dt.date:
        return value  # written as ISO 8601 with the answer
    raise OddValue


_BY_NAME: Final[Mapping[str, Read]] = {
    "String": _text,
    "ID": _text,
    "NIK": _text,
    "FamilyCardNumber": _text,
    "Int": _whole,
    "Boolean": _truth,
    "Date": _day,
}


def _writer(field: ItemField) -> Read:
    """How a value is written at once. Types without a quick way are written by graphql-core's own function."""
    type_: Any = field.type
    required = isinstance(type_, GraphQLNonNull)
    quick = _BY_NAME.get(str(type_.of_type if required else type_))
    if quick is None:
        return _slow(type_)
    return _required(quick) if required else quick


def _required(write: Read) -> Read:
    def written(value: Any) -> Value:
        if value is None:
            raise OddValue
        return write(value)

    return written


def _slow(type_: Any) -> Read:
    def written(value: Any) -> Value:
        try:
            return _completed(type_, value)
        except Exception as error:
            raise OddValue from error

    return written
