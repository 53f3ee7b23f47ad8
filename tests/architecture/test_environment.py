"""`make env` on machines that lack something: one clear sentence and exit code 1, never a traceback."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT

SCRIPT = "scripts/environment.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without an environment."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / SCRIPT, tmp_path / SCRIPT)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def make(checkout: Path, machine: str, kind: str = "dev") -> subprocess.CompletedProcess[str]:
    """Run the script on a machine that `machine`, a statement about `sys`, describes."""
    program = (
        f"import sys, runpy; {machine}; sys.argv[1:] = ['{kind}']; runpy.run_path('{SCRIPT}', run_name='__main__')"
    )
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=checkout, env={"PATH": "/nonexistent"}, capture_output=True, text=True, check=False
    )


def test_an_old_python_can_still_read_the_script() -> None:
    ast.parse((ROOT / SCRIPT).read_text(), feature_version=(3, 4))


@pytest.mark.parametrize(
    ("machine", "kind", "sentence"),
    [
        ("sys.version_info = (3, 9, 2)", "dev", "Python 3.11 or newer is needed and this is 3.9: install one"),
        (
            "sys.modules['venv'] = None",
            "dev",
            "has no module `venv`: install it (Debian: apt-get install python3-venv)",
        ),
        ("sys.modules['ensurepip'] = None", "dev", "has no module `ensurepip`: install it"),
        ("pass", "nightly", "There is no lock called `nightly`: use `dev` or `runtime`."),
    ],
)
def test_a_machine_that_lacks_something(checkout: Path, machine: str, kind: str, sentence: str) -> None:
    done = make(checkout, machine, kind)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (checkout / ".venv").exists()


def test_a_package_whose_hash_differs_does_not_get_in(checkout: Path) -> None:
    lock = checkout / "requirements" / "bootstrap.lock"
    pin = next(line for line in lock.read_text().splitlines() if "==" in line)
    lock.write_text(f"{pin}\n    --hash=sha256:{'0' * 64}\n")
    done = make(checkout, "pass")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("The packages could not be installed")
    assert not (checkout / ".venv" / ".ready").exists()
