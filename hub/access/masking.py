"""Attributes that may be masked although their category may be read: which ones a bundle's rules reach at all.

A rule that masks is a `forbid` of the action `show`. Whether it does is asked of Cedar for each reader; what no rule
reaches is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.attributes import Category

SHOW: Final = "show"
_ATTRIBUTE: Final = "Attribute"


@dataclass(frozen=True, slots=True)
class Masking:
    """What the rules reach: attributes by coordinate, whole categories, or everything."""

    attributes: frozenset[str]
    categories: frozenset[str]
    everything: bool

    def reaches(self, coordinate: str, category: Category) -> bool:
        """Whether a rule might mask this attribute."""
        return self.everything or coordinate in self.attributes or category.value in self.categories


def masking_of(policies: Mapping[str, Any]) -> Masking:
    """Told from the scopes of the rules alone, which their conditions can only narrow."""
    scopes = [policy["resource"] for policy in policies.values() if _forbids_to_show(policy)]
    things = [_thing(scope) for scope in scopes]
    return Masking(
        frozenset(thing["id"] for thing in things if thing and thing["type"] == _ATTRIBUTE),
        frozenset(thing["id"] for thing in things if thing and thing["type"] == "Category"),
        any(thing is None for thing in things),
    )


def attributes_named(value: Any) -> Iterator[str]:
    """Coordinates of the attributes that a policy names, wherever they stand in it."""
    if isinstance(value, Mapping):
        if value.get("type") == _ATTRIBUTE:
            yield str(value["id"])
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from attributes_named(one)


def _forbids_to_show(policy: Mapping[str, Any]) -> bool:
    action, resource = policy["action"], policy["resource"]
    actions = [action["entity"]] if "entity" in action else action.get("entities")
    meant = actions is None or any(entity["id"] == SHOW for entity in actions)
    return policy["effect"] == "forbid" and meant and resource.get("entity_type", _ATTRIBUTE) == _ATTRIBUTE


def _thing(scope: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The attribute or category that a scope is about; None where it names none."""
    within: Mapping[str, Any] = scope.get("in", scope)
    found: Mapping[str, str] | None = within.get("entity")
    return found
