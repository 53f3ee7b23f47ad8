"""Runs what of the contract suite is about a connector, and says how it did: each property, the points, a grade."""

from __future__ import annotations

import asyncio
import linecache
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from hub.core.errors import BadInput, HubError
from hub.exchange.connector import Connector
from hub.exchange.contract import asked, declared, files, pushes
from hub.exchange.contract.abilities import Abilities, abilities
from hub.exchange.contract.rig import Rig, rig
from hub.exchange.discovery import ConnectorPlugin
from hub.exchange.session import open_session

TRUST: Final = frozenset(
    {
        "big_integers", "another_person", "owner", "redirects", "silence", "forged", "unsigned_algorithm", "whole_rows",
        "stranger",
    }
)  # fmt: skip
"""Properties without which somebody's data are another's, or are shown or believed where they must not be."""
_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a connector: what it says, and why it does not hold, if it does not."""

    group: str
    name: str
    says: str
    why: str = ""

    @property
    def holds(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Score:
    """How a connector did. `figures` are measured ones, `left_out` what could not be asked, and why."""

    connector: str
    properties: tuple[Property, ...]
    figures: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        return sum(each.holds for each in self.properties)

    @property
    def grade(self) -> str:
        """A: all hold. B: nine of ten. C: three of four. D: fewer, or one on which trust depends does not."""
        failed = [each for each in self.properties if not each.holds]
        share = self.points / len(self.properties)
        if not failed:
            return "A"
        if any(each.name in TRUST for each in failed) or share < 0.75:
            return "D"
        return "B" if share >= 0.9 else "C"


@dataclass(slots=True)
class Running:
    """What was found so far."""

    plugin: ConnectorPlugin
    found: list[Property] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)

    async def add(self, group: str, name: str, check: Callable[..., Any], run: Awaitable[None]) -> None:
        """One property: whether the check ran without an error."""
        says = (check.__doc__ or name).partition("\n\n")[0].replace("\n", " ")
        self.found.append(Property(group, name, " ".join(says.split()), await _why(run, self.plugin)))


async def scored(plugin: ConnectorPlugin, folder: Path) -> Score:
    """The score of one connector on its agency's emulator; `folder` is for what the emulators keep."""
    async with open_session() as session:
        able = abilities(plugin, session)
    if able is None:
        raise BadInput(f"{plugin.name} is only seeded: there is no connector to test.")
    running = Running(plugin)
    for number, (group, name, check, run) in enumerate(_runs(able, running)):
        kept = folder / f"{number:02}-{group}-{name}"
        kept.mkdir(parents=True)
        await running.add(group, name, check, run(kept))
    return Score(
        plugin.name,
        tuple(running.found),
        tuple(f"{name}: {figure}" for name, figure in running.figures.items()),
        _left_out(able),
    )


_Run = Callable[[Path], Awaitable[None]]
_Rows = Iterator[tuple[str, str, Callable[..., Any], _Run]]


def _runs(able: Abilities, running: Running) -> _Rows:
    """Each check that is about the connector, with how it is run in a folder of its own."""
    plugin = able.plugin
    if able.asked:
        for name, check in asked.CHECKS.items():
            yield "asked", name, check, partial(_asked, plugin, check)
        for name, measure in declared.CHECKS.items():
            yield "declared", name, measure, partial(_declared, plugin, measure, running)
    if able.signs:
        for name, of_files in files.CHECKS.items():
            yield "files", name, of_files, partial(_files, plugin, of_files)
    if able.pushes:
        for name, push in pushes.CHECKS.items():
            yield "pushes", name, push, partial(_pushes, plugin, push)


async def _asked(plugin: ConnectorPlugin, check: Callable[[Rig], Awaitable[None]], folder: Path) -> None:
    async with rig(plugin, folder) as made:
        await check(made)


async def _declared(
    plugin: ConnectorPlugin, check: Callable[[declared.Measuring], Awaitable[None]], running: Running, folder: Path
) -> None:
    async with rig(plugin, folder) as made:
        await check(declared.Measuring(made, plugin.quality, running.figures))


async def _files(plugin: ConnectorPlugin, check: files.Check, folder: Path) -> None:
    await files.with_rig(plugin, folder, check)


async def _pushes(plugin: ConnectorPlugin, check: Callable[[Connector], None], folder: Path) -> None:
    await pushes.with_connector(plugin, folder, check)


def _left_out(able: Abilities) -> tuple[str, ...]:
    if able.pulled or able.signs:
        return ("what the hub writes (idempotence, trail): it needs a record; tests/connectors has it",)
    return ()


async def _why(run: Awaitable[None], plugin: ConnectorPlugin) -> str:
    """Why a check did not hold, in a line without anything of an answer; empty when it did."""
    try:
        async with asyncio.timeout(_SECONDS):
            await run
    except AssertionError as error:
        return str(error) or _line_of(error)
    except TimeoutError:
        return f"it did not end within {_SECONDS:g} seconds"
    except HubError as error:
        reason = error.details.get("reason")
        return f"{type(error).__name__}{f' ({reason})' if reason else ''}: {error.message}"
    except Exception as error:  # noqa: BLE001  whatever a connector raises is its score
        # The text of another's error may hold an address or an answer.
        return f"{type(error).__name__} at {_place_of(error, plugin)}, where a HubError was due"
    return ""


def _line_of(error: AssertionError) -> str:
    """What was asserted, as it stands in the suite."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    line = linecache.getline(last.filename, last.lineno or 0).strip()
    return f"not so: {line.removeprefix('assert ')}"


def _place_of(error: Exception, plugin: ConnectorPlugin) -> str:
    """The last line of the connector on the way to the error, or the last one at all."""
    frames, folder = list(traceback.extract_tb(error.__traceback__)), f"/{plugin.package.replace('.', '/')}/"
    last = next((each for each in reversed(frames) if folder in each.filename), frames[-1])
    return f"{Path(last.filename).name}:{last.lineno}"
