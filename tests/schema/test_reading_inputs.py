"""Inputs are read as Strawberry itself reads them: each of the graph, with all members, with few and with nulls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_nullable_type,
    is_required_input_field,
)
from graphql.utilities import coerce_input_value
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_argument

from hub.schema.inputs.reading import Readers
from tests.fakes.world import schema

SCALARS: Final[Mapping[str, Any]] = {
    "String": "kata", "ID": "Q2l0", "Int": 3, "Float": 1.5, "Boolean": True, "NIK": "1901014107929001",
    "FamilyCardNumber": "1901010101159001", "Date": "2026-01-02", "DateTime": "2026-01-02T03:04:05Z",
}  # fmt: skip
Chooses = Callable[[GraphQLInputObjectType], Mapping[str, Any]]
GRAPH: Final = schema().graph
INPUTS: Final = {
    name: type_ for name, type_ in sorted(GRAPH.type_map.items()) if isinstance(type_, GraphQLInputObjectType)
}


def sample(type_: Any, chooses: Chooses) -> Any:
    inner = get_nullable_type(type_)
    if isinstance(inner, GraphQLList):
        return [sample(inner.of_type, chooses), sample(inner.of_type, chooses)]
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        return {name: sample(field.type, chooses) for name, field in chooses(inner).items()}
    return SCALARS[inner.name]


def everything(type_: GraphQLInputObjectType) -> Mapping[str, Any]:
    return dict([next(iter(type_.fields.items()))]) if type_.is_one_of else type_.fields


def required(type_: GraphQLInputObjectType) -> Mapping[str, Any]:
    wanted = {name: field for name, field in type_.fields.items() if is_required_input_field(field)}
    return wanted or everything(type_)


def given(type_: GraphQLInputObjectType) -> list[dict[str, Any]]:
    """Values as graphql-core hands them to a resolver."""
    whole, least = sample(type_, everything), sample(type_, required)
    nullable = [name for name in whole if not isinstance(type_.fields[name].type, GraphQLNonNull)]
    varied = [] if type_.is_one_of else nullable
    nulls = [{**whole, name: None} for name in varied]
    with_one_more = [{**least, name: whole[name]} for name in varied]
    return [coerce_input_value(value, type_) for value in (whole, least, *nulls, *with_one_more)]


def by_strawberry(origin: Any, value: Any) -> Any:
    converter = schema().schema_converter
    return convert_argument(value, origin, converter.scalar_registry, converter.config)


def outcome(read: Callable[[], Any]) -> Any:
    """What is read, or how it is refused."""
    try:
        return read()
    except StrawberryInputCoercionError as error:
        return str(error)


@pytest.fixture
def stock() -> Iterator[None]:
    """Strawberry without the readers."""
    for type_ in INPUTS.values():
        type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].from_input = None
    yield
    Readers(GRAPH).install()


@pytest.mark.usefixtures("stock")
def test_every_input_is_read_as_strawberry_reads_it() -> None:
    readers, compared, nulls = Readers(GRAPH), 0, 0
    for name, type_ in INPUTS.items():
        origin = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].origin
        for value in given(type_):
            expected = outcome(partial(by_strawberry, origin, value))
            assert outcome(partial(readers.of(origin), value)) == expected, (name, value)
            compared += 1
            nulls += isinstance(expected, str)
    assert compared > 5 * len(INPUTS)
    assert nulls


def test_the_readers_are_in_use_but_where_strawberry_looks_for_nulls_itself() -> None:
    """An input with a member that may be left out and may not be null keeps the rule that refuses it before it runs."""
    read = {name for name, t in INPUTS.items() if t.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].from_input}
    assert {"SubmitApplicationInput", "RecordLicenceInput", "CorrectCitizenInput"} <= read
    assert INPUTS.keys() - read == {"CitizenCorrectionInput", "AddressCorrectionInput"}
