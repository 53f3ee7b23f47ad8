"""The threat model names for each threat the tests that would fail if it came true; they exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
ROW = re.compile(r"^\| (T\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`")


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


@cache
def usual_tests(file: str) -> frozenset[str]:
    """The tests of a file that `make test` runs: what is only run on demand shows nothing from day to day."""
    found = set()
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
            if "mark.long" not in marks and "mark.drill" not in marks:
                found.add(node.name)
    return frozenset(found)


def test_the_threats_are_numbered_without_a_gap() -> None:
    numbers = [int(row[0][1:]) for row in rows()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers, "no threat stands in the page"


def test_every_line_of_a_table_is_read() -> None:
    """A row that the pattern misses would be a threat without a test."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| T")]
    assert len(lines) == len(rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_threat_names_tests_that_exist(row: tuple[str, ...]) -> None:
    _, _, held_by, shown_by = row
    assert held_by.strip()
    named = NAMED.findall(shown_by)
    assert named, "no test would fail if this threat came true"
    assert len(named) == shown_by.count("::"), "a test is written in another form"
    missing = [f"{file}::{test}" for file, test in named if test not in usual_tests(file)]
    assert missing == []


def test_what_is_left_is_said() -> None:
    """A model without remaining risks was not thought to its end."""
    left = PAGE.read_text(encoding="utf-8").partition("## What is left")[2]
    assert len(re.findall(r"^\* ", left, re.MULTILINE)) >= 3
