"""`hub policy`: validates the policies."""

from __future__ import annotations

from pathlib import Path

import typer

from hub.access import Policies
from hub.app import graphql_schema
from hub.web.settings import Plugins


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="The access policies.", no_args_is_help=True)
    group.callback()(_group)
    group.command("check")(check)
    application.add_typer(group, name="policy")


def _group() -> None:
    """The access policies."""


def check(folder: Path = Path("policies")) -> None:
    """Validate every policy against its schema and the graph, and print the bundle's hash."""
    schema = graphql_schema(Plugins().connectors)
    policies = Policies.load(folder, schema.categories)
    policies.check_attributes(schema.personal)
    typer.echo(f"The policies are valid; bundle {policies.bundle_hash}.")
