"""`hub notices`: an applicant who wants no messages about her application, or wants them again."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from hub import store
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.identifiers import parse_tracking_number
from hub.web.settings import Settings

Number = Annotated[str, typer.Argument(help="The application's number, as it stands on the receipt.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Messages to applicants.", no_args_is_help=True)
    commands.command("stop")(stop)
    commands.command("resume")(resume)
    application.add_typer(commands, name="notices")


def stop(number: Number) -> None:
    """Send no more messages about this application, also none that wait; the applicant asked for it."""
    asyncio.run(_set(from_environment(), parse_tracking_number(number), stopped=True))
    typer.echo("No more messages are sent about this application.")


def resume(number: Number) -> None:
    """Send messages about this application again; those that were left out are not made up for."""
    asyncio.run(_set(from_environment(), parse_tracking_number(number), stopped=False))
    typer.echo("Messages are sent about this application as before.")


async def _set(settings: Settings, number: str, *, stopped: bool) -> None:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=1)
    try:
        notices = store.PgNotices(database)
        if stopped:
            await notices.stop(settings.tenant, number, now())
        else:
            await notices.resume(settings.tenant, number)
    finally:
        await database.close()
