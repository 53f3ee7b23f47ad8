"""`hub schema register`, `documents`, `retire` and `bind`: what clients send by identifier."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from json import dumps
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.access import Policies
from hub.app import graphql_schema
from hub.cli.acting import actor_at
from hub.cli.operator import BY, account_work, client_entry
from hub.cli.settings import from_environment
from hub.core.actor import Actor
from hub.core.administration import ChangeKind
from hub.core.calendar import local_date, now
from hub.core.errors import BadInput, HubError
from hub.core.manifests import read_documents
from hub.core.trusted import CheckedDocument, CheckedOperation, RegisteredDocument
from hub.engine.explaining import examiner_of
from hub.exchange import discover
from hub.store import Database, PgTrusted
from hub.store.account_work import PgAccountWork
from hub.web.settings import Settings

_CLIENT: Final = typer.Option(help="Id of a registered client.")
_ALLOW: Final = typer.Option("--allow-denied", help="Register them although the client does not get every field.")
_JSON: Final = typer.Option("--json", help="Print JSON.")


def register(group: typer.Typer) -> None:
    group.command("register")(register_documents)
    group.command("documents")(documents)
    group.command("retire")(retire)
    group.command("bind")(bind)


def register_documents(
    files: Annotated[list[Path], typer.Argument(help="GraphQL files, or manifests that clients' tools write.")],
    client: Annotated[str, _CLIENT],
    user: Annotated[str | None, typer.Option(help="Check them for somebody who logs in at the client.")] = None,
    purpose: Annotated[str | None, typer.Option(help="As in the header Hub-Purpose.")] = None,
    allow_denied: Annotated[bool, _ALLOW] = False,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Register documents of a client: compiled, priced, and decided on for it. Running hubs know them in a second.

    Reads .graphql files, Apollo's manifest, and those of Relay's compiler and GraphQL Code Generator. Exit code 1, and
    nothing registered, where one cannot run or the client would not get a field of it.
    """
    texts = [(file.name, text) for file in files for text in read_documents(file.name, _content(file))]
    settings = from_environment()
    actor = asyncio.run(actor_at(settings, client, user))
    checked = _examined(settings, dict.fromkeys(texts), actor, purpose)
    is_whole = all(operation.is_whole for one in checked for operation in one.operations)
    is_done = is_whole or allow_denied
    new = asyncio.run(_register(settings, client, checked)) if is_done else 0
    if json:
        told = [{"id": one.id, "operations": [op.as_json() for op in one.operations]} for one in checked]
        typer.echo(dumps({"client": client, "registered": is_done, "new": new, "documents": told}))
    else:
        typer.echo("\n".join(_told(checked)))
        typer.echo(_ending(checked, new, is_done=is_done))
    if not is_done:
        raise typer.Exit(1)


def documents(client: Annotated[str | None, _CLIENT] = None, json: Annotated[bool, _JSON] = False) -> None:
    """List the documents of one client, or of all: when they were registered and by whom, and how they are used."""
    found, bound = asyncio.run(_listed(from_environment(), client))
    if json:
        typer.echo(dumps({"bound": sorted(bound), "documents": [_as_json(one) for one in found]}))
        return
    for one in found:
        state = f"retired {local_date(one.retired_at):%Y-%m-%d}" if one.retired_at else "registered"
        typer.echo(f"{one.client_id}  {one.id}  {', '.join(op.name for op in one.operations)}")
        typer.echo(f"  {state}, by {one.registered_by} on {local_date(one.registered_at):%Y-%m-%d}; {_use(one)}")
    for name in sorted(bound):
        if client in {None, name}:
            typer.echo(f"{name} may send registered documents only.")
    if not found:
        typer.echo("Nothing is registered.")


def retire(
    document: Annotated[str, typer.Argument(metavar="ID", help="Its identifier, `sha256:...`.")],
    client: Annotated[str, _CLIENT],
) -> None:
    """Retire a document of a client: within a second it is answered no more. It can be registered again."""

    async def work(desk: PgAccountWork) -> str:
        if not await desk.documents.retire(client, document, now()):
            raise BadInput(f"{client} has no such document, or it is retired. `hub schema documents` lists them.")
        return "A document was retired."

    asyncio.run(_changed(from_environment(), client, work))
    typer.echo(f"{document} is retired for {client}.")


