"""Who stands twice is found, and few are named who do not: counted end to end on labelled persons, keys included.

The figures are of a seed that the weights were not tuned on; `python -m benchmarks.duplicates.figures` gives others.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.duplicates.figures import TUNED_ON, figures, labelled
from benchmarks.duplicates.in_record import measured
from hub.store import Database

HELD_OUT = 20261125
MAKERS = ("population.py", "slips.py")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("persons", "twice"), [(4_000, 600), pytest.param(20_000, 3_000, marks=pytest.mark.long)], ids=["small", "whole"]
)
async def test_recall_and_precision(db: Database, persons: int, twice: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert HELD_OUT != TUNED_ON
    given = labelled(HELD_OUT, persons, twice)
    assert len(given.pairs) == twice
    found, sums = await measured(db, given)
    told = figures(given, found)
    with capsys.disabled():
        print(f"\nduplicates, seed {HELD_OUT}: {sums}\n{told}")  # noqa: T201  the figures are the point
    assert told.recall >= 0.95
    assert told.precision >= 0.90


@pytest.mark.parametrize("maker", MAKERS)
def test_what_makes_the_slips_knows_nothing_of_what_finds_them(maker: str) -> None:
    """Only the standard library and one another: no rule of spelling can be shared."""
    path = Path(__file__).parents[2] / "benchmarks" / "duplicates" / maker
    named = {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in _imported(node)}
    strange = {name for name in named if name.partition(".")[0] in {"hub", "rapidfuzz", "importlib", "tests"}}
    assert not strange
    assert {name for name in named if name.startswith("benchmarks")} <= {"benchmarks.duplicates.population"}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
