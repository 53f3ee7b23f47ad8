"""Files and functions stay small. The list of exemptions may only shrink: an entry that is not needed fails."""

from __future__ import annotations

import ast
import statistics
import warnings
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT, python_files, shown

WARN_LINES = 400
MOST_LINES = 600
MOST_MEDIAN = 10
MOST_P95 = 45
MOST_APP_LINES = 120
# Files over 600 lines, each with the reason. Never add one: split the file by subject.
EXEMPT: dict[str, str] = {}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def function_lengths(path: Path) -> list[tuple[int, str]]:
    """Lines of each function, signature included, nested ones counted in their own right too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (1 + (node.end_lineno or node.lineno) - node.lineno, f"{shown(path)}:{node.lineno} {node.name}")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_longer_than_600_lines() -> None:
    too_long = {
        shown(path): n for path in python_files("hub", "tests", "scripts") if (n := lines_of(path)) > MOST_LINES
    }
    assert set(too_long) <= set(EXEMPT), f"split by subject: {too_long}"
    assert set(EXEMPT) <= set(too_long), "take the entries out of EXEMPT that are not needed any more"


def test_files_over_400_lines_are_named() -> None:
    for path in python_files("hub", "tests", "scripts"):
        if (lines := lines_of(path)) > WARN_LINES:
            with warnings.catch_warnings():
                # A warning that fails the run would make 400 the limit.
                warnings.simplefilter("default")
                warnings.warn(f"{shown(path)} has {lines} lines: split it before it has {MOST_LINES}", stacklevel=1)


def test_functions_are_small(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = sorted(length for path in python_files("hub") for length in function_lengths(path))
    median = statistics.median(len_ for len_, _ in lengths)
    p95, where = lengths[int(len(lengths) * 0.95)]
    longest = lengths[-1]
    with capsys.disabled():
        print(f"\nfunctions: {len(lengths)}, median {median:g} lines, p95 {p95}, longest {longest[0]} ({longest[1]})")  # noqa: T201  the figure is the point
    assert median <= MOST_MEDIAN
    assert p95 <= MOST_P95, where


def test_the_composition_root_is_short() -> None:
    app = ROOT / "hub" / "app.py"
    assert lines_of(app) <= MOST_APP_LINES
