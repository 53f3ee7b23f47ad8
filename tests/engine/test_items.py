"""What is written at once is what is written with care, or it is odd."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
    NameNode,
)
from hypothesis import given
from hypothesis import strategies as st

from hub.engine.items import AgencyItems, ItemField, OddValue
from tests.fakes.world import schema

GRAPH = schema().graph
SCALARS: tuple[Any, ...] = (
    GraphQLString, GraphQLInt, GraphQLBoolean, GraphQLID, GraphQLFloat,
    *(GRAPH.get_type(name) for name in ("Date", "DateTime", "NIK", "FamilyCardNumber", "Sex")),
)  # fmt: skip


class Word(StrEnum):
    """A text that is more than a text."""

    ONE = "one"


TYPES = st.sampled_from(SCALARS).flatmap(
    lambda type_: st.sampled_from(
        [type_, GraphQLNonNull(type_), GraphQLList(type_), GraphQLList(GraphQLNonNull(type_))]
    )
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.sampled_from([2**31 - 1, 2**31, -(2**31), -(2**31) - 1, Word.ONE, b"x"]),
    st.floats(),
    st.text(max_size=3),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
)
VALUES = LEAVES | st.lists(LEAVES, max_size=2) | st.tuples(LEAVES)


def node(key: str) -> FieldNode:
    return FieldNode(alias=None, name=NameNode(value=key), arguments=(), directives=(), selection_set=None)


def field(key: str, attribute: str | None, type_: GraphQLOutputType | None, text: str | None = None) -> ItemField:
    return ItemField(key, attribute, text, type_, [node(key)])


def plain(value: Any) -> Any:
    """As it stands in the answer: days are written with it."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


@given(st.lists(st.tuples(TYPES, VALUES), max_size=5), st.booleans())
def test_at_once_or_odd(chosen: list[tuple[GraphQLOutputType, Any]], named: bool) -> None:
    fields = [field(f"k{at}", f"a{at}", type_) for at, (type_, _) in enumerate(chosen)]
    if named:
        fields.insert(len(fields) // 2, field("__typename", None, None, "Item"))
    items = AgencyItems(fields)
    item = SimpleNamespace(**{f"a{at}": value for at, (_, value) in enumerate(chosen)})
    careful, errors = items.carefully(item, ["items", 3])
    try:
        quick = items.quickly(item)
    except OddValue:
        return
    assert not errors
    assert repr(plain(quick)) == repr(plain(careful)), "in the same order as well"
    assert len(items) == len(fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("String", "x"), ("ID", "x"), ("Int", 2**31 - 1), ("Int", -(2**31)), ("Boolean", False), ("Date", dt.date.min),
        ("NIK", "1901011501859001"), ("FamilyCardNumber", "1901011501859001"), ("String", None), ("Date", None),
    ],
)  # fmt: skip
def test_what_is_of_its_type_is_written_at_once(name: str, value: Any) -> None:
    type_: Any = GRAPH.get_type(name)
    items = AgencyItems([field("key", "value", type_)])
    assert items.quickly(SimpleNamespace(value=value)) == {"key": value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("String", 5), ("String", Word.ONE), ("Int", True), ("Int", 2**31), ("Int", -(2**31) - 1), ("Int", 1.0),
        ("Boolean", 1), ("Date", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), ("Date", "2026-01-01"), ("NIK", 19),
    ],
)  # fmt: skip
def test_what_is_not_of_its_type_is_odd(name: str, value: Any) -> None:
    type_: Any = GRAPH.get_type(name)
    with pytest.raises(OddValue):
        AgencyItems([field("key", "value", type_)]).quickly(SimpleNamespace(value=value))


def test_a_required_value_may_not_be_missing() -> None:
    items = AgencyItems([field("key", "value", GraphQLNonNull(GraphQLString))])
    with pytest.raises(OddValue):
        items.quickly(SimpleNamespace(value=None))


def test_a_refused_field_is_null_and_is_not_read() -> None:
    items = AgencyItems([field("key", None, None)])
    assert items.quickly(object()) == {"key": None}
