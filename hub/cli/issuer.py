"""`hub issuer`: whether other issuers can be used, who of their clients may come, and the end of what one gave."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

import typer

from hub import store
from hub.cli.settings import from_environment
from hub.core.accounts import AuthMethod, Client
from hub.core.actor import is_scope
from hub.core.calendar import now
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from hub.exchange.session import open_session
from hub.identity.discovery import TROUBLES, signing_keys
from hub.web.issuer_settings import IssuerSettings
from hub.web.settings import Settings

_MARGIN: Final = dt.timedelta(minutes=1)
"""Clocks differ: so long after the last of its tokens an entry is kept."""
Url = Annotated[str, typer.Argument(help="The issuer, as HUB_EXTERNAL_ISSUERS names it.")]
Subject = Annotated[str | None, typer.Option(help="Whose access ends: `sub` of the tokens.")]
AClient = Annotated[str | None, typer.Option("--client", help="Which client's access ends: `azp` or `client_id`.")]
TokenId = Annotated[str | None, typer.Option(help="Which one token ends: `jti`.")]
Hours = Annotated[int, typer.Option(min=1, max=24 * 366, help="For how long; new tokens are refused as well.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Other issuers whose tokens are accepted.", no_args_is_help=True)
    for command in (check, register_client, end):
        commands.command(command.__name__.replace("_", "-"))(command)
    application.add_typer(commands, name="issuer")


def check() -> None:
    """Ask each issuer for its keys, as the hub will; exit code 1 when one cannot be used."""
    told = asyncio.run(_check(from_environment()))
    for url, said in told.items():
        typer.echo(f"{url}: {said or 'does not answer as it should'}")
    if not all(told.values()):
        raise typer.Exit(1)


def register_client(
    issuer: Url,
    client: Annotated[str, typer.Argument(help="The client's name at its issuer: `azp` or `client_id`.")],
    name: Annotated[str, typer.Option(help="Its name as people read it.")],
    region: Annotated[str, typer.Option(help="Dotted code of the region whose people it may see.")],
    scopes: Annotated[list[str], typer.Option("--scope", help="Scope that it may have at most; several may stand.")],
    purposes: Annotated[list[Purpose], typer.Option("--purpose", help="Purpose for which it may ask.")],
    agency: Annotated[str, typer.Option(help="Connector of the agency whose facets it may write.")] = "",
    agreement: Annotated[str, typer.Option(help="Id of the agreement under which it reads for itself.")] = "",
) -> None:
    """Register a client of this issuer, or change what its registration leaves it."""
    if unknown := sorted(scope for scope in scopes if not is_scope(scope)):
        raise BadInput(f"A scope is written as citizen:read is, not as {', '.join(unknown)}.")
    settings = from_environment()
    # It can do nothing at our own server: no proof, no grant, no address to be sent to.
    row = Client(
        settings.tenant, f"{_entry(settings, issuer).url}#{client}", name, AuthMethod.NONE, None, None, frozenset(), (),
        frozenset(scopes), frozenset(purposes), region, agency=agency, agreement=agreement,
    )  # fmt: skip
    asyncio.run(_put(settings, row))
    typer.echo(f"Registered as {row.client_id}.")


def end(
    issuer: Url,
    subject: Subject = None,
    client: AClient = None,
    token_id: TokenId = None,
    hours: Hours = 24,
) -> None:
    """End at once what this issuer gave to a user, to a client, or as one token."""
    named = [each for each in (subject, client, token_id) if each]
    if len(named) != 1:
        raise BadInput("Name one of --subject, --client and --token-id.")
    until = asyncio.run(_end(from_environment(), issuer, named[0], dt.timedelta(hours=hours)))
    typer.echo(f"Ended until {until:%Y-%m-%d %H:%M} UTC.")


async def _check(settings: Settings) -> dict[str, str]:
    async with open_session() as http:
        found = {}
        for entry in settings.external_issuers:
            try:
                keys = (await signing_keys(http, entry.url)).keys
                found[entry.url] = f"{len(keys)} keys for signatures, audience {entry.audience or settings.audience}"
            except TROUBLES:
                found[entry.url] = ""
        return found


async def _put(settings: Settings, row: Client) -> None:
    async with _registry(settings) as registry:
        await registry.put_client(row)


async def _end(settings: Settings, issuer: str, named: str, time: dt.timedelta) -> dt.datetime:
    entry = _entry(settings, issuer)
    until = now() + max(time, dt.timedelta(minutes=entry.longest_minutes) + _MARGIN)
    async with _registry(settings) as registry:
        await registry.revoke_token(f"{entry.url}#{named}", until)
    return until


@asynccontextmanager
async def _registry(settings: Settings) -> AsyncIterator[store.PgIdentity]:
    database = await store.Database.open(settings.database_url.get_secret_value())
    try:
        yield store.PgIdentity(database, settings.tenant)
    finally:
        await database.close()


def _entry(settings: Settings, issuer: str) -> IssuerSettings:
    for entry in settings.external_issuers:
        if entry.url == issuer:
            return entry
    raise BadInput("HUB_EXTERNAL_ISSUERS does not name this issuer. Write it as it stands there.")
