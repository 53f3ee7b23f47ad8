"""A field of the graph that shows personal data, as agreements name it."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.attributes import Category


@dataclass(frozen=True, slots=True)
class SharedField:
    """`coordinate` is the graph's (`Citizen.fullName`); `description` says what it tells, where anybody wrote that."""

    coordinate: str
    category: Category
    description: str
