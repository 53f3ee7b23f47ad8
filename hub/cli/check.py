"""`hub check`: whether every service's folder holds together, and agrees with the graph and the roles; whether every
connector's folder can be used; and whether the offices' calendars can be counted with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from hub import services
from hub.cli.connector import PACKAGES
from hub.core.calendar_file import FOLDER as CALENDARS
from hub.core.calendar_file import NATIONAL, UnusableCalendar, load_calendar
from hub.core.errors import BadInput
from hub.core.manifest import FILE, Manifest, Problem
from hub.core.service_file import UnusableDefinition
from hub.core.toml_lines import line_of
from hub.exchange import ManifestError, discover
from hub.exchange.discovery import folders, read_plugin
from hub.notices.texts import FOLDER, file_problems
from hub.schema.root import build
from hub.schema.service_check import problems_of


def register(application: typer.Typer) -> None:
    application.command("check")(check)


def check(
    package: Annotated[str, typer.Option(help="The Python package whose folders are services.")] = services.__name__,
    policies: Annotated[Path, typer.Option(help="The folder of the policies, with the calendars.")] = Path("policies"),
    texts: Annotated[Path, typer.Option(help="The folder of the texts that applicants are sent.")] = FOLDER,
    connectors: Annotated[str, PACKAGES] = "hub.connectors",
) -> None:
    """Read every service's and connector's folder and the calendars; name file, place and what to do for each problem.

    Exit code 1 when there is one.
    """
    lines = list(problem_lines(package)) or list(notice_lines(texts))
    lines += connector_lines(connectors)
    lines += calendar_lines(policies)
    for line in lines:
        typer.echo(line)
    if lines:
        typer.echo(f"{len(lines)} problems in the folders and calendars. Nothing was changed.")
        raise typer.Exit(1)
    typer.echo("The folders of services and connectors hold together, and the calendars do.")


def problem_lines(package: str) -> Iterator[str]:
    """Each problem as a line. What a folder says of itself comes first; only folders that start are asked further."""
    manifests: dict[str, Manifest] = {}
    for folder in services.packages(package):
        try:
            services.read_texts(folder)
            manifests[folder] = services.read_manifest(folder)
        except UnusableDefinition as error:
            yield from (one.line(_path(folder)) for one in error.problems)
        except OSError:
            yield Problem(FILE, "file", "it or one of strings/{id,en}.toml cannot be read.").line(_path(folder))
        except ValueError as error:
            yield Problem("strings", "texts", f"{error}. Correct them.").line(_path(folder))
    if len(manifests) == len(services.packages(package)):
        yield from _beside_the_graph(package, manifests)


def notice_lines(folder: Path = FOLDER) -> Iterator[str]:
    """Each problem of the texts of notices as a line; asked once the services' folders can be read."""
    known = [service.name for service in services.discover()]
    for file, problem in file_problems(known, folder):
        yield f"hub/notices/templates/{file}: {problem}"


def connector_lines(package: str) -> Iterator[str]:
    """Each connector's folder that cannot be used as a line; what two of them contradict each other in comes last."""
    problems = [problem for folder in folders(package) if (problem := _of_connector(folder))]
    yield from problems
    if not problems:
        try:
            discover(package)
        except ManifestError as error:
            yield str(error)


def _of_connector(folder: str) -> str:
    """What is wrong with a folder, on one line; pydantic's own text has a line for each key."""
    try:
        read_plugin(folder)
    except ManifestError as error:
        return f"{_path(folder)}: {' '.join(str(error).removeprefix(f'{folder}: ').split())}"
    except (ImportError, OSError) as error:
        return f"{_path(folder)}: {error}"
    return ""


def calendar_lines(policies: Path) -> list[str]:
    """Each problem of the calendars as a line: file, line, place and what to do. The country's is named once."""
    folder = policies / CALENDARS
    districts = sorted(path.stem for path in folder.glob("*.toml") if path.name != NATIONAL)
    return list(dict.fromkeys(line for tenant in districts for line in _of_calendar(policies, tenant)))


def _of_calendar(policies: Path, tenant: str) -> Iterator[str]:
    try:
        load_calendar(policies, tenant)
    except UnusableCalendar as error:
        for one in error.problems:
            path = policies / CALENDARS / one.file
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            yield f"{path}:{line_of(text, one.place, one.sentence)}: {one.place}: {one.sentence}"


def _beside_the_graph(package: str, manifests: dict[str, Manifest]) -> Iterator[str]:
    try:
        found = {service.name: service for service in services.discover(package)}
    except ValueError as error:
        raise BadInput(f"{error}. Give each service its own.") from error
    schema = build((), found.values())
    for folder, manifest in manifests.items():
        if manifest.name not in found:
            yield Problem("__init__.py", "SERVICE.name", "write name=MANIFEST.name.").line(_path(folder))
            continue
        for problem in problems_of(found[manifest.name], manifest, schema.graph, schema.requirements):
            yield problem.line(_path(folder))


def _path(folder: str) -> str:
    return folder.replace(".", "/")
