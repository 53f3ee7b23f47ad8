"""`hub new service`: what it writes holds as written, in a copy of the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli.new import FILES, names_of, service
from hub.core.errors import BadInput
from tests.architecture.conftest import ROOT

NAME = "stillbirth_statement"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the hub in which a service was begun. Compiled files come along with their times, to be used."""
    copied = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "hub", copied / "hub", ignore=shutil.ignore_patterns("dist", "node_modules"))
    (copied / "plain.ini").write_text("[pytest]\n")
    written = run(copied, "-m", "hub", "new", "service", NAME)
    assert written.returncode == 0, written.stderr
    return copied


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command of this environment's Python, in the copy."""
    quick = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=tree, env=quick, capture_output=True, text=True, check=False, timeout=110
    )


def test_its_own_tests_pass(tree: Path) -> None:
    folder = f"hub/services/{NAME}"
    done = run(
        tree, "-m", "pytest", "-q", "-c", "plain.ini", "--import-mode=importlib", "-p", "no:cacheprovider", folder
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


@pytest.mark.parametrize("words", [("check",), ("format", "--check")])
def test_its_form_is_ours(tree: Path, words: tuple[str, ...]) -> None:
    done = run(
        tree, "-m", "ruff", *words, "--no-cache", "--config", str(ROOT / "pyproject.toml"), f"hub/services/{NAME}"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_template_is_written(tree: Path) -> None:
    folder = tree / "hub" / "services" / NAME
    written = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in {".py", ".toml", ".typ"}
    }
    assert written == set(FILES)
    templates = {path.name for path in (ROOT / "hub" / "cli" / "scaffold" / "service").iterdir()}
    assert templates == set(FILES.values())


@pytest.mark.long
def test_its_types_and_the_graph_hold_and_its_paper_can_be_drawn(tree: Path) -> None:
    (tree / "draw.py").write_text(DRAW.format(name=NAME))
    shutil.copy(ROOT / "pyproject.toml", tree)
    mypy = ["-m", "mypy", "--cache-dir", str(tree / "cache"), f"hub/services/{NAME}"]
    for command in (["-m", "hub", "check"], mypy, ["draw.py"]):
        done = run(tree, *command)
        assert done.returncode == 0, done.stdout + done.stderr


DRAW = """
import datetime as dt
from hub.documents.drawing import draw
from hub.services.{name} import SERVICE
from hub.services.{name}.tests.cases import AT, application, facts

(data,) = SERVICE.certificates(application(), facts())
more = {{"code": "A", "url": "http://hub.test/v/A", "qr": "http://hub.test/v/A", "signed_by": "Contoh"}}
drawn = draw(data, **more, issued_at=AT, office="Dinas", place="Sungailiat", sample=True)
assert drawn.startswith(b"%PDF")
"""


@pytest.mark.parametrize("name", ["", "Stillbirth", "still-birth", "../birth", "class", "a" * 41, "1st"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="no name of a service"):
        names_of(name)


def test_a_prefix_is_two_letters_that_nobody_has() -> None:
    assert names_of("stillbirth_statement")["prefix"] == "SS"
    assert names_of("stillbirth", "SB")["prefix"] == "SB"
    with pytest.raises(BadInput, match="prefix AL"):
        names_of("adoption_letter")
    with pytest.raises(BadInput, match="two capital letters"):
        names_of("stillbirth", "sb1")


def test_a_folder_that_is_there_is_left_alone() -> None:
    rules = ROOT / "hub" / "services" / "birth_certificate" / "rules.py"
    before = rules.read_bytes()
    with pytest.raises(BadInput, match="is there already"):
        service("birth_certificate", "ZZ")
    assert rules.read_bytes() == before
