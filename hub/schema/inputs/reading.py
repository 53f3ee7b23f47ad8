"""How inputs are read: what Strawberry finds out about an input's fields with each request is found out once.

The values are those of `strawberry.types.arguments.convert_argument`, which has a place for this: `from_input`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry import UNSET, Some
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.lazy_type import LazyType

Read = Callable[[Any], Any]


class Readers:
    """Makes the reader of each input type of a graph, at most once."""

    def __init__(self, graph: GraphQLSchema) -> None:
        self._names = {
            type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].origin: type_
            for type_ in graph.type_map.values()
            if isinstance(type_, GraphQLInputObjectType)
        }
        self._made: dict[type, Read] = {}

    def install(self) -> None:
        """Gives every input its reader. Those with a member that may be left out and may not be null are read with the
        input that holds them: for what has a reader of its own Strawberry's rule about such nulls does not look."""
        for origin in self._names:
            definition: StrawberryObjectDefinition = origin.__strawberry_definition__
            if not any(_refuses_null(field.resolve_type(type_definition=definition)) for field in definition.fields):
                read = self.of(origin)
                definition.from_input = lambda _type, value, _context, read=read: read(value)

    def of(self, origin: type) -> Read:
        """The reader of an input type: a mapping by names of the graph becomes an instance."""
        if origin not in self._made:
            fields: list[tuple[str, str, Read]] = []
            self._made[origin] = _instances(origin, fields)
            fields.extend(self._fields(origin))
        return self._made[origin]

    def _fields(self, origin: Any) -> list[tuple[str, str, Read]]:
        definition: StrawberryObjectDefinition = origin.__strawberry_definition__
        by_python_name = {field.python_name: field for field in definition.fields}
        published = {
            published.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name: name
            for name, published in self._names[origin].fields.items()
        }
        return [
            (published[name], name, self._value(field.resolve_type(type_definition=definition)))
            for name, field in by_python_name.items()
        ]

    def _value(self, type_: Any) -> Read:
        if isinstance(type_, StrawberryMaybe):
            inner = self._value(type_.of_type)
            return _told(inner) if isinstance(type_.of_type, StrawberryOptional) else _told(_not_null(inner, type_))
        if isinstance(type_, StrawberryOptional):
            return self._value(type_.of_type)
        if isinstance(type_, StrawberryList):
            return _list(self._value(type_.of_type))
        if isinstance(type_, LazyType):
            return self._value(type_.resolve_type())
        return self.of(type_) if has_object_definition(type_) else _as_it_is


def _refuses_null(type_: Any) -> bool:
    return isinstance(type_, StrawberryMaybe) and not isinstance(type_.of_type, StrawberryOptional)


def _as_it_is(value: Any) -> Any:
    """Scalars and enums: graphql-core has made them what they are."""
    return value


def _told(read: Read) -> Read:
    return lambda value: Some(read(value))


def _not_null(read: Read, type_: StrawberryMaybe) -> Read:
    name = getattr(type_.of_type, "__name__", str(type_.of_type))

    def checked(value: Any) -> Any:
        if value is None:
            raise StrawberryInputCoercionError(
                f"Expected value of type '{name}', found null. Field of type 'Maybe[{name}]' cannot be explicitly set"
                f" to null. Use 'Maybe[{name} | None]' if you need to allow null values."
            )
        return read(value)

    return checked


def _list(read: Read) -> Read:
    return lambda value: value if value is None or value is UNSET else [read(item) for item in value]


def _instances(origin: Any, fields: list[tuple[str, str, Read]]) -> Read:
    """`fields` are (name in the graph, name in Python, reader); they may be filled in later."""
    definition: StrawberryObjectDefinition = origin.__strawberry_definition__
    absent = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }

    def read(value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        given = {python_name: convert(value[name]) for name, python_name, convert in fields if name in value}
        return origin(**{**absent, **given})

    return read
