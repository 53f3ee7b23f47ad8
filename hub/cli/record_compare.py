"""`hub record compare < NIKS`: asks the register about persons again, and notes where it says otherwise."""

from __future__ import annotations

import asyncio
import sys

import typer

from hub.cli.settings import from_environment
from hub.core.identifiers import parse_nik
from hub.parts import common
from hub.store.register_walk import PgRegisterWalk
from hub.worker.jobs import register_comparison
from hub.worker.register import Compared


def compare() -> None:
    """Compare persons with the register; differences become discrepancies for a clerk to decide.

    NIKs are read from standard input, one a line: what stands on a command line is seen by everybody on the machine.
    """
    wanted = [parse_nik(line.strip()) for line in sys.stdin if line.strip()]
    held, done = asyncio.run(_compare(wanted))
    typer.echo(f"{done.asked} of {len(wanted)} persons compared; {len(wanted) - held} are not in the record.")
    if done.unknown:
        typer.echo(f"{done.unknown} the register does not show.")
    noted = done.noted
    typer.echo(f"Discrepancies: {noted.opened} opened, {noted.changed} changed, {noted.withdrawn} ended.")


async def _compare(niks: list[str]) -> tuple[int, Compared]:
    settings = from_environment()
    async with common(settings) as made:
        persons = await PgRegisterWalk(made.database, settings.tenant).by_niks(niks)
        return len(persons), await register_comparison(settings, made).compare(persons)
