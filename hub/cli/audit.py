"""`hub audit`: the log of receipts. `verify` needs neither the hub nor a network."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from aiohttp import web

from hub import store
from hub.audit.findings import Report
from hub.audit.head_file import HeadFile, notes_in
from hub.audit.leaves import Copy
from hub.audit.log_keys import FOLDER, LogKeys
from hub.audit.merkle import NotProven
from hub.audit.notes import Head, Note, Verifier, cosigned_at, verified
from hub.audit.proofs import Proof, check_same_tree
from hub.cli.reading import reading, receipt_of_command
from hub.cli.settings import from_environment
from hub.core.attributes import Category
from hub.core.calendar import now
from hub.core.errors import BadInput, NotFound
from hub.exchange.session import open_session
from hub.sandbox.witness import SampleWitness
from hub.store.receipt_check import PgReceiptCheck
from hub.store.receipt_heads import PgReceiptHeads, SignedHead, WitnessState
from hub.store.receipt_log import PgReceiptLog
from hub.web.settings import Settings

T = TypeVar("T")
_STUCK_MINUTES: Final = 10
_NO_WITNESS: Final = "No witness is known: whoever can change the database can change its heads too (HUB_WITNESSES)."
_NOT_YET: Final = "No witness remembers a head yet. One is signed each minute: check again then."
Keys = Annotated[list[str] | None, typer.Option("--key", help="Public key of the log, as `hub audit head` prints it.")]
WitnessKeys = Annotated[
    list[str] | None, typer.Option("--witness-key", help="Public key of a witness that must have signed.")
]
Heads = Annotated[
    list[Path] | None, typer.Option("--heads", help="File of a witness's heads, beside those of HUB_WITNESSES.")
]
Size = Annotated[int | None, typer.Option(help="Number of leaves of the head that it shall lead to.")]
AFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
OptionalFile = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False)]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="The log of access receipts.", no_args_is_help=True)
    for command in (head, proof, receipt, check, verify, walk, witness):
        commands.command(command.__name__)(command)
    application.add_typer(commands, name="audit")


def head() -> None:
    """Print the newest signed head, the log's public key, and what each witness has; exit code 1 when one is stuck."""
    settings = from_environment()
    keys = _keys(settings)
    newest, states = asyncio.run(_with(settings, lambda database: _standing(database, settings)))
    typer.echo(newest.note if newest else "No head has been signed yet: is a worker running?\n")
    typer.echo(f"key  {keys.verifiers[0]}")
    for each in states:
        typer.echo(_line(each))
    if newest is None or any(_is_stuck(each) for each in states):
        raise typer.Exit(1)


def proof(receipt_id: uuid.UUID, size: Size = None) -> None:
    """Print the proof that a receipt stands in the log (c2sp.org/tlog-proof)."""
    settings = from_environment()
    found = asyncio.run(
        _with(settings, lambda database: PgReceiptHeads(database, settings.tenant).proof(receipt_id, size))
    )
    if found is None:
        raise NotFound("This receipt stands in no such head. Ask again in a minute, or look at `hub audit head`.")
    typer.echo(str(found), nl=False)


def receipt(receipt_id: uuid.UUID) -> None:
    """Print a whole receipt as `verify` reads it. It names its subjects: hand it to an auditor alone."""
    settings = from_environment()
    typer.echo(asyncio.run(_whole(settings, receipt_id)))


def check(heads: Heads = None) -> None:
    """Compare receipts, places and heads with what the witnesses remember; exit code 1 when something is found."""
    settings = from_environment()
    report, is_witnessed = asyncio.run(_with(settings, lambda database: _checked(database, settings, heads or ())))
    for finding in report.findings:
        typer.echo(str(finding))
    if not is_witnessed:
        typer.echo(_NOT_YET if heads or settings.witnesses else _NO_WITNESS)
    typer.echo(f"{report.leaves} receipts, {report.heads} witnessed heads, {len(report.findings)} findings.")
    if report.findings:
        raise typer.Exit(1)


def verify(
    receipt: AFile, proof: AFile, head: OptionalFile = None, key: Keys = None, witness_key: WitnessKeys = None
) -> None:
    """Check a receipt with its proof, and that the proof leads to HEAD; needs the public key and nothing of the hub."""
    keys = _public(key)
    try:
        copy, proven = Copy.read(receipt.read_bytes()), Proof.read(proof.read_text())
        found = proven.check(copy.leaf, keys)
        if head is not None:
            check_same_tree(found, head.read_text(), keys)
    except NotProven as error:
        typer.echo(f"NOT PROVEN. {error}")
        raise typer.Exit(1) from error
    typer.echo(f"Proven: the receipt is leaf {proven.position} of the {found.size} leaves of {found.origin}.")
    _tell_witnesses(witness_key or (), (proven.head, *([head.read_text()] if head else [])))
    _tell_copy(copy)


