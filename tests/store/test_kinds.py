"""Whoever subscribes chooses of a closed list: what the record tells stands in it, and nothing else does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.core.delivery import KINDS

HUB: Final = Path(__file__).parents[2] / "hub"
MAKERS: Final = frozenset({"Event", "by", "_event", "Cause", "replace"})
"""What makes the event of a person, with its word among the first arguments."""
TELLERS: Final = frozenset({"_tell", "_notice", "told_of"})
WORD: Final = re.compile(r"[a-z]+(-[a-z]+)*")
APART: Final = frozenset({"dismissed"})
"""An event of two people who were compared: it is kept with them, and changes and tells nothing."""


def trees() -> Iterator[ast.Module]:
    for folder in ("store", "resolvers"):
        for path in sorted((HUB / folder).glob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def words_in(nodes: list[ast.expr]) -> set[str]:
    return {
        one.value
        for node in nodes
        if isinstance(node, ast.Constant | ast.IfExp)
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and WORD.fullmatch(one.value)
    }


def words(makers: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for tree in trees():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in makers:
                found |= words_in([*call.args[:2], *(each.value for each in call.keywords if each.arg == "kind")])
    return found


def test_what_happens_to_somebody_is_a_kind_that_can_be_subscribed_to() -> None:
    told = {f"citizen.{word}" for word in words(MAKERS) - APART} | {f"discrepancy.{word}" for word in words(TELLERS)}
    assert len(told) > 12
    assert told <= KINDS


def test_nobody_subscribes_to_what_never_happens() -> None:
    literals = {
        one.value
        for tree in trees()
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and type(one.value) is str
    }
    assert {kind for kind in KINDS if not {kind, kind.partition(".")[2]} & literals} == set()
