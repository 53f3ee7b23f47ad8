"""`hub user`: the first administrators, and an account that has to be closed now.

Whoever runs it has the hub's machine and its database, and could do more. What it does stands in the same history as
what administrators do, under the name of the command.
"""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Annotated, Final

import typer

from hub.cli.operator import account_work, entry
from hub.cli.settings import from_environment
from hub.core import account_rules
from hub.core.actor import Role
from hub.core.administration import Account, ChangeKind
from hub.core.calendar import now
from hub.core.errors import BadInput, Conflict
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.identity.enrolment import ENROLMENT, hashed_word, new_word, tokens_until
from hub.web.settings import Settings

_WHY: Final = "On the hub's machine."
_HAND_OVER: Final = "Hand this one-time word over in person; it is not shown again. It is the password at first."
Name = Annotated[str, typer.Argument(help="User name.")]
DisplayName = Annotated[str, typer.Option(help="As it stands in histories.")]
Region = Annotated[str | None, typer.Option(help="Dotted code; the whole district where it is left out.")]
Why = Annotated[str, typer.Option(help="Why; it stands in the history.")]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="The first administrators, and accounts in an emergency.", no_args_is_help=True)
    for command in (administrator, close):
        commands.command(command.__name__)(command)
    application.add_typer(commands, name="user")


def administrator(username: Name, display_name: DisplayName, region: Region = None, reason: Why = _WHY) -> None:
    """Make an administrator and print her one-time word. A hub needs two: one proposes, the other approves."""
    word = asyncio.run(_administrator(from_environment(), username, display_name, region, reason))
    typer.echo(f"{word}\n{_HAND_OVER}")


def close(username: Name, reason: Why) -> None:
    """Close an account and end its sessions, without a second person: for an emergency, when none can be asked."""
    asyncio.run(_close(from_environment(), username, reason))


async def _administrator(settings: Settings, username: str, display_name: str, region: str | None, reason: str) -> str:
    user = Account(
        settings.tenant, new_id(), username.strip(), display_name.strip(), frozenset({Role.ADMINISTRATOR}),
        region or settings.region, frozenset({Purpose.CIVIL_REGISTRATION}), version=1,
    )  # fmt: skip
    account_rules.check_account(user, settings.region)
    word = new_word()
    hashed = await hashed_word(word)
    async with account_work(settings) as work:
        if await work.subject_of(user.username) is not None:
            raise Conflict("Somebody has this user name already. Choose another one.")
        at = now()
        await work.write_user(user, entry(user, ChangeKind.CREATED, reason, (None, user.state())), forget_password=True)
        await work.begin_enrolment(user.id, hashed, at + ENROLMENT, tokens_until(at))
        await work.note(entry(user, ChangeKind.WORD_ISSUED, reason))
    return word


async def _close(settings: Settings, username: str, reason: str) -> None:
    async with account_work(settings) as work:
        key = await work.subject_of(username.strip())
        user = await work.user(key) if key is not None else None
        if user is None or not user.active:
            raise BadInput(f"No open account is called {username}.")
        after, at = dataclasses.replace(user, active=False, version=user.version + 1), now()
        change = entry(after, ChangeKind.CLOSED, reason, (user.state(), after.state()))
        await work.write_user(after, change, forget_password=False)
        await work.end_grants(user.id, tokens_until(at))
