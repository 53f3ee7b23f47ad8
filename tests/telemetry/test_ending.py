"""A collector that is away does not hold up the end of a process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hub.telemetry import record_batch, span
from hub.telemetry.setup import start

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 5.0


def scenario() -> tuple[float, float]:
    """Spans and metrics wait to be sent; how long the end took, and when it was. Runs in a process of its own."""
    running = start("test")
    for _ in range(20):
        with span("request"):
            record_batch("test", 1)
    began = time.monotonic()
    running.stop()
    ended = time.monotonic()
    return ended - began, ended


@pytest.mark.parametrize("silent", [False, True], ids=["refuses", "accepts and says nothing"])
def test_a_dead_collector(*, silent: bool) -> None:
    with socket.socket() as collector:
        collector.bind(("127.0.0.1", 0))
        if silent:
            collector.listen()
        address = f"http://127.0.0.1:{collector.getsockname()[1]}"
        command = [sys.executable, "-m", "tests.telemetry.test_ending"]
        environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": address}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
        )
    gone = time.monotonic()
    spent, ended = map(float, done.stdout.split())
    assert spent < MOST_SECONDS
    # Nothing that is left may hold up the interpreter either. All processes of a machine have one monotonic clock.
    assert gone - ended < 10


if __name__ == "__main__":
    print(*scenario())  # noqa: T201 - read by the test
