"""A launcher in a process of its own: prints the server's URL, process number and data directory, then waits or dies.

Usage: python launch_postgres.py STATE_DIR CACHE [die]. Needs the standard library and hub only: any Python can run it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from hub.sandbox.errors import SandboxError
from hub.sandbox.postgres import EmbeddedPostgres


async def main(state_dir: Path, cache: Path, *, die: bool) -> int:
    server = EmbeddedPostgres(state_dir, fast=True, outside=cache / "outside", cache=cache / "programs")
    try:
        url = await server.start()
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({"url": url, "pid": server.pid, "data": str(server.data_directory)}) + "\n")
    sys.stdout.flush()
    if die:
        os._exit(9)
    await asyncio.to_thread(sys.stdin.readline)
    await server.remove()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), die="die" in sys.argv)))
