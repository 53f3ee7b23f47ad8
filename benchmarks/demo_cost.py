"""What a newcomer pays: fresh clone to first answered query, second start, memory when idle.

Clones this repository's HEAD into an empty directory and does there what the README says: `make demo`, then the first
query of the README against it. The package caches of this account are used as they are ("warm" once anybody ran it).
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.figures import ROOT, Figure, Measurement

FIRST_ANSWER_SECONDS = 240
SECOND_START_SECONDS = 8
IDLE_MEGABYTES = 500
GIVE_UP_SECONDS = 900
SETTLE_SECONDS = 10
STOP_SECONDS = 60
PEOPLE = 5000


def measure() -> Measurement:
    """Takes some minutes: it makes a whole environment."""
    with tempfile.TemporaryDirectory(prefix="satu-bench-") as folder:
        clone = Path(folder) / "satu"
        began = time.monotonic()
        _quietly(["git", "clone", "--quiet", str(ROOT), str(clone)], ROOT)
        cloned = time.monotonic() - began
        try:
            with _demo(clone):
                _first_query(clone)
                first = time.monotonic() - began
            began = time.monotonic()
            with _demo(clone) as process:
                _first_query(clone)
                second = time.monotonic() - began
                time.sleep(SETTLE_SECONDS)
                serving, everything = _serving_megabytes(clone), _megabytes([process.pid])
        finally:
            # Root's database lies outside the folder, and would stay there after a failure.
            _quietly(["make", "--no-print-directory", "clean"], clone)
    figures = [
        Figure("git clone", cloned, "s"),
        Figure("fresh clone to first answered query", first, "s", FIRST_ANSWER_SECONDS),
        Figure("second start to first answered query", second, "s", SECOND_START_SECONDS),
        Figure("everything idle, with supervisor and make (PSS)", everything, "MB", IDLE_MEGABYTES),
        Figure("of it hub, worker, emulators, PostgreSQL", serving, "MB"),
    ]
    commit = _quietly(["git", "rev-parse", "--short", "HEAD"], ROOT).strip()
    return Measurement("demo", figures, {"commit": commit, "people": str(PEOPLE)})


@contextmanager
def _demo(clone: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`make demo` until it has written var/demo.json anew; Ctrl-C at the end."""
    file = clone / "var" / "demo.json"
    file.unlink(missing_ok=True)
    log = clone.parent / "make-demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "--no-print-directory", "demo"],
            cwd=clone, env=_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0,
        )  # fmt: skip
        try:
            _wait_for(file, process, log)
            yield process
        finally:
            _interrupt(process)


def _environment() -> dict[str, str]:
    """A newcomer's: nothing of this project's own environment, and ports that nobody uses."""
    ours = re.compile(r"HUB_|OTEL_|VIRTUAL_ENV|PYTHONPATH|MAKE|MFLAGS|DEMO_BEGAN")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return kept | {"PEOPLE": str(PEOPLE), "PORT": str(_three_free_ports())}


def _three_free_ports() -> int:
    for port in range(21400, 29000, 10):
        try:
            for number in range(port, port + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise SystemExit("No three free ports in a row were found. End what listens on 127.0.0.1 and try again.")


def _wait_for(file: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
            raise SystemExit(f"`make demo` did not come up:\n{tail}")
        time.sleep(0.05)


def _first_query(clone: Path) -> None:
    """The README's own block; an answer with an error is no answer."""
    readme = (clone / "README.md").read_text(encoding="utf-8")
    block = next(part for part in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "var/demo.env" in part)
    answer = json.loads(_quietly(["bash", "-euo", "pipefail", "-c", block], clone))
    if answer.get("errors") or not answer["data"]["citizen"]["fullName"]:
        raise SystemExit(f"The README's first query was not answered: {answer.get('errors')}")


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(STOP_SECONDS)


def _serving_megabytes(clone: Path) -> float:
    pids = json.loads((clone / "var" / "demo.json").read_bytes())["pids"]
    return _megabytes([*pids["hub"], *pids["worker"], *pids["emulators"], pids["postgres"]])


def _megabytes(pids: list[int]) -> float:
    """PSS of these processes and all their children, in MB of 10^6 bytes."""
    roots = [psutil.Process(pid) for pid in pids]
    everyone = {process for root in roots for process in (root, *root.children(recursive=True))}
    return sum(float(process.memory_full_info().pss) for process in everyone) / 1e6


def _quietly(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=GIVE_UP_SECONDS)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout
