"""`hub migrate`: brings the database to this version's schema."""

from __future__ import annotations

import asyncio

import typer

from hub.cli.settings import from_environment
from hub.store.migrate import migrate as migrate_database


def register(application: typer.Typer) -> None:
    application.command("migrate")(migrate)


def migrate() -> None:
    """Bring the database (HUB_DATABASE_URL) to this version's schema; safe to run again."""
    asyncio.run(migrate_database(from_environment().database_url.get_secret_value()))
    typer.echo("The database is up to date.")
