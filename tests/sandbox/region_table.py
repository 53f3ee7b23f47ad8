"""The real regions for the tests, fetched once into var/ and shared by the processes of a test run."""

from __future__ import annotations

import asyncio
import fcntl
from functools import cache
from pathlib import Path

from hub.sandbox import regions
from hub.sandbox.regions import RegionTable

STATE = Path(__file__).parents[2] / "var"


@cache
def table() -> RegionTable:
    STATE.mkdir(exist_ok=True)
    with (STATE / "regions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return asyncio.run(regions.load(STATE))
