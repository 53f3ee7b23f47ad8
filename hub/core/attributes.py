"""How an attribute of the record is declared: once, beside its type.

A core dataclass annotates each attribute with `Annotated[type, Attr(...)]`. The GraphQL field, its
scope, the catalogue entry and the policy schema all follow from it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Self, get_args, get_origin, get_type_hints


class Category(str):
    """The kind of personal data an attribute holds; a receipt names the categories that were read.

    Those of the hub's own are attributes here, and `CATEGORIES` lists them. An agency of another domain declares its
    own in its `facet.py`: one lower-case word. Raises ValueError for anything else.
    """

    __slots__ = ()

    POPULATION: ClassVar[Category]
    FAMILY: ClassVar[Category]
    LICENCE: ClassVar[Category]
    EDUCATION: ClassVar[Category]
    HEALTH: ClassVar[Category]
    INSURANCE: ClassVar[Category]
    WELFARE: ClassVar[Category]
    APPLICATION: ClassVar[Category]
    ACCESS: ClassVar[Category]
    ACCOUNT: ClassVar[Category]
    RIGHTS: ClassVar[Category]

    def __new__(cls, word: str) -> Self:
        if not _WORD.fullmatch(word):
            raise ValueError(f"A category of data is one lower-case word, which {word!r} is not.")
        return super().__new__(cls, word)

    @property
    def value(self) -> str:
        """The word."""
        return str(self)


_WORD: Final = re.compile(r"[a-z][a-z_]*")
Category.POPULATION = Category("population")
Category.FAMILY = Category("family")
Category.LICENCE = Category("licence")
Category.EDUCATION = Category("education")
Category.HEALTH = Category("health")
Category.INSURANCE = Category("insurance")
Category.WELFARE = Category("welfare")
Category.APPLICATION = Category("application")
Category.ACCESS = Category("access")
Category.ACCOUNT = Category("account")
Category.RIGHTS = Category("rights")
CATEGORIES: Final = (
    Category.POPULATION,
    Category.FAMILY,
    Category.LICENCE,
    Category.EDUCATION,
    Category.HEALTH,
    Category.INSURANCE,
    Category.WELFARE,
    Category.APPLICATION,
    Category.ACCESS,
    Category.ACCOUNT,
    Category.RIGHTS,
)


class Sensitivity(StrEnum):
    """GENERAL and SPECIFIC follow UU 27/2022 art. 4; IDENTIFIER marks what must never be logged or put in a URL.

    PROTECTED is what UU 24/2013 art. 84 protects: disability, fingerprints, iris, signature, and whatever else is a
    disgrace (aib) to somebody. It is denied to everybody whom no policy names for that attribute and purpose.
    """

    GENERAL = "general"
    IDENTIFIER = "identifier"
    SPECIFIC = "specific"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Attr:
    """Declaration of one attribute. `owner` is the agency whose word counts for it."""

    category: Category
    description: str
    sensitivity: Sensitivity = Sensitivity.GENERAL
    owner: str = "population"


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared attribute of a core dataclass, as `declared()` finds it."""

    name: str
    type: Any
    attr: Attr


def declared(cls: type) -> tuple[Declared, ...]:
    """The attributes of a core dataclass that carry an `Attr`, in order of declaration."""
    return _kept(cls)


@cache
def _kept(cls: Hashable) -> tuple[Declared, ...]:
    # Resolving annotations takes a hundred times as long as reading an item.
    assert isinstance(cls, type)
    return tuple(_declared(cls))


def _declared(cls: type) -> Iterator[Declared]:
    hints = get_type_hints(cls, include_extras=True)
    for field in dataclasses.fields(cls):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            continue
        base, *extras = get_args(hint)
        for extra in extras:
            if isinstance(extra, Attr):
                yield Declared(field.name, base, extra)


def camel(name: str) -> str:
    """`health_coverage` -> `healthCoverage`, as the graph names it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
