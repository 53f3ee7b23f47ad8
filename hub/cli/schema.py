"""`hub schema`: the published contract."""

from __future__ import annotations

from pathlib import Path

import typer

from hub.app import graphql_schema
from hub.cli import schema_changes, schema_documents
from hub.core.errors import BadInput
from hub.engine.explain import Explainer
from hub.engine.explaining import explainer_of
from hub.exchange import discover
from hub.web.settings import Plugins


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="The published contract.", no_args_is_help=True)
    group.command("print")(print_schema)
    group.command("explain")(explain)
    schema_changes.register(group)
    schema_documents.register(group)
    application.add_typer(group, name="schema")


def print_schema(file: Path | None = None) -> None:
    """Print the schema as SDL, or write it to FILE; that of the connectors in HUB_CONNECTORS."""
    text = graphql_schema(Plugins().connectors).as_str() + "\n"
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")


def explain(file: Path) -> None:
    """Print what each operation of FILE will do: lane, statement, calls to agencies, cost, scopes, categories."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{file} cannot be read. Give the path of a file with GraphQL operations.") from error
    for explanation in _explainer().explain(text):
        typer.echo("\n".join(explanation.lines))


def _explainer() -> Explainer:
    """Of the connectors that a hub with these settings runs with."""
    connectors = Plugins().connectors
    try:
        plugins = discover(connectors)
    except ImportError as error:
        raise BadInput(
            f"The connectors cannot be imported: {error}. HUB_CONNECTORS is the Python package whose folders they are."
        ) from error
    return explainer_of(graphql_schema(connectors), plugins)
