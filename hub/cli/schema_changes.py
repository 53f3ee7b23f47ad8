"""`hub schema diff` and `deprecated`: what changes for who reads by the published contract, and what will end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from json import dumps
from os import environ
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hub.app import graphql_schema
from hub.cli.settings import from_environment
from hub.core.calendar import local_date, now
from hub.core.errors import BadInput
from hub.core.trusted import DeprecatedUse, RegisteredDocument, id_of
from hub.engine import Registered
from hub.engine.breaking import Asking, Consequence, asking_for, consequences
from hub.engine.deprecations import Deprecation, deprecations_of, faults_of
from hub.engine.explaining import explainer_of
from hub.engine.schema_changes import SchemaChange, Severity, changes_between, read_schema
from hub.exchange import discover
from hub.store import Database, PgTrusted
from hub.web.settings import Plugins, Settings

RELEASED: Final = Path("schema.released.graphql")
_NOT_LOOKED_AT: Final = "Operations in the register were not looked at: HUB_DATABASE_URL is not set."
_UNANNOUNCED: Final = (
    "This breaks clients and was not announced: {names}. Keep what is there, mark it @deprecated with its last day and "
    "what to use instead, release that, and take it away after that day."
)
_FOLDER: Final = "the folder of trusted documents"
_JSON: Final = typer.Option("--json", help="Print JSON.")
_OLD: Final = typer.Argument(help="The published contract as it was; the last released one unless given.")
_NEW: Final = typer.Argument(help="The contract as it is to be; that of this code unless given.")


def register(group: typer.Typer) -> None:
    group.command("diff")(diff)
    group.command("deprecated")(deprecated)


def diff(
    old: Annotated[Path, _OLD] = RELEASED,
    new: Annotated[Path | None, _NEW] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Print what changes from OLD to NEW, and which registered operations of which clients break by it.

    Exit code 1 for a break that OLD did not announce (`@deprecated(reason: "... until 2026-12-31")`, and that day has
    passed). Registered operations are those in the database of HUB_DATABASE_URL, where it is set, and those in
    HUB_DOCUMENTS_DIR.
    """
    graph = None if new else graphql_schema(Plugins().connectors)
    before = read_schema(_read(old), str(old))
    # As others read it: what is built and what is published are the same, which a test holds.
    after = read_schema(_read(new) if new else graph.as_str() if graph else "", str(new or "The schema of this code"))
    changes = changes_between(before, after, local_date(now()))
    explainer = explainer_of(graph, discover(Plugins().connectors)) if graph else None
    documents, uses = _registered()
    broken = list(consequences(documents, before, after, changes, explainer))
    fails = [one.coordinate for one in changes if one.is_unannounced]
    if json:
        asked = {one.coordinate: _uses(one.coordinate, uses) for one in _breaking(changes)}
        told = {"changes": [_change(one) for one in changes], "documents": list(map(_broken, broken)), "asked": asked}
        typer.echo(dumps(told))
    else:
        typer.echo("\n".join(list(_changes(changes)) or ["Nothing changes."]))
        lines = [*map(_consequence, broken), *_asked(changes, uses), *_unseen()]
        for line in [*lines, *([_UNANNOUNCED.format(names=", ".join(fails))] if fails else [])]:
            typer.echo(line)
    if fails:
        raise typer.Exit(1)


