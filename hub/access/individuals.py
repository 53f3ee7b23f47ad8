"""Which actions a bundle decides without looking at who somebody is: by kind, roles, region and agreement alone.

All who are alike in these get the same answer then, so it is asked once for all of them: a hub with five hundred
clients asks Cedar no more often than one with five.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_ACTOR: Final = "Actor"
_PRINCIPAL: Final = {"Var": "principal"}
_OWN: Final = frozenset({"subject", "client"})
"""Attributes by which a policy tells one actor from another."""
_ALONE: Final = re.compile(r'^action ((?:"\w+",?\s*)+)appliesTo', re.MULTILINE)
"""Actions that belong to no group, so that a policy reaches them by their own name, or as all actions."""


def impersonal(policies: Mapping[str, Any], schema: str) -> frozenset[str]:
    """Actions on which no policy tells one actor from another. `policies` as Cedar's JSON, `schema` as its text."""
    actions = {name for found in _ALONE.findall(schema) for name in re.findall(r'"(\w+)"', found)}
    for policy in policies.values():
        if _is_personal(policy["principal"]) or _is_personal(policy["conditions"]):
            actions -= _reached(policy["action"], actions)
    return frozenset(actions)


def _reached(scope: Mapping[str, Any], actions: set[str]) -> set[str]:
    if scope["op"] == "All":
        return set(actions)
    named = [scope["entity"]] if "entity" in scope else scope["entities"]
    return {entity["id"] for entity in named}


def _is_personal(value: Any) -> bool:
    """Whether a part of a policy may look at more of the principal than what many share."""
    if isinstance(value, list):
        return any(map(_is_personal, value))
    if not isinstance(value, Mapping):
        return False
    if value.get("Var") == "principal" or value.get("type") == _ACTOR:
        return True
    return any(_is_personal(_beside_principal(name, inside)) for name, inside in value.items())


def _beside_principal(operator: str, inside: Any) -> Any:
    """What is left to look at of an operation, when the principal in it is used as one of many."""
    if not isinstance(inside, Mapping) or inside.get("left") != _PRINCIPAL:
        return inside
    if operator in {".", "has"} and inside["attr"] not in _OWN:
        return None
    return {name: part for name, part in inside.items() if name != "left"} if operator in {"in", "is"} else inside