def walk() -> None:
    """Have the worker look at all receipts again: after a key was put back, those that it marked get their places."""
    settings = from_environment()

    async def again(database: store.Database) -> None:
        await PgReceiptLog(database, settings.tenant, _keys(settings)).walk_through()

    asyncio.run(_with(settings, again))
    typer.echo("The worker goes through all receipts once more.")


def witness(
    folder: Path,
    key: Keys = None,
    port: int = 8480,
    host: str = "127.0.0.1",
    name: Annotated[str, typer.Option(help="Its name in its signatures.")] = "sample-witness",
) -> None:
    """Run a sample witness of the log with this public key. Run by the hub's own people it proves nothing to others."""
    made = SampleWitness.in_folder(folder, name, tuple(_public(key)), now)
    typer.echo(f"A sample witness on http://{host}:{port} with the key {made.signer.verifier}")
    web.run_app(made.application(), host=host, port=port, print=None)


def _public(given: Sequence[str] | None) -> list[Verifier]:
    if not given:
        raise BadInput("Name the log's public key with --key. The office publishes it; `hub audit head` prints it.")
    return [Verifier.read(each) for each in given]


def _keys(settings: Settings) -> LogKeys:
    return LogKeys.load(settings.state_dir / FOLDER, settings.origin)


async def _with(settings: Settings, work: Callable[[store.Database], Awaitable[T]]) -> T:
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=2, command_timeout=3600)
    try:
        return await work(database)
    finally:
        await database.close()


async def _standing(database: store.Database, settings: Settings) -> tuple[SignedHead | None, Sequence[WitnessState]]:
    heads = PgReceiptHeads(database, settings.tenant)
    return await heads.latest(), await heads.witnesses()


async def _whole(settings: Settings, receipt_id: uuid.UUID) -> str:
    """The copy, once the receipt is written that says who was handed it."""
    async with reading(settings) as database:
        text = await PgReceiptHeads(database, settings.tenant).whole(_keys(settings).leaves, receipt_id)
        if text is None:
            raise NotFound(f"There is no receipt {receipt_id}.")
        subjects = [uuid.UUID(each["id"]) for each in Copy.read(text).values("subjects")]
        read = receipt_of_command(settings, "hub audit receipt", ("Access.receipt",), (Category.ACCESS,), subjects)
        await store.PgReceipts(database).write(read)
        return text


async def _checked(database: store.Database, settings: Settings, files: Sequence[Path]) -> tuple[Report, bool]:
    keys = _keys(settings)
    heads = [verified(note, keys.verifiers) for file in files for note in HeadFile(file, keys.verifiers).notes()]
    for each in settings.witnesses:
        notes = HeadFile(each.file, keys.verifiers).notes() if each.file else await _remembered(str(each.url))
        heads += [verified(note, keys.verifiers) for note in notes]
    report = await PgReceiptCheck(database, settings.tenant, keys).run(heads, now())
    return report, bool(heads)


async def _remembered(url: str) -> Iterator[str]:
    """What a witness gives of its memory; the protocol leaves open how, and this is the sample witness's way."""
    async with open_session() as session, session.get(f"{url.rstrip('/')}/heads") as response:
        text = await response.text()
        if response.status != 200:
            raise BadInput(f"The witness at {url} gives no heads. Ask it for a file of them, and name it with --heads.")
        return notes_in(text.splitlines(keepends=True))


def _is_stuck(state: WitnessState) -> bool:
    return state.failing_since is not None and (now() - state.failing_since).total_seconds() > 60 * _STUCK_MINUTES


def _line(state: WitnessState) -> str:
    told = f"{state.told_at:%Y-%m-%d %H:%M:%S} UTC" if state.told_at else "never"
    problem = (
        f"  fails since {state.failing_since:%Y-%m-%d %H:%M:%S} UTC: {state.problem}" if state.failing_since else ""
    )
    return f"witness  {state.name}  {state.size} leaves  told {told}{problem}"


def _tell_witnesses(keys: Sequence[str], notes: Sequence[str]) -> None:
    for text in keys:
        key = Verifier.read(text)
        at = next(filter(None, (cosigned_at(note, key) for note in notes)), None)
        if at is None:
            typer.echo(f"NOT PROVEN. {key.name} has not signed this head.")
            raise typer.Exit(1)
        typer.echo(f"{key.name} has seen this head, at {at:%Y-%m-%d %H:%M:%S} UTC.")
    if not keys:
        signed = [line.split(" ")[1] for line in Note.read(notes[0]).lines]
        origin = Head.read(Note.read(notes[0]).text).origin
        others = sorted(set(signed) - {origin})
        typer.echo(f"Further signatures, not checked without --witness-key: {', '.join(others) or 'none'}.")


def _tell_copy(copy: Copy) -> None:
    names = ("at", "purpose", "agreement", "clientId", "roles", "operation", "sources", "id")
    told: dict[str, Any] = {name: copy.document.get(name) for name in names}
    for name, value in told.items():
        typer.echo(f"{name}  {value}")
    for name in sorted({named for _, named, _ in copy.opened}):
        for value in copy.values(name):
            typer.echo(f"{name}  {value}")
