"""Words that must not stand in the project, each with the reason, and what locks and decisions must hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT, python_files, shown, tracked_files

DUMPING_GROUNDS = {"utils", "util", "helpers", "common", "misc", "shared"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# How often `TYPE_CHECKING` may stand in hub/: only ever lower it.
TYPE_CHECKING_LEFT = 0
WITHOUT_REASON = re.compile(r"#\s*(?:type:\s*ignore(?:\[[^\]]*\])?|noqa(?::\s*[A-Z0-9, ]+)?)\s*$")
HOST = re.compile(r"[a-z]+://|\bfile:|--(?:extra-)?index-url|--find-links|--trusted-host")


def attributes(path: Path, names: set[str]) -> set[str]:
    """Which of these dotted names, like `monkeypatch.setattr`, are read in a file."""
    text = path.read_text(encoding="utf-8")
    # A name that is written over two lines has its last word at least.
    last = {name.rpartition(".")[2] for name in names}
    if not any(word in text for word in last):
        return set()
    read = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute) and node.attr in last)
    return {ast.unparse(node) for node in read} & names


def test_no_room_or_file_is_a_dumping_ground() -> None:
    named = [
        shown(path)
        for path in python_files("hub", "tests", "scripts")
        if DUMPING_GROUNDS & {*path.relative_to(ROOT).parts[:-1], path.stem}
    ]
    assert not named, f"name files by their subject: {named}"


def test_nothing_is_patched() -> None:
    """A port and a hand-written fake instead: a patched test proves nothing about the seam."""
    banned = {"monkeypatch.setattr", "mock.patch", "unittest.mock", "monkeypatch.setitem", "mocker.patch"}
    patched = {shown(path): found for path in python_files("hub", "tests") if (found := attributes(path, banned))}
    assert not patched


def test_no_import_hides_behind_type_checking() -> None:
    count = sum("TYPE_CHECKING" in path.read_text(encoding="utf-8") for path in python_files("hub"))
    assert count <= TYPE_CHECKING_LEFT, "move the type to the room below"
    assert count == TYPE_CHECKING_LEFT, "lower TYPE_CHECKING_LEFT"


def test_nothing_is_left_unfinished() -> None:
    here = Path(__file__)
    unfinished = [
        f"{shown(path)}:{number}"
        for path in python_files("hub", "tests", "scripts")
        if path != here
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert not unfinished


def test_every_silenced_check_says_why() -> None:
    silent = [
        f"{shown(path)}:{number}"
        for path in python_files("hub", "tests", "scripts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WITHOUT_REASON.search(line)
    ]
    assert not silent, f"say the reason in words behind it: {silent}"


@pytest.mark.parametrize("line", ["x = 1  # noqa", "x = 1  # noqa: E501", "x = 1  # type: ignore[arg-type]"])
def test_a_silenced_check_without_reason_is_seen(line: str) -> None:
    assert WITHOUT_REASON.search(line)
    assert not WITHOUT_REASON.search(line + "  the library's stub is wrong")


def locks() -> list[Path]:
    return [path for path in tracked_files() if path.name.endswith((".lock", "-lock.json"))]


def test_the_locks_pin_hashes_and_name_no_host() -> None:
    found = locks()
    assert {path.name for path in found} >= {"bootstrap.lock", "runtime.lock", "dev.lock"}
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert not HOST.search(text) if path.suffix == ".lock" else '"resolved"' not in text, shown(path)
        if path.suffix == ".lock":
            assert text.count("--hash=sha256:") >= text.count("==")


def test_development_runs_what_production_runs() -> None:
    pins = {name: set((ROOT / "requirements" / name).read_text().splitlines()) for name in ("runtime.lock", "dev.lock")}
    runtime = {line.rstrip(" \\") for line in pins["runtime.lock"] if "==" in line}
    development = {line.rstrip(" \\") for line in pins["dev.lock"] if "==" in line}
    assert runtime <= development, f"`make lock` again: {runtime - development}"


def test_every_decision_ends_in_a_rule_and_names_its_check() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert decisions
    for path in decisions:
        paragraphs = [part.strip() for part in path.read_text(encoding="utf-8").strip().split("\n\n")]
        assert re.match(r"(\*\*)?Rule:", paragraphs[-2]), f"{shown(path)} does not end in a rule"
        assert re.match(r"(\*\*)?Held by:", paragraphs[-1]), (
            f"{shown(path)} does not name the check that holds its rule"
        )
        checks = [name for name in re.findall(r"`([^`]+)`", paragraphs[-1]) if name.startswith(("tests/", "scripts/"))]
        assert checks, f"{shown(path)} names no file that holds its rule"
        assert not [name for name in checks if not (ROOT / name.partition("::")[0]).exists()], shown(path)