def bind(
    client: Annotated[str, _CLIENT],
    off: Annotated[bool, typer.Option("--off", help="It may send any document again.")] = False,
) -> None:
    """From now on a client may send registered documents only, over every transport; or, with --off, any again."""
    said = "It may send any document again." if off else "It may send registered documents only."

    async def work(desk: PgAccountWork) -> str:
        return said if await desk.documents.bind(client, bound=not off) else ""

    asyncio.run(_changed(from_environment(), client, work))
    typer.echo(f"{client}: {said}")


def _examined(
    settings: Settings, texts: Iterable[tuple[str, str]], actor: Actor, purpose: str | None
) -> list[CheckedDocument]:
    """Raises BadInput, which names the file, for a document that cannot run."""
    graph = graphql_schema(settings.connectors)
    policies = Policies.load(settings.policies_dir, graph.categories, graph.personal)
    examiner, at, checked = examiner_of(graph, discover(settings.connectors), policies), now(), list[CheckedDocument]()
    for name, text in texts:
        try:
            checked.append(examiner.examine(text, actor, at, purpose))
        except HubError as error:
            raise BadInput(f"{name}: {error.message} Nothing was registered.") from error
    return checked


def _told(checked: Sequence[CheckedDocument]) -> Iterator[str]:
    for one in checked:
        yield one.id
        for operation in one.operations:
            yield (
                f"  {operation.kind} {operation.name}: lane {operation.lane}, cost {operation.cost} values at most, "
                f"depth {operation.depth}, {operation.verdict}"
            )
            yield from _refusals(operation)


def _refusals(operation: CheckedOperation) -> Iterator[str]:
    if operation.why:
        yield f"    {operation.why}"
    for one in operation.fields:
        rule = f" by {one.rule}" if one.rule else ""
        yield f"    {one.outcome:<10}{one.field}{rule}"
        if one.ask:
            yield f"              Ask: {one.ask}."


def _ending(checked: Sequence[CheckedDocument], new: int, *, is_done: bool) -> str:
    if is_done:
        return f"Registered documents: {len(checked)}, new ones: {new}."
    return (
        "Nothing was registered: the client does not get every field. Have its agreement or scopes changed, leave the "
        "fields out, or register with --allow-denied; for what people see who log in at it, check with --user."
    )


def _use(one: RegisteredDocument) -> str:
    if one.last_used_on is None:
        return "not used in 90 days"
    return f"used {one.uses} times in 30 days, last on {one.last_used_on}"


def _as_json(one: RegisteredDocument) -> dict[str, object]:
    return {
        "client": one.client_id,
        "id": one.id,
        "operations": [operation.as_json() for operation in one.operations],
        "registeredAt": one.registered_at.isoformat(),
        "registeredBy": one.registered_by,
        "retiredAt": one.retired_at.isoformat() if one.retired_at else None,
        "uses": one.uses,
        "lastUsedOn": one.last_used_on.isoformat() if one.last_used_on else None,
    }


async def _register(settings: Settings, client: str, checked: Sequence[CheckedDocument]) -> int:
    new = 0

    async def work(desk: PgAccountWork) -> str:
        nonlocal new
        new = await desk.documents.register(client, checked, BY, now())
        return f"Registered documents: {new}." if new else ""

    await _changed(settings, client, work)
    return new


async def _changed(settings: Settings, client_id: str, work: Callable[[PgAccountWork], Awaitable[str]]) -> None:
    """Runs `work` in a transaction and writes what it says into the client's history; nothing where it says nothing."""
    async with account_work(settings) as desk:
        client = await desk.client(client_id)
        if client is None:
            raise BadInput(f"No client {client_id} is registered. Look at its id again.")
        said = await work(desk)
        if said:
            await desk.note(client_entry(client, ChangeKind.DOCUMENTS_CHANGED, said))


async def _listed(settings: Settings, client: str | None) -> tuple[list[RegisteredDocument], frozenset[str]]:
    database = await Database.open(settings.database_url.get_secret_value(), max_size=1)
    try:
        rows = PgTrusted(database, settings.tenant)
        return await rows.listed(client, local_date(now())), (await rows.state()).bound
    finally:
        await database.close()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read. Give the path of a .graphql file or of a manifest.") from error
