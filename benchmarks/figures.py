"""A figure, the machine it was taken on, and how both are printed and kept."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "var" / "bench"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `target` is what we want it to stay under, None where there is no such wish."""

    what: str
    value: float
    unit: str
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figures of one benchmark; `conditions` are what a reader must know to believe them."""

    name: str
    figures: Sequence[Figure]
    conditions: Mapping[str, str] = field(default_factory=dict)


def machine() -> dict[str, str]:
    """What the figures depend on: processor, cores this process may use, memory, Python."""
    return {
        "cpu": _cpu_model(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def report(measurement: Measurement) -> None:
    """Prints the figures with the command, the machine and the date, and keeps them in var/bench/NAME.json."""
    about = {"command": shlex.join(_command()), "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    about |= machine() | dict(measurement.conditions)
    print(f"\n{measurement.name}")
    for key, value in about.items():
        print(f"  {key:<10} {value}")
    for figure in measurement.figures:
        print(_line(figure))
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept = {**about, "figures": [asdict(figure) for figure in measurement.figures]}
    (RESULTS / f"{measurement.name}.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _line(figure: Figure) -> str:
    target = "" if figure.target is None else f"   (target: under {figure.target:g} {figure.unit})"
    digits = 1 if figure.value >= 1 else 2
    return f"  {figure.what:<46} {figure.value:>9.{digits}f} {figure.unit}{target}"


def _command() -> list[str]:
    return ["python", "-m", "benchmarks", *sys.argv[1:]]
