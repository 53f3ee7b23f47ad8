"""The tests of the lanes are tested: each planted bug makes one of them fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("planted.txt")
EXPLAIN = "tests/lanes/test_explain.py"
FOCUSED = tuple(f"tests/lanes/test_{name}.py" for name in ("executor", "identity", "masks", "readings", "oddities"))
EXPLAINED = {"hub/engine/explain.py", "hub/engine/explaining.py", "hub/cli/schema.py"}
"""Where what is told of an operation before it runs comes from."""
STRUCTURES = ("tests/engine/test_structure.py", "tests/lanes/test_structures.py")
STRUCTURED = {"hub/engine/documents.py", "hub/engine/structure.py", "hub/engine/wording.py"}
"""Where documents are found to be like others."""
COMPANY = ("tests/store/test_held_company.py", "tests/lanes/test_company.py")
SHARED = {"hub/store/held_company.py"}
"""Where requests share a statement."""
COPIED = ("hub", "tests", "policies", "docs", "conftest.py", "pyproject.toml")
FAILED = 1
"""What pytest returns when it ran and a test failed; anything else proves nothing."""


@dataclass(frozen=True)
class Bug:
    """Where, what stands there, and what would stand there instead."""

    name: str
    file: str
    old: str
    new: str


def bugs() -> Iterator[Bug]:
    """The bugs of the list; a text may have several lines, and each keeps its own spaces after the sign."""
    _, *blocks = LIST.read_text().strip().split("\n\n")
    for block in blocks:
        head, *lines = block.split("\n")
        name, file = head.split(" ")
        old, new = ("\n".join(line[2:] for line in lines if line[0] == sign) for sign in "-+")
        yield Bug(name, file, old, new)


BUGS = tuple(bugs())


def focus_of(bug: Bug) -> tuple[str, ...]:
    """The tests that look at what stands in its file."""
    if bug.file in STRUCTURED:
        return STRUCTURES
    if bug.file in SHARED:
        return COMPANY
    return (EXPLAIN,) if bug.file in EXPLAINED else FOCUSED


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its tests, where a bug may be planted."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def planted(bug: Bug, root: Path) -> None:
    file = root / bug.file
    text = file.read_text()
    assert text.count(bug.old) == 1, f"{bug.name}: {bug.file} has it {text.count(bug.old)} times"
    file.write_text(text.replace(bug.old, bug.new))


def run(root: Path, tests: tuple[str, ...]) -> tuple[int, str]:
    """What these tests say of a copy, up to the first failure."""
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-m",
        "not long",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--no-showlocals",
        *tests,
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout[-3000:]


def test_every_bug_has_its_place(tmp_path: Path) -> None:
    """A bug that does not fit the code any more would be planted nowhere."""
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 130
    for bug in BUGS:
        file = tmp_path / bug.file
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / bug.file, file)
        planted(bug, tmp_path)
        compile(file.read_text(), bug.file, "exec")


@pytest.mark.long
@pytest.mark.timeout(600)
def test_without_a_bug_nothing_fails(copy: Path) -> None:
    code, told = run(copy, (*FOCUSED, *STRUCTURES, *COMPANY, EXPLAIN))
    assert code == 0, told


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(copy: Path, bug: Bug) -> None:
    planted(bug, copy)
    code, told = run(copy, focus_of(bug))
    # A run that could not even begin ends with the same code, and has caught nothing.
    assert code == FAILED and " failed" in told, f"{bug.name} was not caught:\n{told}"  # noqa: PT018  one sentence
