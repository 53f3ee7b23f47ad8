"""`hub policy`: makes the policies' schema, checks policies with their tables, explains what they let somebody read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from json import dumps
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.access import Policies
from hub.access.tables import Finding
from hub.access.tables import check as check_tables
from hub.access.vocabulary import SCHEMA_FILE, written
from hub.app import graphql_schema
from hub.cli.acting import actor_at
from hub.cli.rights_table import agreement_of, lines_of
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.calendar_file import FOLDER as CALENDARS
from hub.core.calendar_file import NATIONAL, load_calendar
from hub.core.errors import BadInput
from hub.engine.rights import Rights
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
    group.command("explain")(explain)
    application.add_typer(group, name="policy")


def _group() -> None:
    """The access policies."""


def check(folder: _Folder = _FOLDER) -> None:
    """Validate every policy, run the tables beside them, and print the bundle's hash. Exit code 1 when one fails."""
    graph = graphql_schema(Plugins().connectors)
    policies = Policies.load(folder, graph.categories, graph.personal)
    policies.check_attributes(graph.personal)
    findings = [*_of_words(folder, policies, graph), *check_tables(folder, policies)]
    for warning in _of_calendars(folder):
        typer.echo(f"Look at this: {warning}")
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


def explain(
    client: Annotated[str, typer.Option(help="Id of a registered client.")],
    operation: Annotated[Path, typer.Option(help="File with GraphQL operations.")],
    purpose: Annotated[str | None, typer.Option(help="As in the header Hub-Purpose.")] = None,
    user: Annotated[str | None, typer.Option(help="User name of somebody who logs in at the client.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print field by field what the client, or somebody at it, gets of each operation, by which rule, and whom to ask.

    By the registrations and agreements in the hub's database. Nothing is read of anybody, and nothing is changed.
    """
    text = _read(operation)
    settings = from_environment()
    actor = asyncio.run(actor_at(settings, client, user))
    graph = graphql_schema(settings.connectors)
    policies = Policies.load(settings.policies_dir, graph.categories, graph.personal)
    at = now()
    told = Rights(graph.graph, graph.requirements, policies).of(text, actor, purpose, at)
    if json:
        typer.echo(dumps({"agreement": agreement_of(actor, at), "operations": [one.as_json() for one in told]}))
    else:
        typer.echo("\n".join(lines_of(actor, told, at)))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{file} cannot be read. Give the path of a file with GraphQL operations.") from error


def _of_words(folder: Path, policies: Policies, graph: HubSchema) -> Iterator[Finding]:
    """What the policies' schema and the graph do not agree on."""
    if (folder / SCHEMA_FILE).read_text(encoding="utf-8") != _written(graph):
        yield Finding(SCHEMA_FILE, "it is not what the code and the graph say; run `hub policy schema --write`")
    for coordinate in sorted(policies.disclosed - graph.protected):
        yield Finding("*.cedar", f"a policy discloses {coordinate}, which nothing declares as protected by law")


def _of_calendars(folder: Path) -> Iterator[str]:
    """What has to be looked at in the calendars of all districts. Raises UnusableCalendar for one that is wrong."""
    tenants = {path.stem for path in (folder / CALENDARS).glob("*.toml")} - {Path(NATIONAL).stem}
    warnings = (warning for one in sorted(tenants) for warning in load_calendar(folder, one).warnings(now()))
    yield from dict.fromkeys(warnings)


def _written(graph: HubSchema) -> str:
    return written(graph.categories, graph.personal)
