"""`hub keys`: the keys that sign the tokens of the built-in authorization server."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.identity.keys import KeyStanding, kept_in, standings
from hub.identity.keys import rotate as rotate_keys

Compromised = Annotated[
    bool,
    typer.Option(
        "--compromised", help="Somebody else may have a key: all tokens end now, and the new key signs at once."
    ),
]
_STATES: Final = {
    "signs": "signs",
    "waiting": "is published, and does not sign yet",
    "verifies": "is published, and signs no more",
    "ended": "has ended",
}


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="The keys that sign tokens.", no_args_is_help=True)
    for command in (list_, rotate):
        commands.command(command.__name__.strip("_"))(command)
    application.add_typer(commands, name="keys")


def list_() -> None:
    """List the keys and what they do now; times are UTC."""
    for each in standings(kept_in(from_environment().state_dir / "identity"), now()):
        typer.echo(_line(each))


def rotate(compromised: Compromised = False) -> None:
    """Put a new key beside the old one, which it follows after ten minutes; no process has to be started again."""
    new = rotate_keys(from_environment().state_dir / "identity", now(), at_once=compromised)
    assert new.signs_from is not None, "a new key has its time"
    typer.echo(f"{new.id}  signs from {new.signs_from:%Y-%m-%d %H:%M:%S} UTC on")


def _line(each: KeyStanding) -> str:
    until = f", until {each.until:%Y-%m-%d %H:%M:%S}" if each.until else ""
    return f"{each.key.id}  {_STATES[each.state]}{until}"
