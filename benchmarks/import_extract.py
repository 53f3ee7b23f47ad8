"""`hub record import`: a whole district into an empty record, the same file again, and one row in ten changed.

A district of 334,344 invented people is written as an extract once and kept in var/bench. Each import is timed from
opening the file to the statistics after the commit: read, checked, kept, applied, indexed, with events, directory and
family cards. A database server of its own is started with the settings of the demonstration, on the same cores. At the
end it is measured what PostgreSQL alone needs for the rows of the first import (`import_floor`).
"""

from __future__ import annotations

import asyncio
import csv
import os
import resource
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.figures import ROOT, Figure, Measurement
from benchmarks.import_floor import floor, rows_of
from hub.core import actor
from hub.core.calendar import now
from hub.sandbox import extract, regions
from hub.sandbox.district import HOME, TENANT, generate
from hub.sandbox.postgres import EmbeddedPostgres
from hub.sandbox.regions import RegionTable
from hub.store import Database, bulk
from hub.store.imports import PgImports
from hub.store.migrate import migrate
from hub.worker.importing import Importing, Seen

PEOPLE = int(os.environ.get("PEOPLE", "334344"))
SEED = 1901
CHANGED_EVERY = 10
FIRST, FLOOR = "into an empty record", "the same rows by plain COPY"
KEPT = ROOT / "var" / "bench"


@dataclass(frozen=True, slots=True)
class Run:
    """One import: seconds on the clock, CPU seconds of the command with its readers and of the database."""

    seconds: float
    own_cpu: float
    database_cpu: float
    counts: Mapping[str, int]
    phases: Mapping[str, float]


def measure() -> Measurement:
    """Takes some minutes, most of them once, for the district."""
    runs = asyncio.run(_all())
    alone = runs.pop(FLOOR)
    rows = runs[FIRST].counts["rows"]
    figures = [
        Figure(f"{FLOOR}: rows a second", rows / alone.seconds, "/s"),
        Figure(f"{FLOOR}: on the clock", alone.seconds, "s"),
        Figure(f"{FLOOR}: CPU of PostgreSQL", alone.database_cpu, "s"),
        Figure(f"{FIRST}: on the clock, of that", runs[FIRST].seconds / alone.seconds, "x"),
    ]
    for what, run in runs.items():
        rows = run.counts["rows"]
        figures += [
            Figure(f"{what}: rows a second", rows / run.seconds, "/s"),
            Figure(f"{what}: on the clock", run.seconds, "s"),
            Figure(f"{what}: CPU of the command", run.own_cpu, "s"),
            Figure(f"{what}: CPU of PostgreSQL", run.database_cpu, "s"),
            *(Figure(f"{what}: until {name}", seconds, "s") for name, seconds in run.phases.items()),
        ]
    conditions = {
        "rows": f"{PEOPLE} (PEOPLE=), seed {SEED}; some live elsewhere and are refused",
        "load": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "database": "PostgreSQL 18, the demonstration's settings (fsync on), same cores",
    }
    return Measurement("import_extract", figures, conditions)


async def _all() -> dict[str, Run]:
    KEPT.mkdir(parents=True, exist_ok=True)
    table = await regions.load(ROOT / "var")
    whole, changed = _files(table)
    with tempfile.TemporaryDirectory(prefix="satu-import-") as folder:
        server = EmbeddedPostgres(Path(folder))
        await server.start()
        try:
            await migrate(server.url)
            database = await Database.open(server.url, max_size=3, command_timeout=bulk.HOUR)
            await bulk.copy_regions(database, table)
            runs = {
                FIRST: await _run(server, database, whole),
                "the same again": await _run(server, database, whole),
                "one in ten changed": await _run(server, database, changed),
                FLOOR: await _floor(server),
            }
            await database.close()
        finally:
            await server.remove()
    return runs


async def _floor(server: EmbeddedPostgres) -> Run:
    rows = await rows_of(server.url)
    own, theirs = _own_cpu(), _database_cpu(server)
    seconds = await floor(server.url, rows)
    return Run(seconds, _own_cpu() - own, _database_cpu(server) - theirs, {}, {})


async def _run(server: EmbeddedPostgres, database: Database, path: Path) -> Run:
    phases: dict[str, float] = {}
    imports = PgImports(database, TENANT)
    own, theirs, began = _own_cpu(), _database_cpu(server), time.monotonic()

    def watch(seen: Seen) -> None:
        if seen.what not in {"checking", "reading"}:
            phases[seen.what] = time.monotonic() - began

    done = await Importing(imports, actor.system(TENANT, HOME), now).read(path, HOME, None, watch)
    seconds = time.monotonic() - began
    await imports.reported(done.of)
    return Run(seconds, _own_cpu() - own, _database_cpu(server) - theirs, done.counts, phases)


def _files(table: RegionTable) -> tuple[Path, Path]:
    """The whole district, and the same with another occupation in every tenth row; the second is the later file."""
    whole, changed = (KEPT / f"extract-{PEOPLE}-{SEED}{part}.csv" for part in ("", "-changed"))
    if not whole.exists():
        part = whole.with_suffix(".part")
        extract.write(part, (person.citizen for person in generate(table, PEOPLE, SEED).persons()))
        part.replace(whole)
    with whole.open(newline="", encoding="utf-8") as old, changed.open("w", newline="", encoding="utf-8") as new:
        rows, written = csv.DictReader(old), None
        for at, row in enumerate(rows):
            written = written or csv.DictWriter(new, list(row))
            if at == 0:
                written.writeheader()
            written.writerow({**row, "JENIS_PKRJN": "89"} if at % CHANGED_EVERY == 0 else row)
    return whole, changed


def _own_cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _database_cpu(server: EmbeddedPostgres) -> float:
    """Of the server and the sessions that are open; ended ones count with the server."""
    postmaster = psutil.Process(server.pid)
    sessions = 0.0
    for each in postmaster.children():
        # One that ended since it was listed counts with the server.
        with suppress(psutil.NoSuchProcess):
            sessions += sum(each.cpu_times()[:2])
    return sum(postmaster.cpu_times()[:4]) + sessions
