"""Processes of the comparison: started by us, waited for, ended by us."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
_READY_SECONDS: Final = 120.0
_STOP_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running process that listens on `port`."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid


class Servers:
    """Everything that was started, so that everything is ended."""

    def __init__(self, root: Path, logs: Path) -> None:
        self._root = root
        self._logs = logs
        self._running: list[Server] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str], port: int, environment: Mapping[str, str]) -> Server:
        """Starts a process and waits until it listens. Raises SystemExit with a sentence when it does not."""
        if _listens(port):
            raise SystemExit(f"Port {port} is taken: end what listens on {HOST} and start again.")
        log = self._logs / f"{name.replace(' ', '-')}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                list(command), cwd=self._root, env=_environment() | dict(environment), stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        server = Server(name, process, port, log)
        self._running.append(server)
        _wait(server)
        return server

    def stop(self, server: Server) -> None:
        """Ends one process in order; one that does not end is killed."""
        if server in self._running:
            self._running.remove(server)
        _end(server)

    def stop_all(self) -> None:
        for server in reversed(self._running):
            _end(server)
        self._running.clear()


def _environment() -> dict[str, str]:
    """Ours without what would change a server: settings of a hub, telemetry."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "OTEL_", "NODE_"))}
    return kept | {"NODE_ENV": "production", "PYTHONDONTWRITEBYTECODE": "1"}


def _wait(server: Server) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _listens(server.port):
        if server.process.poll() is not None or time.monotonic() > deadline:
            lines = server.log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise SystemExit("\n".join([f"{server.name} did not start. The end of {server.log}:", *lines[-12:]]))
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _end(server: Server) -> None:
    if server.process.poll() is not None:
        return
    server.process.terminate()
    try:
        server.process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
