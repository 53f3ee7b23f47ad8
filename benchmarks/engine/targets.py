"""What the hub wants to reach: ratios within one run, medians of the rounds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.engine.rounds import Row

CPU: Final = "cpu_s_per_1k"
P50: Final = "p50_ms"
RATE: Final = "rps"
CEILING: Final = "ceiling"
RECORD: Final = "hub without receipts"
LIVE: Final = "hub over agencies"
DOWN: Final = "hub with an agency down"
TWO: Final = "hub in two processes"
MOST_RSS_MB: Final = 120.0
MOST_SPREAD: Final = 3.0
WIDE: Final = 128


@dataclass(frozen=True, slots=True)
class Target:
    """The hub's `value` is at most `most` times that of the other, for the same query and connections."""

    hub: str
    other: str
    query: str
    most: float
    connections: tuple[int, ...] = (32, WIDE)
    value: str = CPU


TARGETS: Final = (
    Target(RECORD, CEILING, "Q1", 1 / 0.80),
    Target(RECORD, CEILING, "Q2", 1 / 0.88),
    Target(RECORD, "Mercurius", "Q2", 1 / 2),
    Target(RECORD, "Mercurius", "Q3", 1 / 5),
    Target(LIVE, "Apollo Gateway", "Q2", 1 / 8),
    Target(LIVE, "Mercurius over REST", "Q2", 1 / 1.5),
    Target(LIVE, "Tailcall", "Q2", 1.0, (WIDE,)),
    Target(LIVE, "Tailcall without batches", "Q2", 1.0, (WIDE,)),
    Target(LIVE, "Mercurius over REST", "Q2", 1.6, (1,), P50),
    Target(LIVE, "Apollo Gateway", "Q3", 1 / 3),
    Target(LIVE, "Mercurius over REST", "Q3", 1.2),
    Target(DOWN, LIVE, "Q2", 1.5),
    Target(RECORD, TWO, "Q2", 1 / 1.7, value=RATE),
)


def verdicts(rows: Sequence[Row]) -> list[str]:
    """A Markdown table of every target that this run can judge."""
    return judged([*ratios(rows, TARGETS), *_memory(rows), *_spread(rows)])


def judged(lines: Sequence[str]) -> list[str]:
    """The lines with their head; nothing without any."""
    return ["| target | wanted | measured | |", "|---|---:|---:|---|", *lines] if lines else []


def ratios(rows: Sequence[Row], targets: Sequence[Target]) -> list[str]:
    """A line for each of these targets that the rows can judge."""
    return [
        line for target in targets for connections in target.connections for line in _ratio(rows, target, connections)
    ]


def median(rows: Sequence[Row], peer: str, query: str, connections: int, value: str) -> float | None:
    """The median over the rounds; None where nothing was measured."""
    found = [
        float(getattr(row, value))
        for row in rows
        if (row.peer, row.query, row.connections) == (peer, query, connections)
    ]
    return statistics.median(found) if found else None


def _ratio(rows: Sequence[Row], target: Target, connections: int) -> list[str]:
    own = median(rows, target.hub, target.query, connections, target.value)
    other = median(rows, target.other, target.query, connections, target.value)
    if own is None or not other:
        return []
    what = f"{target.hub} / {target.other}, {target.query}, {_over(connections)}, {_named(target.value)}"
    return [_line(what, target.most, own / other)]


def _memory(rows: Sequence[Row]) -> list[str]:
    # Of one process: the pages that two share would count twice.
    hubs = dict.fromkeys(row.peer for row in rows if row.peer.startswith("hub") and row.peer != TWO)
    most = {peer: max(row.rss_mb for row in rows if row.peer == peer) for peer in hubs}
    return [_line(f"{peer}, RSS at its highest, MB", MOST_RSS_MB, value) for peer, value in most.items()]


def _spread(rows: Sequence[Row]) -> list[str]:
    asked = dict.fromkeys(
        (row.peer, row.query) for row in rows if row.connections == WIDE and row.peer.startswith("hub")
    )
    lines = []
    for peer, query in asked:
        p50, p99 = (median(rows, peer, query, WIDE, value) for value in (P50, "p99_ms"))
        if p50 and p99:
            lines.append(_line(f"{peer}, {query}, {_over(WIDE)}, p99 / p50", MOST_SPREAD, p99 / p50))
    return lines


def _over(connections: int) -> str:
    return "1 connection" if connections == 1 else f"{connections} connections"


def _named(value: str) -> str:
    return {CPU: "CPU", P50: "p50", RATE: "requests a second"}[value]


def _line(what: str, most: float, measured: float) -> str:
    verdict = "reached" if measured <= most else "not reached"
    return f"| {what} | at most {most:.2f} | {measured:.2f} | {verdict} |"
