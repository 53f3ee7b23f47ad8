"""`hub record import FILE.csv`: reads an extract of the population register into the record."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.cli.import_progress import shown
from hub.cli.reports import write_report
from hub.cli.settings import from_environment
from hub.core import actor
from hub.core.calendar import WIB, now
from hub.core.errors import BadInput
from hub.core.extract.form import DateForm
from hub.core.extract.reasons import WARNINGS
from hub.sandbox import extract, regions
from hub.sandbox.district import HOME, generate
from hub.sandbox.errors import SandboxError
from hub.store import Database
from hub.store.bulk import HOUR
from hub.store.imports import PgImports
from hub.web.settings import Settings
from hub.worker.importing import Imported, Importing, Watch

_NAMES: Final[Mapping[str, str]] = {
    "rows": "rows",
    "new": "persons new in the record",
    "changed": "persons who were changed",
    "same": "persons of whom the same was held",
    "refused": "rows refused",
    "cards_new": "family cards made",
    "cards_changed": "family cards changed",
    **{warned.value: what for warned, what in WARNINGS.items()},
}
_INTERRUPTED: Final = "Interrupted. Nothing of it is in the record, and what was read is kept: call again to go on."
_HEADER: Final = ("line", "reason", "column", "what_to_do")
File = Annotated[Path, typer.Argument(help="The extract; its form is described in docs/guides/register-extract.md.")]
AsOf = Annotated[
    str | None,
    typer.Option(help="The moment of which the extract speaks: 2026-11-24 (its beginning) or 2026-11-24T17:00+07:00."),
]
Others = Annotated[bool, typer.Option("--other-regions", help="Take persons who live outside this district, too.")]
Report = Annotated[Path | None, typer.Option(help="Where refused rows are listed; FILE.report.csv unless given.")]


def import_extract(file: File, as_of: AsOf = None, other_regions: Others = False, report: Report = None) -> None:
    """Import an extract of the population register; safe to run again, also after a kill."""
    settings = from_environment()
    moment = _moment(as_of) if as_of else None
    root = "" if other_regions else settings.region
    try:
        with shown() as watch:
            done, place = asyncio.run(_import(settings, file, root, moment, report, watch))
    except KeyboardInterrupt:
        typer.echo(_INTERRUPTED, err=True)
        raise typer.Exit(130) from None
    _tell(done, place)


def sample(
    file: Annotated[Path, typer.Argument(help="Where the sample is written.")],
    people: Annotated[int, typer.Option(min=100, help="How many invented people.")] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people.")] = 1901,
    iso_dates: Annotated[bool, typer.Option(help="Dates as 1990-05-13 instead of 13-05-1990.")] = False,
    semicolons: Annotated[bool, typer.Option(help="Semicolons between the fields.")] = False,
) -> None:
    """Write a sample extract: invented people, each address marked DATA CONTOH."""
    table = asyncio.run(regions.load(from_environment().state_dir))
    citizens = (person.citizen for person in generate(table, people, seed).persons())
    dates = DateForm.ISO if iso_dates else DateForm.DAY_FIRST
    try:
        count = extract.write(file, citizens, dates=dates, delimiter=";" if semicolons else ",")
    except OSError as error:
        raise SandboxError(f"The sample {file} cannot be written: {error.strerror}.") from None
    typer.echo(f"{file} holds {count} invented people of {HOME}, each marked DATA CONTOH.")


async def _import(
    settings: Settings, file: Path, root: str, as_of: dt.datetime | None, report: Path | None, watch: Watch
) -> tuple[Imported, Path]:
    place = report or file.with_name(f"{file.name}.report.csv")
    database = await Database.open(settings.database_url.get_secret_value(), max_size=3, command_timeout=HOUR)
    try:
        imports = PgImports(database, settings.tenant)
        importing = Importing(imports, actor.system(settings.tenant, settings.region), now)
        done = await importing.read(file, root, as_of, watch)
        rows = ((line.line, line.reason.name, line.column or "", line.reason.value) for line in done.refusals)
        await asyncio.to_thread(write_report, place, _HEADER, rows)
        await imports.reported(done.of)
    finally:
        await database.close()
    return done, place


def _moment(said: str) -> dt.datetime:
    """A day stands for its first moment, so that nothing of that day is overwritten. Without an offset it is WIB."""
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        raise BadInput("Give --as-of as a day (2026-11-24) or a moment (2026-11-24T17:00+07:00).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)


def _tell(done: Imported, report: Path) -> None:
    again = ", begun by an earlier call," if done.of.resumed else ""
    typer.echo(f"The extract as of {done.of.as_of.astimezone(WIB):%Y-%m-%d %H:%M} WIB{again} has been imported.")
    for name, title in _NAMES.items():
        if done.counts.get(name):
            typer.echo(f"{done.counts[name]:>10}  {title}")
    if done.form.unread:
        typer.echo(f"Columns that are not read: {', '.join(done.form.unread)}.")
    if done.refusals:
        typer.echo(f"The refused rows and what to do about them stand in {report}.")
