"""Finds the command by its name: one file per command, and only that file is loaded."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Final

import typer

from hub.core.errors import HubError

FILES: Final = {
    "demo": "demo",
    "demo-hub": "demo",
    "demo-worker": "demo",
    "demo-audit": "demo",
    "demo-operator": "demo",
    "demo-seed": "demo_seed",
    "demo-code": "enrol",
    "enrol": "enrol",
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "emulators": "emulators",
    "assets": "assets",
    "schema": "schema",
    "keys": "keys",
    "certificate": "certificate",
    "policy": "policy",
    "agreement": "agreement",
    "audit": "audit",
    "record": "record",
    "user": "user",
    "webhook": "webhook",
    "spdci": "spdci",
    "govstack": "govstack",
    "outbox": "outbox",
    "issuer": "issuer",
    "oversight": "oversight",
    "notices": "notices",
    "check": "check",
    "connector": "connector",
    "new": "new",
}
"""Command -> file. Loading everything for each command would cost a second of the start."""


def application(named: str | None) -> typer.Typer:
    """The command line with the command `named`, or with all of them for the help."""
    made = typer.Typer(
        help="Satu: one GraphQL endpoint for a district's public services.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    made.callback()(_nothing)
    files = [FILES[named]] if named in FILES else sorted(set(FILES.values()))
    for file in files:
        importlib.import_module(f"hub.cli.{file}").register(made)
    return made


def _nothing() -> None:
    """Satu: one GraphQL endpoint for a district's public services."""


def _loaded() -> typer.Typer:
    """The command line with the command that was typed. The collector of garbage rests meanwhile, and does not look at
    what was loaded afterwards: hardly anything of it is garbage, and looking takes a tenth of a start."""
    gc.disable()
    try:
        return application(sys.argv[1] if len(sys.argv) > 1 else None)
    finally:
        gc.freeze()
        gc.enable()


def main() -> None:
    """Runs a command. An error we know is one sentence on standard error and exit code 1."""
    try:
        _loaded()()
    except HubError as error:
        sys.stderr.write(f"{error.message}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
