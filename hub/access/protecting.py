"""Attributes that UU 24/2013 art. 84 protects: nobody is told one, unless a policy names it and what it is told for.

A role, a scope, a category or an agreement does not open them. A policy does, that permits `disclose` of this one
attribute under a condition on the purpose; a permit that would reach them any other way is refused with its bundle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.errors import BadInput

DISCLOSE: Final = "disclose"
PROTECTED: Final = "protected"
"""The rule that a refusal names."""
ASK: Final = "the head of the civil registry office, who decides on policies about protected data"
_ATTRIBUTE: Final = "Attribute"
_PURPOSE: Final = {"left": {"Var": "context"}, "attr": "purpose"}


class OpensProtected(BadInput):
    """A policy permits protected attributes without naming one, or for whatever purpose."""


def check(policies: Mapping[str, Any]) -> None:
    """`policies` as Cedar's JSON, by their positional names. Raises OpensProtected."""
    for policy in policies.values():
        if policy["effect"] == "permit" and _reaches(policy["action"]):
            _check(policy)


def named(policies: Mapping[str, Any]) -> frozenset[str]:
    """Coordinates of the attributes that some policy permits to be disclosed."""
    scopes = (
        policy["resource"]["entity"]["id"]
        for policy in policies.values()
        if policy["effect"] == "permit" and _reaches(policy["action"])
    )
    return frozenset(scopes)


def _check(policy: Mapping[str, Any]) -> None:
    resource = policy["resource"]
    rule = policy["annotations"]["id"]
    if resource["op"] != "==" or resource.get("entity", {}).get("type") != _ATTRIBUTE:
        raise OpensProtected(
            f'The policy {rule} permits "{DISCLOSE}" without naming one attribute. Data that the law protects are told '
            'one by one: write action == ... for other actions, or resource == Attribute::"Type.field" for this one.'
        )
    if not any(_PURPOSE in _parts(condition) for condition in policy["conditions"]):
        raise OpensProtected(
            f"The policy {rule} permits the protected attribute {resource['entity']['id']} for whatever purpose. "
            "Name the purposes in its condition, as in context.purpose == ..."
        )


def _reaches(action: Mapping[str, Any]) -> bool:
    """Whether the scope of a policy lets the action `disclose` in."""
    if action["op"] == "All":
        return True
    meant = [action["entity"]] if "entity" in action else action["entities"]
    return any(entity["id"] == DISCLOSE for entity in meant)


def _parts(value: Any) -> Iterator[Any]:
    """A part of a condition and everything in it."""
    yield value
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inside:
        yield from _parts(each)
