"""What the launcher remembers between two starts, in `postgres.json` (mode 0600) of its state directory."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from hub.sandbox.errors import AlreadyRunning, SandboxError


def _secret() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class State:
    """`home` holds the data directory; `process` and `process_start` name the server that we started last.

    `process_start` is the kernel's start time of that process in clock ticks since boot (proc(5), field 22): together
    with the number it tells our server from a stranger that was given the same number later.
    """

    identity: str = field(default_factory=lambda: secrets.token_hex(4))
    password: str = field(default_factory=_secret)
    superuser_password: str = field(default_factory=_secret)
    home: str = ""
    port: int = 0
    process: int = 0
    process_start: int = 0


def load(path: Path) -> State | None:
    """The state, or None when there is none yet."""
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise SandboxError(
            f"{path} cannot be read: call `make clean`, which throws the demo's data away, and start again."
        ) from None


def save(path: Path, state: State) -> None:
    """Write the state whole or not at all; only its owner may ever read it."""
    staging = path.with_suffix(".new")
    staging.unlink(missing_ok=True)
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(asdict(state), handle, indent=2)
        handle.flush()
        os.fsync(handle.fileno())
    staging.replace(path)


def lock(path: Path) -> IO[bytes]:
    """Hold the state directory until the handle is closed or this process ends, however it ends."""
    handle = path.open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise AlreadyRunning(
            f"A demo is already running from {path.parent}: end it first, or start this one in another checkout."
        ) from None
    return handle


def process_start(pid: int) -> int | None:
    """Start time of a living process in clock ticks since boot; None when there is no such process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])
