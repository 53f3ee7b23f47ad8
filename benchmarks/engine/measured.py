"""What a server cost: processor time and memory of a process with all its children, from /proc (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_MEGABYTE: Final = 1_000_000


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time so far. What children used that have ended is part of their parent's."""
    return sum(_ticks(pid) for pid in tree(roots)) / _TICKS


def memory_mb(roots: Iterable[int]) -> tuple[float, float]:
    """(RSS, PSS) in MB of 10^6 bytes; pages that processes share count once in PSS and in each RSS."""
    rss = pss = 0
    for pid in tree(roots):
        values = _rollup(pid)
        rss, pss = rss + values.get("Rss", 0), pss + values.get("Pss", 0)
    return rss * 1024 / _MEGABYTE, pss * 1024 / _MEGABYTE


def tree(roots: Iterable[int]) -> set[int]:
    """The processes and all their children."""
    found = set(roots)
    waiting = list(found)
    while waiting:
        children = _children(waiting.pop()) - found
        found |= children
        waiting += children
    return found


def _children(pid: int) -> set[int]:
    children: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children |= {int(number) for number in task.read_text(encoding="ascii").split()}
        except OSError:
            continue
    return children


def _ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    # The name, which may hold anything, ends with the last bracket: utime, stime, cutime, cstime are 11 fields on.
    return sum(int(value) for value in text.rpartition(")")[2].split()[11:15])


def _rollup(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return {}
    return {line.partition(":")[0]: int(line.split()[1]) for line in lines}
