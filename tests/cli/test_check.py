"""`hub check` as a command: it says that all holds, or names each problem and ends with 1."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from hub.cli import check
from hub.cli.main import application

POLICIES: Final = Path(__file__).parents[2] / "policies"
NO_DAY: Final = ('monday = ["07:30-12:00"', 'monday = ["7-12"')


def told(*words: str) -> tuple[int, str]:
    """(exit code, output)."""
    found = CliRunner().invoke(application("check"), ["check", *words])
    return found.exit_code, found.output


def test_a_calendar_that_does_not_hold_ends_it_with_one(tmp_path: Path) -> None:
    shutil.copytree(POLICIES / "calendar", tmp_path / "calendar")
    assert told("--policies", str(tmp_path)) == (0, "The services' folders and the calendars hold together.\n")
    own = tmp_path / "calendar" / "1901.toml"
    own.write_text(own.read_text(encoding="utf-8").replace(*NO_DAY, 1), encoding="utf-8")
    code, output = told("--policies", str(tmp_path))
    first, last = output.splitlines()
    assert (code, first.startswith(f"{own}:"), "hours.monday.0: write from and until" in first) == (1, True, True)
    assert last == "1 problems in the services' folders and calendars. Nothing was changed."


def test_what_is_wrong_with_folders_and_with_texts_ends_it_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The texts of notices are asked once every folder can be read."""
    folders = ["hub/services/x/service.toml:1: fee: write GRATIS."]

    def of_folders(_package: str) -> Iterator[str]:
        yield from folders

    def of_texts() -> Iterator[str]:
        yield "hub/notices/templates/id.toml: received.sms is missing."

    monkeypatch.setattr(check, "problem_lines", of_folders)
    monkeypatch.setattr(check, "notice_lines", of_texts)
    assert told("--policies", str(POLICIES)) == (
        1, f"{folders[0]}\n1 problems in the services' folders and calendars. Nothing was changed.\n",
    )  # fmt: skip
    folders.clear()
    code, output = told("--policies", str(POLICIES))
    assert (code, output.splitlines()[0]) == (1, "hub/notices/templates/id.toml: received.sms is missing.")
