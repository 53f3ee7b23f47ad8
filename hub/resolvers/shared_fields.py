"""The fields of the graph that an agreement may be about: the schema that answers knows them, plugins and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.core.agreement_rules import sharable
from hub.core.attributes import Category
from hub.core.shared_field import SharedField
from hub.resolvers.context import HubInfo


def categories(info: HubInfo) -> Mapping[str, Category]:
    """Every field that shows personal data, with its category."""
    return {one.coordinate: one.category for one in _described(info)}


def shared_fields(info: HubInfo) -> list[SharedField]:
    """Those that an agreement may name, by category and coordinate."""
    may = sharable(categories(info))
    found = (one for one in _described(info) if one.coordinate in may)
    return sorted(found, key=lambda one: (one.category, one.coordinate))


def _described(info: HubInfo) -> tuple[SharedField, ...]:
    schema: Any = info.schema
    found: tuple[SharedField, ...] = schema.shared
    return found
