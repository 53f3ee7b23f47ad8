"""Medians of the rounds, and what is kept of a run."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from benchmarks.engine.choice import Choice
from benchmarks.engine.rounds import Row
from benchmarks.figures import RESULTS, ROOT, machine

_HEAD: Final = (
    "| lane | query | connections | server | req/s | CPU s/1k | PostgreSQL | agencies | beside | p50 ms | p99 ms |"
    " RSS MB | errors |"
)


def progress(row: Row) -> None:
    print(
        f"round {row.round}  {row.query} c{row.connections:<4} {row.peer:<28} {row.rps:>9,.0f} req/s "
        f"{row.cpu_s_per_1k:>8.3f} CPU s/1k  p50 {row.p50_ms:>8.2f}  p99 {row.p99_ms:>8.2f} ms  errors {row.errors}",
        flush=True,
    )


def keep(rows: Sequence[Row], about: Mapping[str, str]) -> None:
    """Writes the rows so far, so that a run that is cut short is not lost."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept = {**about, "rows": [asdict(row) for row in rows]}
    (RESULTS / "engine.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def finish(rows: Sequence[Row], about: Mapping[str, str], verdicts: Sequence[str]) -> int:
    """Keeps the rows, prints the table and the verdicts on the targets; 1 when an answer was wrong."""
    keep(rows, about)
    text = "\n".join([*(f"* {name}: {value}" for name, value in about.items()), "", *table(rows), "", *verdicts, ""])
    (RESULTS / "engine.md").write_text(text, encoding="utf-8")
    print("\n" + text)
    wrong = sum(row.errors for row in rows)
    if wrong:
        print(f"{wrong} answers were wrong: these figures do not count.")
    return 1 if wrong else 0


def table(rows: Sequence[Row]) -> list[str]:
    """A Markdown table: medians over the rounds, one line a server, query and number of connections."""
    lines = [_HEAD, "|---|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    groups = dict.fromkeys((row.lane, row.query, row.connections, row.peer) for row in rows)
    for lane, query, connections, peer in sorted(groups, key=lambda key: key[:3]):
        same = [r for r in rows if (r.lane, r.query, r.connections, r.peer) == (lane, query, connections, peer)]
        cells = [
            f"{_median(same, 'rps'):,.0f}",
            *(f"{_median(same, f'{part}cpu_s_per_1k'):.3f}" for part in ("", "postgres_", "agencies_", "beside_")),
            f"{_median(same, 'p50_ms'):.1f}",
            f"{_median(same, 'p99_ms'):.1f}",
            f"{_median(same, 'rss_mb'):.0f}",
            str(sum(row.errors for row in same)),
        ]
        lines.append(f"| {lane} | {query} | {connections} | {peer} | {' | '.join(cells)} |")
    return lines


def _median(rows: Sequence[Row], name: str) -> float:
    return statistics.median(float(getattr(row, name)) for row in rows)


def about(choice: Choice) -> dict[str, str]:
    """What a reader must know of this run; asked for when it begins."""
    only = ' ONLY="law receipts"' if choice.cost else " ONLY=law" if choice.law else ""
    said = f"make bench-engine{only} ROUNDS={choice.rounds} SECONDS={choice.seconds} PEOPLE={choice.people}"
    changed = "" if not _git("status", "--porcelain") else ", with changes"
    return {
        "command": said,
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="minutes"),
        "commit": _git("rev-parse", "--short", "HEAD") + changed,
        **machine(),
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
