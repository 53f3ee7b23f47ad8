"""`hub record` as an operator calls it, on a real record."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.main import application
from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.worker.files import Agency, Signed, distinct, row

ROOT = Path(__file__).parents[2]
ROWS = 10_000
OURS = re.compile(r"HUB_|OTEL_")


def people(count: int) -> list[Any]:
    return [distinct(n) for n in range(count)]


class Operator:
    """Calls the command in a process of its own."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database = database
        self.agency = Agency(folder)
        own = {"HUB_DATABASE_URL": database, "HUB_CONNECTOR_WELFARE_KEYS": str(self.agency.keys)}
        self.environment = {name: value for name, value in os.environ.items() if not OURS.match(name)} | own

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hub", "record", *arguments],
            cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def call(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        told, complained = process.communicate(timeout=100)
        return process.returncode, told, complained

    def handed(self, rows: Any, **given: Any) -> Signed:
        file = self.agency.file(rows, **given)
        file.path.with_name(f"{file.path.name}.jws").write_bytes(file.signature)
        return file


async def events(database: str) -> int:
    opened = await Database.open(database)
    try:
        found: int = await opened.fetchval("select count(*) from record_event where kind = 'recorded'")
        return found
    finally:
        await opened.close()


async def hold(database: str, persons: list[Any]) -> None:
    opened = await Database.open(database)
    try:
        await copy_citizens(opened, persons)
    finally:
        await opened.close()


@pytest.fixture
def operator(database: str, tmp_path: Path) -> Operator:
    return Operator(database, tmp_path)


def test_a_file_is_read_and_told_about_without_naming_anybody(operator: Operator) -> None:
    (siti,) = people(1)
    asyncio.run(hold(operator.database, [siti]))
    file = operator.handed([row(siti.nik, 2), b"x", row("1901015503909001")])
    code, told, complained = operator.call("welfare", str(file.path))
    assert (code, complained.strip()) == (0, "")
    assert "The file of 2026-Q3" in told
    assert re.search(r"\b1  persons whose data changed", told)
    report = file.path.with_name(f"{file.path.name}.report.csv")
    assert report.read_text() == "line,reason\n2,NOT_JSON\n"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert siti.nik not in told
    code, told, _ = operator.call("welfare", str(file.path))
    assert code == 0
    assert "nothing was done" in told
    assert asyncio.run(events(operator.database)) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["parks", "{file}"], "Connected are"),
        (["education", "{file}"], "gives no files"),
        (["welfare", "{file}.missing"], "comes with the file"),
        (["welfare", "{file}", "--signature", "{file}"], "signature does not hold"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(operator: Operator, arguments: list[str], sentence: str) -> None:
    operator.environment["HUB_CONNECTOR_EDUCATION_SCHOOLS"] = "nowhere"
    file = operator.handed([row("1901015503909001")])
    code, told, complained = operator.call(*(each.format(file=file.path) for each in arguments))
    assert (code, told) == (1, "")
    assert sentence in complained
    assert "Traceback" not in complained


def test_a_killed_command_is_gone_on_with(operator: Operator) -> None:
    persons = people(ROWS)
    asyncio.run(hold(operator.database, persons))
    file = operator.handed([row(each.nik, 1 + at % 10) for at, each in enumerate(persons)])
    process = operator.start("welfare", str(file.path))
    deadline = time.monotonic() + 60
    while not (done := asyncio.run(events(operator.database))) and time.monotonic() < deadline:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = asyncio.run(events(operator.database))
    assert 0 < done < ROWS, "killed too early or too late to tell"
    began = time.monotonic()
    code, told, complained = operator.call("welfare", str(file.path))
    assert (code, complained.strip()) == (0, "")
    assert f"{ROWS}  rows" in told
    assert asyncio.run(events(operator.database)) == ROWS
    assert time.monotonic() - began < 60


def test_niks_stand_on_no_command_line() -> None:
    """What a process was called with is seen by everybody on the machine."""
    told = CliRunner().invoke(application("record"), ["record", "compare", "1901011501859001"])
    assert told.exit_code == 2
