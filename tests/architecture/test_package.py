"""The wheel that a deployment installs holds everything that the code reads while it runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT, shown, tracked_files

# Read by people or by the tests, never by the running hub.
NOT_SHIPPED = {".md"}
# Built by `make assets`, which version control ignores; the wheel must hold it all the same.
BUILT = "hub/console/assets/dist/site.css"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline from a copy, by the build backend of the lock."""
    source = tmp_path_factory.mktemp("source")
    for path in tracked_files():
        relative = path.relative_to(ROOT)
        if relative.parts[0] in {"hub", "pyproject.toml", "README.md", "LICENSE", "NOTICE", ".gitignore"}:
            (source / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, source / relative)
    (source / BUILT).parent.mkdir(parents=True)
    (source / BUILT).touch()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source / "dist")]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next((source / "dist").glob("*.whl"))


def shipped(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] == "hub" and "tests" not in parts and path.suffix not in NOT_SHIPPED


def test_the_wheel_holds_code_data_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    missing = [shown(path) for path in tracked_files() if shipped(path) and shown(path) not in held]
    assert not missing
    assert BUILT in held
    assert any(name.endswith("licenses/LICENSE") for name in held)
    assert any(name.endswith("licenses/NOTICE") for name in held)


def test_the_wheel_holds_no_test(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert not [name for name in archive.namelist() if "/tests/" in name]
