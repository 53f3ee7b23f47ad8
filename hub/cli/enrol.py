"""`hub enrol` gives somebody a one-time word; `hub demo-code` stands for the phone of somebody of the demonstration."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.operator import account_work, entry
from hub.cli.settings import from_environment
from hub.core.administration import ChangeKind
from hub.core.calendar import WIB, now
from hub.core.errors import NotFound
from hub.identity.enrolment import ENROLMENT, hashed_word, new_word, tokens_until
from hub.identity.second_factor import STEP_SECONDS, code_at
from hub.sandbox import demo_file
from hub.web.settings import Settings

Username = Annotated[str, typer.Argument(help="The user name.")]


def register(application: typer.Typer) -> None:
    application.command("enrol")(enrol)
    application.command("demo-code")(demo_code)


def enrol(username: Username) -> None:
    """Print a one-time word for a user: it replaces password and second factor, and is told only here."""
    word, until = asyncio.run(_issue(from_environment(), username.strip().lower()))
    typer.echo(f"One-time word for {username}: {word}")
    typer.echo(f"It holds until {until.astimezone(WIB):%d-%m-%Y %H:%M} WIB. Every log-in of this user has ended.")


def demo_code(
    username: Username,
    state_dir: Annotated[Path, typer.Option(envvar="HUB_STATE_DIR", help="Where demo.json lies.")] = Path("var"),
) -> None:
    """Print the code that the app of somebody of the demonstration shows now."""
    users = {user["username"]: user for user in demo_file.users(demo_file.read(state_dir))}
    if username not in users:
        raise NotFound(f"The demonstration has no user {username}. It has: {', '.join(sorted(users))}.")
    secret = users[username]["totp_secret"]
    if not secret:
        raise NotFound(f"{username} logs in with a password alone.")
    at = time.time()
    typer.echo(code_at(secret, at))
    typer.echo(f"Holds for {STEP_SECONDS - int(at) % STEP_SECONDS} seconds, once.", err=True)


async def _issue(settings: Settings, username: str) -> tuple[str, dt.datetime]:
    word, at = new_word(), now()
    hashed = await hashed_word(word)
    async with account_work(settings) as work:
        key = await work.subject_of(username)
        user = await work.user(key) if key is not None else None
        if user is None:
            raise NotFound("There is no user of this name. Look for the name in the administration of users.")
        await work.begin_enrolment(user.id, hashed, at + ENROLMENT, tokens_until(at))
        await work.note(entry(user, ChangeKind.WORD_ISSUED, "hub enrol"))
    return word, at + ENROLMENT
