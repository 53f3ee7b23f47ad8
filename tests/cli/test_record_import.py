"""`hub record import` as an operator calls it, on a real record; killed, interrupted, and called again."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from hub.sandbox import extract
from hub.store import Database
from tests.store.samples import person

ROOT = Path(__file__).parents[2]
OURS = re.compile(r"HUB_|OTEL_")
ROWS = 20_000
_WAITING = (
    "select exists (select from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()"
    " where l.relation = 'person'::regclass and l.mode = $1 and not l.granted)"
)


def started(database: str, *arguments: str) -> subprocess.Popen[str]:
    own = {"HUB_DATABASE_URL": database}
    return subprocess.Popen(
        [sys.executable, "-m", "hub", "record", *arguments],
        cwd=ROOT, env={n: v for n, v in os.environ.items() if not OURS.match(n)} | own, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def called(database: str, *arguments: str) -> tuple[int, str, str]:
    process = started(database, *arguments)
    told, complained = process.communicate(timeout=100)
    return process.returncode, told, complained


def asked(database: str, sql: str) -> Any:
    async def ask() -> Any:
        opened = await Database.open(database)
        try:
            return await opened.fetchval(sql)
        finally:
            await opened.close()

    return asyncio.run(ask())


def stored(database: str) -> list[int]:
    """Persons, events, NIKs in the directory, family cards; one statement, so one state of the record."""
    found: list[int] = asked(
        database,
        "select array[(select count(*) from person), (select count(*) from record_event),"
        " (select count(*) from nik_directory), (select count(*) from family_card)]",
    )
    return found


def district(path: Path, rows: int = ROWS) -> Path:
    one = person()
    people = (
        dataclasses.replace(
            one, nik=f"1901011501{85 + n // 9000}{1 + n % 9000:04}", family_card_number=f"1901010101{n // 4:06}"
        )
        for n in range(rows)
    )
    extract.write(path, people)
    return path


def test_a_file_is_imported_and_told_about_without_naming_anybody(database: str, tmp_path: Path) -> None:
    good, bad = person("Suparman Contoh"), person("Rahasia Contoh", nik="1901019999859001")
    path = tmp_path / "extract.csv"
    extract.write(path, [good, bad])
    code, told, complained = called(database, "import", str(path), "--as-of", "2026-11-01")
    assert code == 0, complained
    assert "as of 2026-11-01 00:00 WIB has been imported" in told
    assert re.search(r"\b1  persons new in the record", told)
    report = tmp_path / "extract.csv.report.csv"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert report.read_text().startswith("line,reason,column,what_to_do\n3,NIK,NIK,")
    assert "comparing, 2 rows" in complained
    for said in (told, complained, report.read_text()):
        for value in (good.nik, bad.nik, "Suparman", "Rahasia", "Jl. Contoh"):
            assert str(value) not in said
    code, told, _ = called(database, "import", str(path), "--as-of", "2026-11-01")
    assert code == 0
    assert re.search(r"\b1  persons of whom the same was held", told)


def test_what_cannot_be_imported_is_one_sentence(database: str, tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("1901011501859001,Suparman Contoh\n")
    for arguments, sentence in (
        ([str(path)], "has to name the columns"),
        ([str(tmp_path / "none.csv")], "cannot be read"),
        ([str(path), "--as-of", "yesterday"], "Give --as-of as a day"),
    ):
        code, told, complained = called(database, "import", *arguments)
        assert (code, told) == (1, "")
        assert sentence in complained
        assert "Traceback" not in complained
        assert "Suparman" not in complained


def read(database: str, rows: int) -> None:
    """Returns once so many rows of an import have been read."""

    async def come() -> None:
        opened = await Database.open(database, min_size=1, max_size=1)
        try:
            while await opened.fetchval("select coalesce(sum(rows), 0) from record_import_piece") < rows:
                await asyncio.sleep(0.05)
        finally:
            await opened.close()

    asyncio.run(asyncio.wait_for(come(), 60))


def test_an_import_killed_while_it_reads_and_while_it_applies_is_gone_on_with(database: str, tmp_path: Path) -> None:
    kill_again_and_again(database, tmp_path, [lambda: read(database, 1), lambda: read(database, ROWS)])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 108))
def test_an_import_killed_at_many_moments_is_gone_on_with(database: str, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - moments, not secrets
    kill_again_and_again(database, tmp_path, [lambda: time.sleep(rng.uniform(0.5, 5.0))] * 8)


def kill_again_and_again(database: str, folder: Path, moments: Sequence[Callable[[], None]]) -> None:
    """After each kill there is nothing or everything in the record; at the end everything, and each row once."""
    path = district(folder / "extract.csv")
    cards = (ROWS + 3) // 4
    everything = [ROWS, ROWS, ROWS, cards]
    for wait in moments:
        process = started(database, "import", str(path))
        wait()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert stored(database) in ([0, 0, 0, 0], everything)
    code, told, complained = called(database, "import", str(path))
    while code == 1 and "at this moment" in complained:
        # The server has not yet noticed that its client is gone.
        time.sleep(0.5)
        code, told, complained = called(database, "import", str(path))
    assert code == 0, complained
    assert f"{ROWS}  rows" in told
    assert stored(database) == everything
    assert asked(database, "select count(*) from record_import_piece") == 0
    assert asked(database, "select count(*) from pg_class where relname like 'record_import_row%'") == 0


def test_ctrl_c_says_that_the_import_can_be_gone_on_with(database: str, tmp_path: Path) -> None:
    path = district(tmp_path / "extract.csv")
    process = started(database, "import", str(path))
    read(database, 1)
    assert "what was read is kept" in interrupted(process)
    assert stored(database) == [0, 0, 0, 0]
    code, told, complained = called(database, "import", str(path))
    assert code == 0, complained
    assert "begun by an earlier call" in told
    assert stored(database)[0] == ROWS


def test_ctrl_c_while_the_reading_processes_begin_is_one_sentence(database: str, tmp_path: Path) -> None:
    process = started(database, "import", str(district(tmp_path / "extract.csv")))
    deadline = time.monotonic() + 60
    while not any(b"spawn_main" in _command(other) for other in _of_session(process.pid)):
        assert time.monotonic() < deadline, "no reading process begins"
        time.sleep(0.002)
    assert "what was read is kept" in interrupted(process)
    assert stored(database) == [0, 0, 0, 0]


def interrupted(process: subprocess.Popen[str]) -> str:
    """Presses Ctrl-C, which every process of the terminal hears; returns what the command says in its last line."""
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in complained
    return complained.splitlines()[-1]


@pytest.mark.parametrize(("rows", "mode"), [(100, "RowExclusiveLock"), (ROWS, "AccessExclusiveLock")])
def test_ctrl_c_is_heard_while_somebody_holds_the_persons(database: str, tmp_path: Path, rows: int, mode: str) -> None:
    """A small file waits to enter its persons; a large one first tries to have the table for itself."""
    path = district(tmp_path / "extract.csv", rows)

    async def held() -> str:
        db = await Database.open(database)
        try:
            async with db.transaction() as connection:
                await connection.execute("lock table person in share mode")
                process = started(database, "import", str(path))
                while not await db.fetchval(_WAITING, mode):
                    await asyncio.sleep(0.05)
                return await asyncio.to_thread(interrupted, process)
        finally:
            await db.close()

    assert "what was read is kept" in asyncio.run(held())
    assert stored(database) == [0, 0, 0, 0]


def test_no_reading_process_outlives_the_command(database: str, tmp_path: Path) -> None:
    path = district(tmp_path / "extract.csv")
    process = started(database, "import", str(path))
    read(database, 1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 20
    while (left := _of_session(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _of_session(session: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(folder.name))
    return found
