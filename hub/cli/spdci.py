"""`hub spdci`: who speaks SPDCI with the hub, and where it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from hub import store
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.errors import BadInput, NotFound
from hub.facades.spdci.callbacks import check_beginning
from hub.store.spdci import PgSpdci, Sender
from hub.web.settings import Settings

_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
SenderId = Annotated[str, typer.Argument(help="The `sender_id` in its messages.")]
Client = Annotated[str, typer.Option(help="Registered client whose token it shows.")]
Callbacks = Annotated[
    list[str] | None, typer.Option("--callback", help="Beginning of the addresses at which it may be answered; https.")
]
Receivers = Annotated[
    list[str] | None, typer.Option("--receiver", help="Name under which it knows this hub; without one, any.")
]
Keys = Annotated[Path | None, typer.Option(help="File with the JWK set of its public keys: its messages are signed.")]
Unsigned = Annotated[bool, typer.Option("--unsigned", help="Take its messages without a signature too.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Who speaks SPDCI with the hub.", no_args_is_help=True)
    for command in (add, list_, remove):
        commands.command(command.__name__.strip("_"))(command)
    application.add_typer(commands, name="spdci")


def add(
    sender_id: SenderId,
    client: Client,
    callback: Callbacks = None,
    receiver: Receivers = None,
    keys: Keys = None,
    unsigned: Unsigned = False,
) -> None:
    """Add a sender, or replace the one of that name."""
    if keys is None and not unsigned:
        raise BadInput("Name the sender's keys with --keys, or say --unsigned.")
    given = Sender(
        sender_id=sender_id,
        client_id=client,
        callbacks=tuple(callback or ()),
        receivers=tuple(receiver or ()),
        keys=_public(keys) if keys is not None else None,
        unsigned=unsigned,
    )
    asyncio.run(_add(from_environment(), given))
    typer.echo(_line(given))


def list_() -> None:
    """List senders with their clients and addresses."""
    for sender in asyncio.run(_all(from_environment())):
        typer.echo(_line(sender))


def remove(sender_id: SenderId) -> None:
    """Remove a sender: its subscriptions end, and what waits for it is not sent."""
    asyncio.run(_remove(from_environment(), sender_id))


async def _add(settings: Settings, sender: Sender) -> None:
    for url in sender.callbacks:
        check_beginning(url, sandbox=settings.sandbox)
    async with _opened(settings) as (database, senders):
        client = await store.PgIdentity(database, settings.tenant).client(sender.client_id)
        if client is None or not client.active:
            raise BadInput(f"No active client {sender.client_id} is registered. Register the client first.")
        await senders.put_sender(sender, now())


async def _all(settings: Settings) -> tuple[Sender, ...]:
    async with _opened(settings) as (_, senders):
        return await senders.senders()


async def _remove(settings: Settings, sender_id: str) -> None:
    async with _opened(settings) as (_, senders):
        if not await senders.remove_sender(sender_id):
            raise NotFound("There is no such sender. `hub spdci list` shows those that there are.")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[store.Database, PgSpdci]]:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=2)
    try:
        yield database, PgSpdci(database, settings.tenant)
    finally:
        await database.close()


def _public(file: Path) -> Mapping[str, Any]:
    """A set of public keys. Raises BadInput for anything else."""
    try:
        found = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise BadInput("The file of keys cannot be read. It holds a JWK set as JSON.") from None
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, dict) for key in keys):
        raise BadInput("The file of keys holds no JWK set: an object with `keys`.")
    if any(_PRIVATE & key.keys() for key in keys):
        raise BadInput("The file holds a private key. Take the public ones only, and make that one anew.")
    return {"keys": keys}


def _line(sender: Sender) -> str:
    signed = "unsigned" if sender.unsigned else "signed"
    return f"{sender.sender_id}  {sender.client_id}  {signed}  {', '.join(sender.callbacks) or 'no callbacks'}"
