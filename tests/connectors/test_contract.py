"""The contract suite: every live connector, discovered, passes every check that is about what it can do.

The suite proves itself on three hasty connectors (`broken`): each fails at the names given here, and at no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from hub.exchange import Connect, ConnectorPlugin, discover
from hub.exchange.contract import asked, files, pushes
from hub.exchange.contract.abilities import Abilities, abilities
from hub.exchange.contract.files import with_rig
from hub.exchange.contract.rig import rig
from hub.exchange.session import open_session
from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.connectors import broken, write_contract
from tests.connectors.write_contract import Writing
from tests.store.samples import person

PLUGINS = {plugin.name: plugin for plugin in discover()}


async def live() -> list[Abilities]:
    async with open_session() as session:
        found = [abilities(plugin, session) for plugin in PLUGINS.values()]
    return [each for each in found if each is not None]


LIVE = asyncio.run(live())
ASKED = [each.plugin for each in LIVE if each.asked]
SIGNING = [each.plugin for each in LIVE if each.signs]
WRITTEN = [each.plugin for each in LIVE if each.pulled or each.signs]
PUSHING = [each.plugin for each in LIVE if each.pushes]
OF_HASTY_POPULATION = {
    "big_integers", "answers", "nobody", "another_person", "timeout", "slow_drip", "server_errors", "too_many",
    "redirects", "garbage", "strange", "huge", "half_close", "repeats", "quota", "per_key_errors", "no_key_twice",
    "recovery", "wrong_account", "unreachable", "silence",
}  # fmt: skip
OF_HASTY_SCHOOLS = {
    "big_integers", "answers", "another_person", "duplicate_keys", "timeout", "slow_drip", "server_errors", "too_many",
    "redirects", "garbage", "strange", "huge", "half_close", "repeats", "quota", "per_key_errors", "recovery",
    "wrong_account", "unreachable", "silence",
}  # fmt: skip
WRITTEN_BY_HASTY_SCHOOLS = {"idempotent", "nothing_lost", "declared"}
OF_CREDULOUS_FILE = {
    "big_integers", "forged", "unsigned_algorithm", "malformed", "huge", "streamed", "duplicate_keys", "whole_rows",
    "silence",
}  # fmt: skip
WRITTEN_BY_CREDULOUS_FILE: set[str] = set()


def named(plugin: ConnectorPlugin) -> str:
    return plugin.name


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database)
    yield opened
    await opened.close()


async def check_asked(plugin: ConnectorPlugin, check: str, folder: Path, connect: Connect | None = None) -> None:
    async with rig(plugin, folder, connect) as made:
        await asked.CHECKS[check](made)


async def check_files(plugin: ConnectorPlugin, check: str, folder: Path, connect: Connect | None = None) -> None:
    await with_rig(plugin, folder, files.CHECKS[check], connect)


async def check_writes(
    plugin: ConnectorPlugin, check: str, folder: Path, db: Database, connect: Connect | None = None
) -> None:
    async def run(writing: Writing) -> None:
        await copy_citizens(db, [person(nik=nik) for nik in writing.niks[:-1]])
        await write_contract.CHECKS[check](writing)

    if plugin in SIGNING:
        await with_rig(plugin, folder, lambda made: run(write_contract.of_files(db, made)), connect)
        return
    async with rig(plugin, folder, connect) as made:
        await run(await write_contract.of_pulls(db, made))


async def fails(checking: Awaitable[None]) -> bool:
    """Whether it raises; raw errors of any kind are what is wrong with a hasty connector."""
    try:
        await checking
    except Exception:  # noqa: BLE001  see above
        return True
    return False


@pytest.mark.parametrize("check", asked.CHECKS)
@pytest.mark.parametrize("plugin", ASKED, ids=named)
async def test_asked(plugin: ConnectorPlugin, check: str, tmp_path: Path) -> None:
    await check_asked(plugin, check, tmp_path)


@pytest.mark.parametrize("check", files.CHECKS)
@pytest.mark.parametrize("plugin", SIGNING, ids=named)
async def test_files(plugin: ConnectorPlugin, check: str, tmp_path: Path) -> None:
    await check_files(plugin, check, tmp_path)


@pytest.mark.parametrize("check", write_contract.CHECKS)
@pytest.mark.parametrize("plugin", WRITTEN, ids=named)
async def test_writes(plugin: ConnectorPlugin, check: str, tmp_path: Path, db: Database) -> None:
    await check_writes(plugin, check, tmp_path, db)


@pytest.mark.parametrize("check", pushes.CHECKS)
@pytest.mark.parametrize("plugin", PUSHING, ids=named)
async def test_pushes(plugin: ConnectorPlugin, check: str, tmp_path: Path) -> None:
    await pushes.with_connector(plugin, tmp_path, pushes.CHECKS[check])


def test_there_is_something_to_check() -> None:
    assert {"population", "health", "education"} <= {plugin.name for plugin in ASKED}
    assert {"welfare"} <= {plugin.name for plugin in SIGNING}
    assert {"education", "welfare"} <= {plugin.name for plugin in WRITTEN}
    assert {each.plugin.name for each in LIVE} == {plugin.name for plugin in (*ASKED, *SIGNING, *PUSHING)}


HASTY: list[tuple[str, str, Connect, set[str]]] = [
    *((check, "population", broken.connect, OF_HASTY_POPULATION) for check in asked.CHECKS),
    *((check, "education", broken.connect_schools, OF_HASTY_SCHOOLS) for check in asked.CHECKS),
]


@pytest.mark.parametrize(
    ("check", "name", "connect", "found"), HASTY, ids=[f"{name}-{check}" for check, name, *_ in HASTY]
)
async def test_the_suite_finds_what_is_wrong_with_a_hasty_connector(
    check: str, name: str, connect: Connect, found: set[str], tmp_path: Path
) -> None:
    assert await fails(check_asked(PLUGINS[name], check, tmp_path, connect)) == (check in found)


@pytest.mark.parametrize("check", files.CHECKS)
async def test_the_suite_finds_what_is_wrong_with_a_credulous_file(check: str, tmp_path: Path) -> None:
    assert await fails(check_files(PLUGINS["welfare"], check, tmp_path, broken.connect_file)) == (
        check in OF_CREDULOUS_FILE
    )


WRITES: list[tuple[str, Connect, set[str]]] = [
    ("education", broken.connect_schools, WRITTEN_BY_HASTY_SCHOOLS),
    ("welfare", broken.connect_file, WRITTEN_BY_CREDULOUS_FILE),
]


@pytest.mark.parametrize("check", write_contract.CHECKS)
@pytest.mark.parametrize(("name", "connect", "found"), WRITES, ids=[name for name, *_ in WRITES])
async def test_the_suite_finds_what_a_hasty_connector_writes(
    check: str, name: str, connect: Connect, found: set[str], tmp_path: Path, db: Database
) -> None:
    assert await fails(check_writes(PLUGINS[name], check, tmp_path, db, connect)) == (check in found)
