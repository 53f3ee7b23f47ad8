"""`hub policy`: makes the policies' schema, checks policies with their tables, explains what they let somebody read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.access import Policies
from hub.access.tables import Finding
from hub.access.tables import check as check_tables
from hub.access.vocabulary import SCHEMA_FILE, written
from hub.app import graphql_schema
from hub.schema.root import HubSchema
from hub.web.settings import Plugins

_FOLDER: Final = Path("policies")
_Folder = Annotated[Path, typer.Argument(help="The folder of the policies.")]
_WRITE: Final = typer.Option("--write", help="Write it into FOLDER instead of printing it.")


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="The access policies.", no_args_is_help=True)
    group.callback()(_group)
    group.command("check")(check)
    group.command("schema")(schema)
    application.add_typer(group, name="policy")


def _group() -> None:
    """The access policies."""


def check(folder: _Folder = _FOLDER) -> None:
    """Validate every policy, run the tables beside them, and print the bundle's hash. Exit code 1 when one fails."""
    graph = graphql_schema(Plugins().connectors)
    policies = Policies.load(folder, graph.categories, graph.personal)
    policies.check_attributes(graph.personal)
    findings = [*_of_words(folder, policies, graph), *check_tables(folder, policies)]
    for finding in findings:
        typer.echo("\n".join(finding.lines()))
    if findings:
        typer.echo(f"{len(findings)} findings. Nothing was changed.")
        raise typer.Exit(1)
    typer.echo(f"The policies are valid and their tables hold; bundle {policies.bundle_hash}.")


def schema(
    folder: _Folder = _FOLDER,
    write: Annotated[bool, _WRITE] = False,
) -> None:
    """Print the policies' schema as the code and the graph have it, or write it beside the policies."""
    text = _written(graphql_schema(Plugins().connectors))
    if write:
        (folder / SCHEMA_FILE).write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


def _of_words(folder: Path, policies: Policies, graph: HubSchema) -> Iterator[Finding]:
    """What the policies' schema and the graph do not agree on."""
    if (folder / SCHEMA_FILE).read_text(encoding="utf-8") != _written(graph):
        yield Finding(SCHEMA_FILE, "it is not what the code and the graph say; run `hub policy schema --write`")
    for coordinate in sorted(policies.disclosed - graph.protected):
        yield Finding("*.cedar", f"a policy discloses {coordinate}, which nothing declares as protected by law")


def _written(graph: HubSchema) -> str:
    return written(graph.categories, graph.personal)
