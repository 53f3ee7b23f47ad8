"""`hub outbox`: what the record tells others, and dead letters to be tried again."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated, Final

import typer

from hub import store
from hub.cli.settings import from_environment
from hub.core.actor import system
from hub.core.calendar import now
from hub.core.delivery import OPEN, Delivery, DeliveryState
from hub.core.errors import BadInput, NotFound
from hub.core.outbox import DeliveryFilter, replayed
from hub.core.purpose import Purpose
from hub.core.writing_ports import WriteRequest
from hub.web.settings import Settings

_PAGE: Final = 100
States = Annotated[list[str] | None, typer.Option("--state", help="DEAD, IN_DOUBT, ...; all that are not settled.")]
Target = Annotated[str | None, typer.Option(help="Name of an agency or subscription.")]
Ids = Annotated[list[uuid.UUID], typer.Argument(help="Ids of dead letters, as `hub outbox list` shows them.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Deliveries of what happens in the record.", no_args_is_help=True)
    commands.command("list")(list_)
    commands.command("replay")(replay)
    application.add_typer(commands, name="outbox")


def list_(states: States = None, target: Target = None) -> None:
    """List deliveries, the newest first, at most 100. Nothing of a person is shown."""
    chosen = DeliveryFilter(_states(states), target)
    for delivery in asyncio.run(_list(from_environment(), chosen)):
        typer.echo(_line(delivery))


def replay(ids: Ids) -> None:
    """Try dead letters again."""
    asyncio.run(_replay(from_environment(), ids))
    typer.echo(f"Tried again: {len(ids)}.")


def _states(given: list[str] | None) -> tuple[DeliveryState, ...]:
    """Raises BadInput for a word that is no state."""
    if not given:
        return tuple(sorted(OPEN, key=lambda state: state.value))
    try:
        return tuple(DeliveryState(word.upper()) for word in given)
    except ValueError:
        listed = ", ".join(state.value for state in DeliveryState)
        raise BadInput(f"A state is one of {listed}.") from None


async def _list(settings: Settings, chosen: DeliveryFilter) -> tuple[Delivery, ...]:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=2)
    try:
        return (await store.PgDesk(database, now).page(settings.tenant, chosen, _PAGE, None)).items
    finally:
        await database.close()


async def _replay(settings: Settings, ids: list[uuid.UUID]) -> None:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=2)
    try:
        writes = store.PgWrites(database, now)
        for delivery_id in ids:
            await _replay_one(settings, writes, delivery_id)
    finally:
        await database.close()


async def _replay_one(settings: Settings, writes: store.PgWrites, delivery_id: uuid.UUID) -> None:
    actor = system(settings.tenant, settings.region)
    request = WriteRequest(actor, Purpose.CIVIL_REGISTRATION, "hub outbox replay", str(uuid.uuid4()), b"")
    async with writes.begin(request) as write:
        delivery = await write.delivery(delivery_id)
        if delivery is None:
            raise NotFound(f"There is no delivery {delivery_id}.")
        await write.move_delivery(delivery, replayed(delivery))
        await write.reply({})


def _line(delivery: Delivery) -> str:
    problem = f"  {delivery.problem}" if delivery.problem else ""
    age = int((now() - delivery.occurred_at).total_seconds())
    told = f"{delivery.target}  {delivery.kind}  {delivery.attempts} attempts  {age} s old"
    return f"{delivery.id}  {delivery.state.value}  {told}{problem}"
