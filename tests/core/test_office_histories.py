"""The offices that are predicted blindly stay as they were drawn."""

from __future__ import annotations

import hashlib

from benchmarks.clock_replay import blind
from benchmarks.office_histories import SEEDS, history


def test_offices_and_seeds_are_those_that_were_written_down() -> None:
    kind, cases = history(SEEDS[0])
    told = "\n".join(f"{c.service} {c.submitted:%j %H%M} {c.complete:%j %H%M} {c.issued:%j %H%M}" for c in cases)
    assert (len(SEEDS), len(set(SEEDS)), kind, len(cases)) == (200, 200, "steady", 2445)
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "6d5f713520280c78"


def test_each_office_is_told_of_by_its_kind() -> None:
    lines = list(blind(SEEDS[:1]))
    assert [line.partition(":")[0].strip() for line in lines] == [
        "1 offices, when it came in", "steady (1)", "all offices (1)",
        "1 offices, when the papers were complete", "steady (1)", "all offices (1)",
    ]  # fmt: skip
