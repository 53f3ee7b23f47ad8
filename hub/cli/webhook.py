"""`hub webhook`: who subscribes to what happens in the record, at which address, with which secret."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

import typer

from hub import store
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.delivery import Way
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from hub.core.webhook import Webhook, check_kinds
from hub.exchange.public_address import check_address
from hub.exchange.sealing import SealingKey
from hub.exchange.webhooks import new_secret
from hub.store.targets import PgTargets, Target
from hub.web.settings import Settings
from hub.worker.webhooks import subscription

_OVERLAP: Final = dt.timedelta(hours=24)
_ONCE: Final = "Give it to the subscriber over a safe way; it is not shown again."
Client = Annotated[str, typer.Option(help="Registered client that is told; its region and scopes decide of what.")]
Url = Annotated[str, typer.Option(help="Address that takes the events; https.")]
Kinds = Annotated[list[str], typer.Option("--kind", help="Kind of event, as citizen.changed; more than one may stand.")]
ForPurpose = Annotated[str | None, typer.Option(help="Purpose, where the client's registration has several.")]
Name = Annotated[str, typer.Argument(help="Name of the subscription, as `hub webhook list` shows it.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Subscribers to what happens in the record.", no_args_is_help=True)
    for command in (add, list_, rotate, pause, resume, remove):
        commands.command(command.__name__.strip("_"))(command)
    application.add_typer(commands, name="webhook")


def add(client: Client, url: Url, kinds: Kinds, purpose: ForPurpose = None) -> None:
    """Add a subscription and print its secret, once."""
    name, secret = asyncio.run(_add(from_environment(), client, url, kinds, purpose))
    typer.echo(f"{name}\n{secret}\n{_ONCE}")


def list_() -> None:
    """List subscriptions and agencies that are told, and how they fare."""
    for target in asyncio.run(_all(from_environment())):
        typer.echo(_line(target))


def rotate(name: Name) -> None:
    """Give a new secret; for 24 hours events are signed with both."""
    typer.echo(f"{asyncio.run(_rotate(from_environment(), name))}\n{_ONCE}")


def pause(name: Name) -> None:
    """Send nothing for now; what happens meanwhile waits."""
    asyncio.run(_pause(from_environment(), name))


def resume(name: Name) -> None:
    """Send again, beginning with what waited."""
    asyncio.run(_resume(from_environment(), name))


def remove(name: Name) -> None:
    """End a subscription: what waits for it is cancelled, and its secret forgotten."""
    asyncio.run(_remove(from_environment(), name))


async def _add(settings: Settings, client_id: str, url: str, kinds: list[str], purpose: str | None) -> tuple[str, str]:
    check_address(url, sandbox=settings.sandbox)
    told = check_kinds(kinds)
    name, secret = subscription(uuid.uuid4()), new_secret()
    async with _opened(settings) as (database, targets):
        client = await store.PgIdentity(database, settings.tenant).client(client_id)
        if client is None or not client.active:
            raise BadInput(f"No active client {client_id} is registered. Register the client first.")
        whose = (client_id, _purpose(client.purposes, purpose))
        made = Webhook.new(name, whose, url, told, now())
        await targets.subscribe(made, _key(settings).seal(name, secret))
    return name, secret


def _purpose(allowed: frozenset[Purpose], asked: str | None) -> Purpose:
    """Raises BadInput for one that the registration does not allow, and where one has to be chosen."""
    chosen = [purpose for purpose in allowed if asked in {None, purpose.value}]
    if len(chosen) != 1:
        listed = ", ".join(sorted(purpose.value for purpose in allowed)) or "none"
        raise BadInput(f"Name with --purpose one that the client's registration allows: {listed}.")
    return chosen[0]


async def _all(settings: Settings) -> tuple[Target, ...]:
    async with _opened(settings) as (_, targets):
        return await targets.all()


async def _rotate(settings: Settings, name: str) -> str:
    secret = new_secret()
    async with _opened(settings) as (_, targets):
        await targets.rotate(name, _key(settings).seal(name, secret), now() + _OVERLAP)
    return secret


async def _pause(settings: Settings, name: str) -> None:
    async with _opened(settings) as (_, targets):
        await targets.pause(name, "BY_HAND")


async def _resume(settings: Settings, name: str) -> None:
    async with _opened(settings) as (_, targets):
        await targets.resume(name, now())


async def _remove(settings: Settings, name: str) -> None:
    async with _opened(settings) as (_, targets):
        await targets.remove(name, now())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[store.Database, PgTargets]]:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=2)
    try:
        yield database, PgTargets(database, settings.tenant)
    finally:
        await database.close()


def _key(settings: Settings) -> SealingKey:
    return SealingKey.load(settings.state_dir / "webhooks")


def _line(target: Target) -> str:
    state = target.state if target.reason is None else f"{target.state} ({target.reason})"
    since = f", fails since {target.failing_since:%Y-%m-%d %H:%M}" if target.failing_since else ""
    whom = f"{target.client_id} {target.url}" if target.way is Way.WEBHOOK else target.way.value.lower()
    return f"{target.name}  {state}{since}  {whom}  {', '.join(target.kinds)}"
