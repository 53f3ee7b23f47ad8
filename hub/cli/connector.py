"""`hub connector test`: the contract suite on one connector, as a score that an agency's engineer can read."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from hub.core.errors import BadInput
from hub.exchange import ConnectorPlugin, ManifestError, discover
from hub.exchange.contract.real import scored_on_agency
from hub.exchange.contract.score import Score, scored

_NIKS: Final = "HUB_TEST_NIKS"
PACKAGES: Final = typer.Option(envvar="HUB_CONNECTORS", help="Python packages whose folders are the connectors.")


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="Connectors of agencies.", no_args_is_help=True)
    group.callback()(_group)
    group.command("test")(score)
    application.add_typer(group, name="connector")


def _group() -> None:
    """Connectors of agencies."""


def score(
    name: Annotated[str, typer.Argument(help="The connector's name.")],
    connectors: Annotated[str, PACKAGES] = "hub.connectors",
    real: Annotated[
        bool,
        typer.Option("--real", help=f"Ask the agency of HUB_CONNECTOR_<NAME>_URL, about the NIKs in {_NIKS}."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Test a connector on its emulator: each property, why one does not hold, points and a grade.

    Exit code 1 when a property does not hold.
    """
    found = asyncio.run(_scored(_plugin(name, connectors), real=real))
    typer.echo(orjson.dumps(_plain(found)).decode() if as_json else "\n".join(lines_of(found)))
    if found.grade != "A":
        raise typer.Exit(1)


async def _scored(plugin: ConnectorPlugin, *, real: bool) -> Score:
    if real:
        return await scored_on_agency(plugin, os.environ.get(_NIKS, "").split())
    with tempfile.TemporaryDirectory(prefix="hub-connector-") as folder:
        return await scored(plugin, Path(folder))


def _plugin(name: str, connectors: str) -> ConnectorPlugin:
    try:
        found = {plugin.name: plugin for plugin in discover(connectors)}
    except (ImportError, ManifestError) as error:
        raise BadInput(f"The connectors of {connectors} cannot be used: {error}") from error
    if name not in found:
        raise BadInput(
            f"There is no connector {name}. There are: {', '.join(sorted(found))}. One in a package of your own is "
            'brought in by HUB_CONNECTORS="hub.connectors your.package".'
        )
    return found[name]


def lines_of(score: Score) -> Iterator[str]:
    """The score for a person."""
    for each in score.properties:
        yield f"{'passed' if each.holds else 'FAILED'}  {each.group}.{each.name}: {each.says}"
        if not each.holds:
            yield f"        {each.why}"
    yield from (f"measured {figure}" for figure in score.figures)
    yield from (f"left out {reason}" for reason in score.left_out)
    yield f"{score.connector}: {score.points} of {len(score.properties)} points, grade {score.grade}"


def _plain(score: Score) -> dict[str, Any]:
    properties = [
        {"group": each.group, "name": each.name, "passed": each.holds, "says": each.says, "why": each.why}
        for each in score.properties
    ]
    return {
        "connector": score.connector,
        "points": score.points,
        "of": len(score.properties),
        "grade": score.grade,
        "properties": properties,
        "measured": score.figures,
        "left_out": score.left_out,
    }
