"""The load generator: wrk, which goes through a file of requests and reads every answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SCRIPT: Final = Path(__file__).with_name("load.lua")
MISSING: Final = "wrk is missing: install it (Debian and Ubuntu: apt-get install wrk) and start again."


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent: `bodies` over and over to `url`. `partial`: errors in the answer are expected.

    With `tokens`, a file with one a line, each request carries one of them; with `fresh` the bodies begin anywhere.
    Every `cold`th request is a document that was never sent before; 0: none is."""

    url: str
    bodies: Path
    token: str = ""
    partial: bool = False
    tokens: Path | None = None
    fresh: bool = False
    cold: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back. Times in milliseconds; `errors` are answers that were not good, and broken connections."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    errors: int
    bytes: int


def is_there() -> bool:
    return shutil.which("wrk") is not None


def send(load: Load, connections: int, seconds: int) -> Answers:
    """Sends for so many seconds; one thread, because the servers need the other core."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "120s", "-s", str(_SCRIPT), load.url]
    environment = os.environ | {
        "BODIES": str(load.bodies),
        "TOKEN": load.token,
        "PARTIAL": "1" if load.partial else "0",
        "TOKENS": str(load.tokens or ""),
        "FRESH": "1" if load.fresh else "0",
        "COLD": str(load.cold),
    }
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=seconds + 180)
    if done.returncode != 0 or not done.stdout.strip():
        raise SystemExit(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Answers(
        requests=said["requests"],
        seconds=said["microseconds"] / 1e6,
        p50_ms=said["p50"] / 1e3,
        p99_ms=said["p99"] / 1e3,
        errors=said["failed"] + said["sockets"],
        bytes=said["bytes"],
    )
