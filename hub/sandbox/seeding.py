"""The seed in a process of its own, which ends: the supervisor lives as long as the demonstration and stays small.

The child is told what to do by one line of JSON, since what it needs names a password, and answers with lines of JSON:
{"advance": [what, done, total]}, as often as it likes, and at last what it has done or why it could not.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from hub.sandbox import processes, seed_state
from hub.sandbox.errors import SandboxError
from hub.sandbox.seed_state import SeedReport

Progress = Callable[[str, int, int], None]
"""(what, done, total): called as often as the seed likes."""
COMMAND: Final = "demo-seed"


@dataclass(frozen=True, slots=True)
class Errand:
    """What the child is to make sure of."""

    database_url: str = dataclasses.field(repr=False)
    state_dir: str
    people: int
    seed: int
    hub_url: str


async def seed_apart(errand: Errand, progress: Progress) -> SeedReport:
    """The schema and the district, made by a child that has ended when this returns. Raises SandboxError, OSError."""
    state_dir = Path(errand.state_dir)
    process = await asyncio.create_subprocess_exec(
        *processes.command(COMMAND),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, processes.STATE_MARK: errand.state_dir},
        start_new_session=True,
    )
    child = processes.Child("seed", process, state_dir / seed_state.FILE)
    try:
        last = await _heard(process, orjson.dumps(errand), progress)
        code = await process.wait()
    finally:
        await processes.stop(child)
    return _report(state_dir, last, code)


async def _heard(process: asyncio.subprocess.Process, errand: bytes, progress: Progress) -> dict[str, Any]:
    """Passes on how far it is, until its output ends; returns its last word, or nothing when it said none."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(errand)
    process.stdin.close()
    last: dict[str, Any] = {}
    async for line in process.stdout:
        last = orjson.loads(line)
        if "advance" in last:
            progress(*last["advance"])
    return last


def _report(state_dir: Path, last: dict[str, Any], code: int) -> SeedReport:
    if "refused" in last:
        raise SandboxError(last["refused"])
    if "failed" in last:
        raise OSError(*last["failed"])
    report = seed_state.read(state_dir) if "done" in last else None
    if not isinstance(report, SeedReport):
        raise SandboxError(
            f"The seed ended before it was done (exit code {code}). Start again: it goes on where it stopped."
        )
    return dataclasses.replace(report, **last["done"])
