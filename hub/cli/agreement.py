"""`hub agreement`: reads sharing agreements in their written form, and lays one before those who approve it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.app import graphql_schema
from hub.cli.operator import account_work, proposal
from hub.cli.settings import from_environment
from hub.core.administration import ChangeKind, SubjectKind
from hub.core.agreement import Agreement
from hub.core.agreement_file import read_agreement
from hub.core.agreement_rules import check_agreement
from hub.core.attributes import Category
from hub.core.calendar import now
from hub.core.errors import BadInput, Conflict
from hub.core.regions import parse_region_code, tenant_of
from hub.web.settings import Plugins, Settings

_REGION: Final = typer.Option(envvar="HUB_REGION", help="Dotted code of the regency or city that the hub serves.")
_CAPITAL: Final = re.compile(r"[A-Z]")


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="Sharing agreements in their written form.", no_args_is_help=True)
    group.callback()(_group)
    group.command("check")(check)
    group.command("propose")(propose)
    application.add_typer(group, name="agreement")


def _group() -> None:
    """Sharing agreements in their written form."""


def check(
    files: Annotated[list[Path], typer.Argument(help="TOML files, as those in policies/agreements.")],
    region: Annotated[str, _REGION] = "19.01",
) -> None:
    """Read agreements and say what is wrong with each. Exit code 1 when one cannot be used; needs no database."""
    fields, wrong = _fields(), 0
    for file in files:
        try:
            agreement = _read(file, parse_region_code(region), fields)
        except BadInput as error:
            wrong += 1
            typer.echo(f"{file}: {_key(error)}{error.message}")
        else:
            typer.echo(f"{file}: {agreement.id}, {agreement.number}, in order.")
    if wrong:
        raise typer.Exit(1)


def propose(
    file: Annotated[Path, typer.Argument(help="The agreement.")],
    reason: Annotated[str, typer.Option(help="Why; stands in the history.")],
) -> None:
    """Propose an agreement, or other terms of one, to the administrators and the head of the office."""
    settings = from_environment()
    try:
        agreement = _read(file, settings.region, _fields())
    except BadInput as error:
        raise BadInput(f"{file}: {_key(error)}{error.message}") from error
    asyncio.run(_propose(settings, agreement, _said(reason)))
    typer.echo(f"{agreement.id} is proposed. Somebody else decides on it in the console, within seven days.")


def _fields() -> Mapping[str, Category]:
    """The graph's fields that show personal data, with their category."""
    return {field.coordinate: field.category for field in graphql_schema(Plugins().connectors).shared}


def _read(file: Path, district: str, fields: Mapping[str, Category]) -> Agreement:
    """Raises BadInput, whose `path` is the key that is wrong."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise BadInput("This file cannot be read as text. Check its name and its rights.") from error
    agreement = read_agreement(text, tenant_of(district))
    check_agreement(agreement, district, fields)
    return agreement


def _key(error: BadInput) -> str:
    """The key of the file; rules name it as the graph does."""
    key = _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", error.path).replace("agreement_id", "id")
    return f"{key}: " if key else ""


def _said(reason: str) -> str:
    if not reason.strip():
        raise BadInput("Say why, in --reason.")
    return reason.strip()


async def _propose(settings: Settings, agreement: Agreement, reason: str) -> None:
    async with account_work(settings) as work:
        before = await work.agreement(agreement.id)
        if before is not None and before.state() == agreement.state():
            raise BadInput(f"{agreement.id} holds in these terms already; nothing would change.")
        if await work.open_proposal(SubjectKind.AGREEMENT, agreement.id, now()) is not None:
            raise Conflict(f"Another proposal for {agreement.id} waits. Have it decided, or withdraw it, first.")
        kind = ChangeKind.CREATED if before is None else ChangeKind.CHANGED
        old = (before.version, before.state()) if before else (0, None)
        await work.propose(proposal(SubjectKind.AGREEMENT, agreement.id, kind, old, agreement.state(), reason))
