"""What keeps the demonstration from starting: one sentence for people, a non-zero exit, nothing left running.

A Python that is too old is turned away before this: tests/architecture/test_environment.py.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.sandbox import processes
from tests.fixtures.demo import Demo, free_ports, lend_regions

Make = Callable[..., Demo]
SENTENCE = re.compile(r"[A-Z/].*\S")
# A refusal comes before anything is made, or after a cluster is made at most.
REFUSAL_SECONDS = 60


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Demo] = []

    def new(state_dir: Path | None = None, **options: object) -> Demo:
        place = state_dir or tmp_path / "state"
        demonstration = Demo(place, **{"port": free_ports(), **options})  # type: ignore[arg-type]  # test-only pass-through
        made.append(demonstration)
        return demonstration

    yield new
    for demonstration in made:
        demonstration.remove()


def _refusal(demonstration: Demo) -> str:
    """Its one sentence; fails when it starts, prints a traceback, or leaves something running."""
    demonstration.launch()
    code = demonstration.wait(REFUSAL_SECONDS)
    said = [line for line in demonstration.output.splitlines() if line.strip()]
    assert code == 1, demonstration.output
    assert "Traceback" not in demonstration.output
    assert len(said) == 1, f"more than one line: {said}"
    assert SENTENCE.fullmatch(said[0]), said[0]
    assert processes.of_demonstration(demonstration.state_dir) == []
    return said[0]


@pytest.mark.parametrize(("offset", "what"), [(0, "hub"), (1, "emulators"), (2, "127.0.0.1"), (3, "mail emulator")])
def test_a_taken_port_is_named(make: Make, offset: int, what: str) -> None:
    demonstration = make()
    with socket.create_server(("127.0.0.1", demonstration.port + offset)):
        said = _refusal(demonstration)
    assert f"ort {demonstration.port + offset}" in said
    assert what in said
    assert "choose" in said


def test_a_port_that_is_none_is_refused(make: Make) -> None:
    demonstration = make(port=70000)
    demonstration.launch()
    assert demonstration.wait(REFUSAL_SECONDS) == 2
    assert "Traceback" not in demonstration.output
    assert "65533" in demonstration.output


def test_a_folder_that_is_a_file_is_refused(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = _refusal(make(tmp_path / "file"))
    assert "HUB_STATE_DIR=" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(make: Make, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "HUB_STATE_DIR=" in _refusal(make(closed / "state"))


def test_half_a_database_is_refused_and_left_as_it_is(make: Make) -> None:
    demonstration = make()
    # Inside the folder even for root, so that the test knows where it lies.
    data = demonstration.state_dir / "postgres" / "postgres" / "data"
    _open_to_the_server(data)
    (data / "PG_VERSION").write_text("18\n")
    said = _refusal(demonstration)
    assert "half a database" in said
    assert "make clean" in said
    assert (data / "PG_VERSION").read_text() == "18\n"


def _open_to_the_server(data: Path) -> None:
    data.mkdir(parents=True)
    if os.geteuid() == 0:
        _let_enter(data.parent)
        shutil.chown(data.parent, "nobody")


def _let_enter(place: Path) -> None:
    for folder in (place, *place.parents):
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o111)


@pytest.mark.parametrize("command", ["demo-hub", "demo-worker"])
def test_nothing_joins_where_nothing_runs(make: Make, command: str) -> None:
    said = _refusal(make(command=(sys.executable, "-m", "hub", command)))
    assert said == "No demonstration runs from this folder. Start one with: make demo"


def test_ctrl_c_while_it_starts_ends_what_was_started(make: Make) -> None:
    demonstration = make()
    lend_regions(demonstration.state_dir)
    demonstration.launch()
    _until((demonstration.state_dir / "postgres" / "postgres.json").exists)
    demonstration.signal(signal.SIGINT)
    assert demonstration.wait() == 130
    assert "Traceback" not in demonstration.output
    assert not _servers_of(demonstration)
    assert not (demonstration.state_dir / "demo.json").exists()


def _servers_of(demonstration: Demo) -> list[int]:
    """PostgreSQL servers on this demonstration's port."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(demonstration.port + 2).encode() in arguments and arguments[0].endswith(b"postgres"):
            found.append(int(entry.parent.name))
    return found


@pytest.fixture
def small_disk() -> Iterator[Callable[[int, str], Path]]:
    """Mounts a file system of so many MB over a state directory, or over a folder in it; returns the state directory.

    Beside pytest's own folders, which every new session closes to the database's account.
    """
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    base = Path(tempfile.mkdtemp(prefix="satu-small-disk-"))
    base.chmod(0o711)
    mounted: list[Path] = []

    def mount(megabytes: int, where: str) -> Path:
        place = base / "state" / where
        place.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        mounted.append(place)
        return base / "state"

    yield mount
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)
    shutil.rmtree(base)


# The database may lie on a disk of its own: root's does when its account may not enter the folder.
@pytest.mark.parametrize("where", ["", "postgres"])
def test_a_disk_without_room_is_refused(make: Make, small_disk: Callable[[int, str], Path], where: str) -> None:
    said = _refusal(make(small_disk(64, where)))
    assert "64 MB left" in said
    assert "Free some room" in said


@pytest.mark.parametrize("where", ["", "postgres"])
def test_a_disk_that_fills_while_it_starts_gives_one_sentence(
    make: Make, small_disk: Callable[[int, str], Path], where: str
) -> None:
    # So many that the disk is full long before all of them are in.
    demonstration = make(small_disk(700, where), people=12000)
    disk = demonstration.state_dir / where
    lend_regions(demonstration.state_dir)
    demonstration.launch()
    _until((demonstration.state_dir / "district.json").exists)
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(bytes(1024 * 1024)):
                pass
        except OSError:
            pass
    code = demonstration.wait(REFUSAL_SECONDS)
    assert code == 1, demonstration.output
    assert "Traceback" not in demonstration.output
    last = demonstration.output.strip().splitlines()[-1]
    assert "full" in last, demonstration.output
    assert last.endswith("start again.")
    assert "refused a statement" not in demonstration.output
    assert not _servers_of(demonstration)


def _until(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
