"""What kind of answer each field of a service's form takes, read off the input type that the graph checks it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, Final

from strawberry.types.base import StrawberryList, StrawberryObjectDefinition, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

from hub.core.attributes import camel
from hub.core.definition import AnswerKind

_DEFINITION: Final = "__strawberry_definition__"
_KINDS: Final[Mapping[str, AnswerKind]] = {
    "int": AnswerKind.WHOLE_NUMBER,
    "float": AnswerKind.NUMBER,
    "date": AnswerKind.DATE,
    "bool": AnswerKind.YES_NO,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How one field is answered. `codes` names the closed list of a CODE; `needed` that there has to be an answer where
    what it belongs to is there at all. `rows` is the path of the list that it is a column of, `choice` that of the
    alternative (of which a form takes one) in which it stands."""

    kind: AnswerKind = AnswerKind.TEXT
    codes: str = ""
    needed: bool = False
    rows: str = ""
    choice: str = ""


@cache
def shapes(given: type) -> Mapping[str, Shape]:
    """The shape of every field below an input class, by its dotted path in the graph."""
    return dict(_fields(given, "", Shape()))


def _fields(given: type, before: str, within: Shape) -> Iterator[tuple[str, Shape]]:
    definition: StrawberryObjectDefinition = vars(given)[_DEFINITION]
    for one in definition.fields:
        path = f"{before}{one.graphql_name or camel(one.python_name)}"
        inner, optional, listed = _unwrapped(one.type)
        here = replace(within, choice=path) if definition.is_one_of else within
        here = replace(here, rows=path) if listed else here
        if _DEFINITION in vars(inner) and isinstance(vars(inner)[_DEFINITION], StrawberryObjectDefinition):
            yield from _fields(inner, f"{path}.", here)
        else:
            yield path, _leaf(inner, replace(here, needed=not optional and not _is_preset(one)))


def _unwrapped(given: Any) -> tuple[Any, bool, bool]:
    """(what is inside, whether it may be left out, whether it is a list of it)."""
    optional = isinstance(given, StrawberryOptional)
    inner = given.of_type if optional else given
    if isinstance(inner, StrawberryList):
        return inner.of_type, optional, True
    return inner, optional, False


def _leaf(given: Any, shape: Shape) -> Shape:
    codes = given.wrapped_cls if isinstance(given, StrawberryEnumDefinition) else given
    if isinstance(codes, type) and issubclass(codes, Enum):
        return replace(shape, kind=AnswerKind.CODE, codes=codes.__name__)
    return replace(shape, kind=_KINDS.get(getattr(codes, "__name__", ""), AnswerKind.TEXT))


def _is_preset(one: Any) -> bool:
    """Whether the graph has a value for it where a client gives none."""
    return isinstance(one.default, str | int | float | bool)
