"""Readers that are written from a declaration give what reading it attribute by attribute gives."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.attributes import Attr, Category, declared
from hub.core.codes import Sex
from hub.core.facet import Facet
from hub.core.facet_reader import converter, reader
from hub.exchange import discover

FACETS = {facet.name: facet for plugin in discover() for facet in plugin.facets}
A = Attr(Category.LICENCE, "Made up.")


@dataclass(frozen=True, slots=True)
class Coded:
    """Every kind of value that a declaration may name."""

    text: Annotated[str | None, A]
    sex: Annotated[Sex | None, A]
    day: Annotated[dt.date | None, A]
    moment: Annotated[dt.datetime | None, A]
    words: Annotated[tuple[str, ...] | None, A]


@dataclass(frozen=True, slots=True)
class Checked:
    """An item that looks at its values."""

    text: Annotated[str | None, A]

    def __post_init__(self) -> None:
        if self.text == "odd":
            raise ValueError("odd")


@dataclass(frozen=True, slots=True)
class Open:
    """An item with an attribute that it does not declare."""

    text: Annotated[str | None, A]
    more: str = field(default="more")


@dataclass(frozen=True)
class Wide:
    """An item that keeps its attributes in a dictionary."""

    text: Annotated[str | None, A]


@dataclass(frozen=True, slots=True)
class Below(Coded):
    """An item that adds to another."""

    more: Annotated[int | None, A]


ITEMS: tuple[type, ...] = (*(facet.item for facet in FACETS.values()), Coded, Checked, Open, Wide, Below)


def carefully(item: type, keys: Mapping[str, str], data: Mapping[str, Any]) -> Any:
    """The same, with the class's own constructor."""
    values = {}
    for each in declared(item):
        value, convert = data.get(keys.get(each.name, each.name)), converter(each.type)
        if convert is not None:
            value = None if value is None else convert(value)
        values[each.name] = tuple(value) if isinstance(value, list) else value
    return item(**values)


def outcome(read: Callable[[], Any]) -> Any:
    """What is read, or the type of what is raised."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - whatever is raised has to be the same
        return type(error)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.dates().map(dt.date.isoformat)
    | st.sampled_from(["MALE", "odd", "2024-02-30", "2024-02-29T01:02:03", "20240229", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@given(st.data())
def test_a_reader_gives_what_reading_with_care_gives(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(ITEMS))
    names = [each.name for each in declared(item)]
    keys = data.draw(st.fixed_dictionaries({}, optional={name: st.just(f"x{name}") for name in names}))
    written = st.fixed_dictionaries({}, optional={keys.get(name, name): VALUES for name in names})
    values = data.draw(written) | data.draw(st.dictionaries(st.sampled_from(["other", "item", "get", "new"]), VALUES))
    read = outcome(lambda: reader(item, keys)(values))
    assert read == outcome(lambda: carefully(item, keys, values))
    assert type(read) is type(outcome(lambda: carefully(item, keys, values)))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.__name__)
def test_what_is_read_is_an_item_like_any_other(item: type) -> None:
    made: Any = reader(item, {})({})
    twin: Any = item(**{each.name: None for each in declared(item)})
    assert dataclasses.replace(made) == made
    assert (made, hash(made), repr(made)) == (twin, hash(twin), repr(twin))
    assert type(made) is item
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.__setattr__(declared(item)[0].name, "x")


def test_days_and_codes_are_read() -> None:
    given = {"sex": "MALE", "day": "2024-02-29", "moment": "2024-02-29T01:02:03+00:00", "words": ["a", "b"], "text": 5}
    moment = dt.datetime(2024, 2, 29, 1, 2, 3, tzinfo=dt.UTC)
    assert reader(Coded, {})(given) == Coded(5, Sex.MALE, moment.date(), moment, ("a", "b"))  # type: ignore[arg-type]  # an odd value is meant


def test_an_item_that_looks_at_its_values_does() -> None:
    with pytest.raises(ValueError, match="odd"):
        reader(Checked, {})({"text": "odd"})


def test_what_is_not_declared_has_its_default() -> None:
    assert reader(Open, {})({"text": "x", "more": "y"}) == Open("x")


def test_a_key_of_no_attribute_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="Coded declares no teks"):
        reader(Coded, {"teks": "text"})


@pytest.mark.parametrize("facet", FACETS.values(), ids=lambda facet: facet.name)
def test_what_is_stored_comes_back(facet: Facet[Any]) -> None:
    item = facet.from_json({})
    assert facet.from_json(facet.to_json(item)) == item
    assert facet.reader({})(facet.to_json(item)) == item


def test_a_declaration_with_any_key_stays_a_text() -> None:
    """A key may hold anything; it is never taken for Python."""
    key = "'] + open('x') #\n\\"
    assert reader(Coded, {"text": key})({key: "fine"}).text == "fine"
