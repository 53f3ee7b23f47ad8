"""`make bench-engine ONLY="law receipts"`: the same hub without receipts and with them, in many short turns.

A machine that others use too is fast for some seconds and slow for others, and two figures that were taken minutes
apart tell that more than they tell what receipts cost. Here each turn without receipts stands beside one with them, now
this one first and now that, and a pair gives one ratio.

Besides each question alone there is a mix of all: what a hub is asked for in its daily work.
"""

from __future__ import annotations

import dataclasses
import random
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.engine import law, rounds
from benchmarks.engine.choice import Choice
from benchmarks.engine.law import HUB, UNKEPT
from benchmarks.engine.rounds import Row
from benchmarks.engine.stage import Stage

LANE: Final = "law, in pairs"
MIX: Final = "mix"
MIXED: Final = {"Q1": 6, "Q2": 3, "Q3": 1}
"""Of ten requests: a counter and a portal ask for one person, mostly for little of her; a list of fifty is seldom."""
MOST: Final = 1 / 0.75
"""Times as many answers without receipts: with them a quarter fewer."""
_HEAD: Final = (
    "| question | connections | pairs | without, a second | with, a second | without / with | quartiles | wanted | |"
)


def measure(choice: Choice, stage: Stage) -> Iterator[Row]:
    """Starts both, verifies them, and gives a row as soon as it is measured."""
    queries = law.asked_of(choice)
    plan, running = law.prepared(choice, stage, (HUB, UNKEPT))
    if set(queries) == set(MIXED):
        queries.append(MIX)
        path = mixed({query: plan.bodies[HUB, query] for query in MIXED})
        plan = dataclasses.replace(plan, bodies={**plan.bodies, (HUB, MIX): path, (UNKEPT, MIX): path})
    servers = {
        name: (dataclasses.replace(peer, queries=(*peer.queries, MIX)), one) for name, (peer, one) in running.items()
    }
    for number in range(1, choice.rounds + 1):
        order = (UNKEPT, HUB) if number % 2 else (HUB, UNKEPT)
        for query in queries:
            for row in rounds.run(plan, {name: servers[name] for name in order}, [query]):
                yield dataclasses.replace(row, lane=LANE, round=number)


def verdicts(rows: Sequence[Row], connections: Sequence[int]) -> list[str]:
    """A Markdown table: a line for each question."""
    asked = dict.fromkeys(row.query for row in rows)
    lines = [_line(rows, query, most) for query in asked for most in connections if most > 1]
    return [_HEAD, "|---|---:|---:|---:|---:|---:|---:|---:|---|", *lines]


def _line(rows: Sequence[Row], query: str, connections: int) -> str:
    rates = {
        name: {
            row.round: row.rps for row in rows if (row.peer, row.query, row.connections) == (name, query, connections)
        }
        for name in (UNKEPT, HUB)
    }
    both = sorted(rates[UNKEPT].keys() & rates[HUB].keys())
    ratios = [rates[UNKEPT][number] / rates[HUB][number] for number in both]
    median = statistics.median(ratios)
    lower, _, upper = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    without, kept = (statistics.median(rates[name].values()) for name in (UNKEPT, HUB))
    verdict = "reached" if median <= MOST else "not reached"
    return (
        f"| {query} | {connections} | {len(both)} | {without:,.0f} | {kept:,.0f} | {median:.2f} "
        f"| {lower:.2f} to {upper:.2f} | at most {MOST:.2f} | {verdict} |"
    )


def mixed(files: dict[str, Path]) -> Path:
    """Requests of all questions, so many of each, in no order; nobody is asked about twice by one of them."""
    lines = {query: path.read_text(encoding="utf-8").splitlines() for query, path in files.items()}
    rows = min(len(lines[query]) // share for query, share in MIXED.items())
    mixed = [line for query, share in MIXED.items() for line in lines[query][: rows * share]]
    random.Random("mix").shuffle(mixed)  # noqa: S311  the same order each time
    path = files["Q1"].with_name("law-mix.jsonl")
    path.write_text("\n".join(mixed) + "\n", encoding="utf-8")
    return path
