"""`hub record duplicates`: looks for persons who stand twice in the record."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.store import Database
from hub.store.bulk import HOUR
from hub.store.duplicate_scan import BATCH, PgDuplicateScan, Scanned
from hub.web.settings import Settings

Most = Annotated[int | None, typer.Option(min=1, help="Look at so many persons at most; all who are new or changed.")]


def find_duplicates(most: Most = None) -> None:
    """Look at persons who are new or changed; may be ended at any time, and goes on where it was."""
    settings = from_environment()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        done = asyncio.run(_scan(settings, most, progress))
    typer.echo(f"{done.persons:>10}  persons looked at")
    typer.echo(f"{done.compared:>10}  pairs compared")
    typer.echo(f"{done.candidates:>10}  pairs that may be one person; clerks find them under `duplicateCandidates`")


async def _scan(settings: Settings, most: int | None, progress: Progress) -> Scanned:
    database = await Database.open(settings.database_url.get_secret_value(), max_size=2, command_timeout=HOUR)
    try:
        scan, sum_ = PgDuplicateScan(database, settings.tenant, now), Scanned(0, 0, 0)
        wanted = min(await scan.unseen(), most or 2**31)
        task = progress.add_task("persons", total=wanted)
        while sum_.persons < wanted:
            found = await scan.batch(min(BATCH, wanted - sum_.persons))
            if not found.persons:
                break
            sum_ = sum_.plus(found)
            progress.update(task, completed=sum_.persons)
        return sum_
    finally:
        await database.close()
