"""What receipts cost is told by pairs: turns that stood beside each other, not the best of each."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from benchmarks.engine import cost
from benchmarks.engine.law import HUB, UNKEPT
from benchmarks.engine.rounds import Row

RATES = {UNKEPT: (100, 50, 120, 100), HUB: (80, 40, 60, 90)}


def row(peer: str, number: int, rate: float) -> Row:
    return Row(
        peer=peer, lane=cost.LANE, query="Q1", connections=128, round=number, rps=rate, cpu_s_per_1k=0,
        postgres_cpu_s_per_1k=0, agencies_cpu_s_per_1k=0, beside_cpu_s_per_1k=0, p50_ms=0, p99_ms=0, rss_mb=0, pss_mb=0,
        bytes_per_answer=0, errors=0,
    )  # fmt: skip


def test_a_pair_gives_one_ratio() -> None:
    """1.25, 1.25, 2 and 1.11: a machine that was slow for both turns of a pair changes nothing."""
    rows = [row(peer, at, rate) for peer, rates in RATES.items() for at, rate in enumerate(rates, 1)]
    *_, line = cost.verdicts(rows, (1, 128))
    assert line == "| Q1 | 128 | 4 | 100 | 70 | 1.25 | 1.22 to 1.44 | at most 1.33 | reached |"
    slower = [dataclasses.replace(each, rps=each.rps / 2) if each.peer == HUB else each for each in rows]
    assert cost.verdicts(slower, (128,))[-1].endswith("| 2.50 | 2.43 to 2.88 | at most 1.33 | not reached |")


def test_the_mix_has_so_many_of_each_and_nobody_twice(tmp_path: Path) -> None:
    files = {query: tmp_path / f"{query}.jsonl" for query in cost.MIXED}
    for query, path in files.items():
        path.write_text("\n".join(f"{query} {at}" for at in range(50)) + "\n", encoding="utf-8")
    lines = cost.mixed(files).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) == 80
    assert {query: sum(line.startswith(query) for line in lines) for query in files} == {"Q1": 48, "Q2": 24, "Q3": 8}
