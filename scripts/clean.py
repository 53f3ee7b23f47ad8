"""Throw away the demo's data, wherever they lie, and the caches. Refused while a demo runs."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from hub.sandbox.errors import SandboxError
from hub.sandbox.postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis", "dist", "__pycache__")
ROOMS = ("hub", "tests", "benchmarks", "scripts")
"""Where the project's own bytecode lies; the environment keeps that of its packages."""


async def remove_clusters(state_dirs: list[Path]) -> None:
    """A cluster may lie outside of var/, so its own launcher removes it."""
    for state_dir in state_dirs:
        await EmbeddedPostgres(state_dir).remove()


def main() -> int:
    try:
        asyncio.run(remove_clusters([lock.parent for lock in (ROOT / "var").rglob("postgres.lock")]))
    except SandboxError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    for name in ("var", *CACHES):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for room in ROOMS:
        for folder in [*(ROOT / room).rglob("__pycache__")]:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
