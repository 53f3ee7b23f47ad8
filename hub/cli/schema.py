"""`hub schema`: the published contract."""

from __future__ import annotations

from pathlib import Path

import typer

from hub.app import graphql_schema


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="The published contract.", no_args_is_help=True)
    group.command("print")(print_schema)
    application.add_typer(group, name="schema")


def print_schema(file: Path | None = None) -> None:
    """Print the schema as SDL, or write it to FILE."""
    text = graphql_schema().as_str() + "\n"
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