def deprecated(
    file: Annotated[Path | None, typer.Argument(help="Another contract than that of this code.")] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """List what will end: by when, what takes its place, and which clients still ask for it.

    Callers are registered operations, and what clients asked for in the last thirty days. Exit code 1 where something
    names no end or nothing to use instead.
    """
    graph = read_schema(_read(file), str(file)) if file else graphql_schema(Plugins().connectors).graph
    ending, faults = deprecations_of(graph), faults_of(graph)
    documents, uses = _registered()
    asking = asking_for(ending, documents, graph)
    if json:
        typer.echo(dumps([_ending(one, asking[one.coordinate], uses) for one in ending.values()]))
    else:
        lines = [line for one in ending.values() for line in _told(one, asking[one.coordinate], uses)]
        typer.echo("\n".join(lines or ["Nothing is deprecated."]))
        for line in [*faults, *_unseen()]:
            typer.echo(line)
    if faults:
        raise typer.Exit(1)


def _registered() -> tuple[list[RegisteredDocument], list[DeprecatedUse]]:
    """Documents of the database and of the hub's folder, and uses; where one of the two is not set, of the other."""
    documents, uses = asyncio.run(_from_database(from_environment())) if _has_database() else ([], [])
    return [*documents, *_of_folder(environ.get("HUB_DOCUMENTS_DIR"))], uses


def _has_database() -> bool:
    return bool(environ.get("HUB_DATABASE_URL"))


def _unseen() -> list[str]:
    return [] if _has_database() else [_NOT_LOOKED_AT]


def _of_folder(folder: str | None) -> Iterator[RegisteredDocument]:
    """Whether they still hold is what is asked here, so they are not compiled."""
    at = now()
    for text, owner in Registered.load(Path(folder) if folder else None, lambda _text: None).owned():
        yield RegisteredDocument(owner, id_of(text), text, (), at, _FOLDER)


async def _from_database(settings: Settings) -> tuple[list[RegisteredDocument], list[DeprecatedUse]]:
    today = local_date(now())
    database = await Database.open(settings.database_url.get_secret_value(), max_size=1)
    try:
        rows = PgTrusted(database, settings.tenant)
        return await rows.listed(None, today), await rows.deprecated(today)
    finally:
        await database.close()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{file} cannot be read. Give a file that `hub schema print` wrote.") from error


def _changes(changes: Sequence[SchemaChange]) -> Iterator[str]:
    for one in changes:
        word = one.severity.value + (", announced" if one.announced else "")
        yield f"{word:<20}{one.told} ({one.kind})"


def _consequence(one: Consequence) -> str:
    document = one.document
    names = ", ".join(operation.name for operation in document.operations) or "a document"
    whose = f"{names} of {document.client_id} ({document.id}; {_used(document)})"
    if one.breaks:
        return f"breaks              {whose}: {one.breaks}"
    if one.may_break:
        return f"may break           {whose}, by its variables. {one.may_break}"
    return f"costs               {whose}: {one.cost_after} values at most instead of {one.cost_before}"


def _used(document: RegisteredDocument) -> str:
    """Uses are known of what the register holds."""
    if document.registered_by == _FOLDER:
        return f"of {_FOLDER}"
    return f"last used {document.last_used_on}" if document.last_used_on else "not used in 90 days"


def _breaking(changes: Sequence[SchemaChange]) -> Iterator[SchemaChange]:
    return (one for one in changes if one.severity is Severity.BREAKING)


def _asked(changes: Sequence[SchemaChange], uses: Iterable[DeprecatedUse]) -> Iterator[str]:
    """Clients that asked for what goes away, registered or not, in their texts or in variables."""
    gone = {one.coordinate for one in _breaking(changes)}
    for use in uses:
        if use.coordinate in gone:
            yield f"{'asked':<20}{use.coordinate} by {_times(use)}"


def _times(use: DeprecatedUse) -> str:
    client = use.client_id or "without a token"
    return f"{client}: {use.uses} times in 30 days, last on {use.last_used_on}"


def _change(one: SchemaChange) -> dict[str, Any]:
    return {
        "severity": one.severity.value,
        "kind": one.kind,
        "coordinate": one.coordinate,
        "told": one.told,
        "announced": one.announced,
    }


def _broken(one: Consequence) -> dict[str, Any]:
    document = one.document
    return {
        "client": document.client_id,
        "id": document.id,
        "operations": [operation.name for operation in document.operations],
        "lastUsedOn": document.last_used_on.isoformat() if document.last_used_on else None,
        "breaks": one.breaks,
        "mayBreak": one.may_break,
        "costBefore": one.cost_before,
        "costAfter": one.cost_after,
    }


def _told(one: Deprecation, asking: Sequence[Asking], uses: Iterable[DeprecatedUse]) -> Iterator[str]:
    yield f"{one.coordinate}  until {one.until or 'no day'}  {one.reason}"
    for each in asking:
        document = each.document
        where = ", perhaps in its variables" if each.in_variables else ""
        times = f"{document.uses} times in 30 days"
        yield f"  registered  {document.client_id}: {each.operation} ({document.id}), {times}{where}"
    for use in uses:
        if use.coordinate == one.coordinate:
            yield f"  asked       {_times(use)}"


def _ending(one: Deprecation, asking: Sequence[Asking], uses: Iterable[DeprecatedUse]) -> dict[str, Any]:
    return {
        "coordinate": one.coordinate,
        "reason": one.reason,
        "until": one.until.isoformat() if one.until else None,
        "instead": one.instead,
        "registered": [
            {
                "client": each.document.client_id,
                "id": each.document.id,
                "operation": each.operation,
                "inVariables": each.in_variables,
            }
            for each in asking
        ],
        "asked": _uses(one.coordinate, uses),
    }


def _uses(coordinate: str, uses: Iterable[DeprecatedUse]) -> list[dict[str, Any]]:
    return [
        {"client": use.client_id, "uses": use.uses, "lastUsedOn": use.last_used_on.isoformat()}
        for use in uses
        if use.coordinate == coordinate
    ]
