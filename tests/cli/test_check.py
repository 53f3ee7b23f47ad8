"""`hub check` as a command: it says that all holds, or names each problem and ends with 1."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from hub.cli.main import application
from hub.notices.texts import FOLDER

POLICIES: Final = Path(__file__).parents[2] / "policies"
CONNECTORS: Final = Path(__file__).parents[2] / "hub" / "connectors"
HOLDS: Final = "The folders of services and connectors hold together, and the calendars do.\n"
NO_DAY: Final = ('monday = ["07:30-12:00"', 'monday = ["7-12"')


def told(*words: str) -> tuple[int, str]:
    """(exit code, output)."""
    found = CliRunner().invoke(application("check"), ["check", *words])
    return found.exit_code, found.output


def test_a_calendar_that_does_not_hold_ends_it_with_one(tmp_path: Path) -> None:
    shutil.copytree(POLICIES / "calendar", tmp_path / "calendar")
    assert told("--policies", str(tmp_path)) == (0, HOLDS)
    own = tmp_path / "calendar" / "1901.toml"
    own.write_text(own.read_text(encoding="utf-8").replace(*NO_DAY, 1), encoding="utf-8")
    code, output = told("--policies", str(tmp_path))
    first, last = output.splitlines()
    assert (code, first.startswith(f"{own}:"), "hours.monday.0: write from and until" in first) == (1, True, True)
    assert last == "1 problems in the folders and calendars. Nothing was changed."


def test_what_is_wrong_with_the_texts_of_notices_ends_it_with_one(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "texts")
    own = tmp_path / "texts" / "id.toml"
    own.write_text(own.read_text(encoding="utf-8").replace('todo = "', 'to_do = "', 1), encoding="utf-8")
    code, output = told("--policies", str(POLICIES), "--texts", str(tmp_path / "texts"))
    assert (code, "id.toml: sentences.todo is missing." in output) == (1, True)


def test_a_folder_that_does_not_start_is_named_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The texts of notices are asked once every folder can be read: they name services."""
    package = tmp_path / f"named_{tmp_path.name}"
    (package / "bare").mkdir(parents=True)
    for file in (package / "__init__.py", package / "bare" / "__init__.py"):
        file.touch()
    monkeypatch.syspath_prepend(tmp_path)
    code, output = told("--policies", str(POLICIES), "--texts", str(tmp_path), "--package", package.name)
    first, last = output.splitlines()
    assert (code, first.partition(":")[0]) == (1, f"{package.name}/bare/service.toml")
    assert last == "1 problems in the folders and calendars. Nothing was changed."


def test_a_connector_that_does_not_say_how_good_its_data_are_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / f"agencies_{tmp_path.name}"
    shutil.copytree(CONNECTORS / "welfare", package / "welfare", ignore=shutil.ignore_patterns("__pycache__", "tests"))
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    own = package / "welfare" / "quality.toml"
    own.write_text(own.read_text(encoding="utf-8").replace("value = 2160.0", "value = 24.0", 1), encoding="utf-8")
    code, output = told("--connectors", package.name)
    first, last = output.splitlines()
    assert (code, last.partition(" ")[0]) == (1, "1")
    assert first.startswith(f"{package.name}/welfare: quality.toml says 24 hours of freshness")
