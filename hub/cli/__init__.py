"""The command line: one file per command, found by the names below."""

from __future__ import annotations

import sys

import typer

from hub.cli import assets, demo, emulators, migrate, policy, schema, serve, worker
from hub.core.errors import HubError

application = typer.Typer(
    help="Satu: one GraphQL endpoint for a district's public services.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _module in (demo, serve, worker, migrate, emulators, assets, schema, policy):
    _module.register(application)


def main() -> None:
    """Runs a command. An error we know is one sentence on standard error and exit code 1."""
    try:
        application()
    except HubError as error:
        sys.stderr.write(f"{error.message}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
