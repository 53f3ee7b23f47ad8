"""`hub record AGENCY FILE`: reads a file that an agency signed into the record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress

from hub.cli.reports import write_report
from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.errors import BadInput
from hub.core.intake import FacetFile
from hub.exchange import ConnectorPlugin, ConnectorSettings, discover
from hub.exchange.session import open_session
from hub.store import Database, PgDiscrepancies, load_marks
from hub.store.facet_files import PgFacetFiles
from hub.store.intake import PgIntake
from hub.web.settings import Settings
from hub.worker.agency_actor import acting_for
from hub.worker.comparing import comparing
from hub.worker.files import FileReading, FileReport, Watch

_MOST_SIGNATURE: Final = 64 * 1024
_NAMES: Final[Mapping[str, str]] = {
    "rows": "rows",
    "changed": "persons whose data changed",
    "same": "persons of whom the same was held",
    "newer_held": "persons of whom something newer is held",
    "without_record": "rows about persons whom the record does not hold",
    "refused": "rows refused",
    "withdrawn": "persons whom only the replaced file had named",
}
Agency = Annotated[str, typer.Argument(help="Name of the agency's connector, such as welfare.")]
File = Annotated[Path, typer.Argument(help="The file that the agency made.")]
Signature = Annotated[Path | None, typer.Option(help="Its signed statement; FILE.jws unless given.")]
Report = Annotated[Path | None, typer.Option(help="Where refused lines are listed; FILE.report.csv unless given.")]


def read_file(agency: Agency, file: File, signature: Signature = None, report: Report = None) -> None:
    """Read a file that an agency signed into the record; safe to run again, also after a kill."""
    signed = _signature(signature or file.with_name(f"{file.name}.jws"))
    settings = from_environment()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("rows", total=None)

        def watch(line: int, total: int) -> None:
            progress.update(task, completed=line, total=total)

        done = asyncio.run(_read(settings, agency, file, signed, watch))
    place = report or file.with_name(f"{file.name}.report.csv")
    write_report(place, ("line", "reason"), done.refusals)
    _tell(done, place)


async def _read(settings: Settings, agency: str, file: Path, signed: bytes, watch: Watch) -> FileReport:
    plugin = _plugin(settings, agency)
    async with open_session() as session:
        assert plugin.connect is not None
        given = ConnectorSettings.from_environment(plugin.manifest)
        kind = _file_of(plugin.connect(given, session, now).files, agency)
    actor = acting_for(settings, plugin.manifest, kind.facet)
    database = await Database.open(settings.database_url.get_secret_value(), max_size=2)
    try:
        name = kind.facet.name
        ledger = PgFacetFiles(database, settings.tenant, name)
        found = PgDiscrepancies(database, settings.tenant, load_marks(settings.state_dir / "claims"), now)
        compare = comparing(found, plugin.manifest)
        reading = FileReading(kind, ledger, PgIntake(database, settings.tenant, name), actor, now, compare)
        return await reading.read(file, signed, watch)
    finally:
        await database.close()


def _plugin(settings: Settings, agency: str) -> ConnectorPlugin:
    live = {plugin.name: plugin for plugin in discover(settings.connectors) if plugin.connect is not None}
    if agency not in live:
        raise BadInput(f"No agency `{agency}` is connected. Connected are: {', '.join(sorted(live))}.")
    return live[agency]


def _file_of(files: tuple[FacetFile, ...], agency: str) -> FacetFile:
    if not files:
        raise BadInput(f"The agency `{agency}` gives no files; its README says how its data come.")
    return files[0]


def _signature(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(_MOST_SIGNATURE)
    except OSError as error:
        raise BadInput(
            f"The signature {path} cannot be read: {error.strerror}. It comes with the file; name it with --signature."
        ) from None


def _tell(done: FileReport, report: Path) -> None:
    said = done.statement
    what = "has been read" if done.is_new else "had been read before; nothing was done"
    typer.echo(f"The file of {said.period} (sha256 {said.sha256[:12]}..., key {said.signer}) {what}.")
    for name, title in _NAMES.items():
        if name in done.counts:
            typer.echo(f"{done.counts[name]:>10}  {title}")
    if done.refusals:
        typer.echo(f"The refused lines and the reasons stand in {report}.")
