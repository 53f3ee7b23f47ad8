"""`hub oversight`: the record of processing activities, and whom a breach affects, as files for letters."""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, TextIO

import orjson
import typer

from hub import services, store
from hub.cli.reading import reading, receipt_of_command
from hub.cli.settings import from_environment
from hub.core.accounts import ConsentEntry
from hub.core.attributes import Category
from hub.core.calendar import local_date, now
from hub.core.errors import Conflict, NotFound
from hub.core.processing import Activity, activities
from hub.exchange import discover
from hub.store.affected import Addressee, every
from hub.store.breaches import PgBreaches
from hub.store.sharings import PgSharings
from hub.web.settings import Settings

_HEADS: Final = ("citizen", "nik", "full_name", "receipts", "first_read", "last_read", "categories")
_FIELDS: Final = ("Citizen.nik", "Citizen.fullName", "Breach.affected")
_CATEGORIES: Final = (Category.ACCESS, Category.POPULATION)
_CONSENT: Final = ("Consent.scopes", "Consent.purposes")
BreachId = Annotated[uuid.UUID, typer.Argument(help="The breach's uuid, as its page shows it.")]
NewFile = Annotated[Path, typer.Argument(help="CSV file to be made; it must not be there yet.")]
UserId = Annotated[uuid.UUID, typer.Argument(help="The account's uuid.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of Markdown.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Breaches and the record of processing.", no_args_is_help=True)
    commands.command("ropa")(ropa)
    commands.command("affected")(affected)
    commands.command("consents")(consents)
    application.add_typer(commands, name="oversight")


def ropa(as_json: AsJson = False) -> None:
    """Print the record of processing activities (UU 27/2022 art. 31), from services, facets and agreements."""
    found = asyncio.run(_record(from_environment()))
    if as_json:
        typer.echo(orjson.dumps([dataclasses.asdict(one) for one in found], option=orjson.OPT_INDENT_2).decode())
        return
    typer.echo("\n\n".join(map(markdown, found)))


def affected(breach_id: BreachId, file: NewFile) -> None:
    """Write whom a breach affects into a file that only you may read; each of them has a receipt before her line."""
    count = asyncio.run(export(from_environment(), breach_id, file))
    typer.echo(f"{count} persons in {file}.")


def consents(user_id: UserId) -> None:
    """Print what somebody allowed clients and took back, in the order of time: what an office proves consent with."""
    for one in asyncio.run(shown_consents(from_environment(), user_id)):
        words = f" (words {one.text_version})" if one.text_version else ""
        typer.echo(f"{one.at.isoformat()} {one.kind} {one.client_id}: {' '.join(one.scopes)}{words}")
        typer.echo(f"    for {', '.join(one.purposes) or 'no purpose that is registered'}")


def markdown(one: Activity) -> str:
    """One activity as a section."""
    lines = {
        "Tujuan": one.purposes, "Dasar hukum": one.legal_basis, "Subjek data": (one.subjects,),
        "Kategori": one.categories, "Data": one.fields, "Penerima": one.recipients, "Penyimpanan": (one.keeping,),
    }  # fmt: skip
    told = [f"* {name}: {'; '.join(values) if values else '-'}" for name, values in lines.items()]
    return "\n".join([f"## {one.name}", f"* Sumber: {one.source}", *told])


async def shown_consents(settings: Settings, user_id: uuid.UUID) -> Sequence[ConsentEntry]:
    """The entries, once the receipt is written that names the account and its person."""
    async with reading(settings) as database:
        found = await store.PgIdentity(database, settings.tenant).consent_record(user_id)
        if found:
            user = await store.PgAccounts(database, now).user(settings.tenant, user_id)
            subjects = [user_id, *([user.person_id] if user and user.person_id else [])]
            read = receipt_of_command(settings, "hub oversight consents", _CONSENT, (Category.ACCOUNT,), subjects)
            await store.PgReceipts(database).write(read)
        return found


async def _record(settings: Settings) -> Sequence[Activity]:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=1)
    try:
        sharings = await PgSharings(database).sharings(settings.tenant, local_date(now()))
    finally:
        await database.close()
    facets = (facet for plugin in discover(settings.connectors) for facet in plugin.facets)
    return activities(services.discover(), facets, sharings)


async def export(settings: Settings, breach_id: uuid.UUID, path: Path) -> int:
    """How many persons are in the file. Raises NotFound for no breach, Conflict for a file that is there."""
    async with reading(settings) as database:
        breach = await PgBreaches(database).breach(settings.tenant, breach_id)
        if breach is None:
            raise NotFound("There is no such breach. Its page shows its id.")
        count, receipts = 0, store.PgReceipts(database)
        with _new_file(path) as file:
            rows = csv.writer(file)
            rows.writerow(_HEADS)
            async for some in every(database, settings.tenant, breach.through):
                subjects = [one.affected.person_id for one in some]
                await receipts.write(
                    receipt_of_command(settings, "hub oversight affected", _FIELDS, _CATEGORIES, subjects)
                )
                rows.writerows(_row(one) for one in some)
                count += len(some)
        return count


def _new_file(path: Path) -> TextIO:
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")
    except FileExistsError:
        raise Conflict(f"{path} is there already. Name another file.") from None


def _row(one: Addressee) -> tuple[object, ...]:
    told = one.affected
    return (
        told.person_id, one.nik, one.full_name, told.receipts, told.first_at.isoformat(), told.last_at.isoformat(),
        " ".join(told.categories),
    )  # fmt: skip
