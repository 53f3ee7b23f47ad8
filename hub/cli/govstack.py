"""`hub govstack`: registries by which GovStack's digital registries show the citizen record."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from hub import store
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.errors import BadInput, NotFound
from hub.facades.govstack.attributes import check_fields
from hub.store.govstack import PgRegistries, Registry

_KEYS = {"name": str, "version": str, "number": int, "title": str, "institution": str, "fields": dict}
File = Annotated[Path, typer.Argument(help="Declaration: name, version, number, title, institution, and [fields].")]
Name = Annotated[str, typer.Argument(help="Name of the registry.")]
Version = Annotated[str, typer.Argument(help="Its version.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Registries of GovStack, over the citizen record.", no_args_is_help=True)
    for command in (declare, list_, remove):
        commands.command(command.__name__.strip("_"))(command)
    application.add_typer(commands, name="govstack")


def declare(file: File) -> None:
    """Declare a registry, or replace the one of that name and version."""
    registry = read(file)
    asyncio.run(_put(registry))
    typer.echo(_line(registry))


def list_() -> None:
    """List registries with their fields."""
    for registry in asyncio.run(_all()):
        typer.echo(_line(registry))


def remove(name: Name, version: Version) -> None:
    """Remove a registry. The record stays as it is."""
    asyncio.run(_remove(name, version))


def read(file: Path) -> Registry:
    """A declaration. Raises BadInput for one that cannot be answered."""
    try:
        found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise BadInput("The declaration cannot be read. It is a file of TOML.") from None
    if found.keys() != _KEYS.keys():
        raise BadInput(f"A declaration has {', '.join(_KEYS)}, and nothing else.")
    for key, kind in _KEYS.items():
        if not isinstance(found[key], kind) or not found[key] or isinstance(found[key], bool):
            raise BadInput(f"{key} is missing, or of another kind.", path=key)
    if not 0 < found["number"] < 2**63 or len(found["name"]) > 99 or len(found["version"]) > 20:
        raise BadInput("The number is positive, a name has at most 99 characters, and a version 20.")
    check_fields(found["fields"])
    return Registry(**found)


async def _put(registry: Registry) -> None:
    async with _opened() as registries:
        await registries.put(registry, now())


async def _all() -> tuple[Registry, ...]:
    async with _opened() as registries:
        return await registries.registries()


async def _remove(name: str, version: str) -> None:
    async with _opened() as registries:
        if not await registries.remove(name, version):
            raise NotFound("There is no such registry. `hub govstack list` shows those that there are.")


@asynccontextmanager
async def _opened() -> AsyncIterator[PgRegistries]:
    settings = from_environment()
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=1)
    try:
        yield PgRegistries(database, settings.tenant)
    finally:
        await database.close()


def _line(registry: Registry) -> str:
    fields = ", ".join(f"{name}={attribute}" for name, attribute in registry.fields.items())
    return f"{registry.number}  {registry.name}/{registry.version}  {fields}"
