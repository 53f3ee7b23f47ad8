"""The GraphQL clients that people use, against a hub over a real record: queries, errors as data, subscriptions."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from hub.core.citizen import Citizen
from tests.fakes.actors import EVERYTHING
from tests.fixtures import npm
from tests.web.following import Office, office

HERE = Path(__file__).parent
CLIENTS = ("graphql-ws", "graphql-sse", "Apollo Client", "urql")
WITH_MUTATIONS = frozenset({"Apollo Client", "urql"})

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


async def _changing(it: Office, somebody: Citizen) -> None:
    """Somebody corrects her again and again."""
    while True:
        await asyncio.sleep(0.3)
        somebody = await it.rename(somebody, f"Nama {somebody.version}")


async def _asked(url: str) -> dict[str, Any]:
    folder = npm.installed(HERE / "npm")
    shutil.copyfile(HERE / "clients.mjs", folder / "clients.mjs")
    async with office(url) as it:
        siti = await it.rename(await it.enter(), "Nama")
        token = (await it.hub.bearer(EVERYTHING)).removeprefix("Bearer ")
        changing = asyncio.create_task(_changing(it, siti))
        process = await asyncio.create_subprocess_exec(
            npm.node(), folder / "clients.mjs", it.hub.url, token, siti.nik or "", "1", stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        changing.cancel()
        await asyncio.wait({changing})
        assert process.returncode == 0
        await it.until(0)
        found: dict[str, Any] = json.loads(output)
        return found


async def test_each_is_told_what_is_there_and_what_changes(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = await _asked(database)
    passed = [name for name in CLIENTS if _holds(name, told[name])]
    with capsys.disabled():
        print(f"\nclients: {len(passed)} of {len(CLIENTS)} ({', '.join(passed)})")  # noqa: T201  the figure is the point
    assert passed == list(CLIENTS), json.dumps({name: told[name] for name in CLIENTS if name not in passed})


def _holds(name: str, got: dict[str, Any]) -> bool:
    if "failed" in got:
        return False
    held, changed = got["told"]
    is_told = held["fullName"].startswith("Nama") and changed["version"] > held["version"]
    is_answered = got["look"]["fullName"].startswith("Nama") and got["refused"] == "BAD_INPUT"
    return is_told and is_answered and (name not in WITH_MUTATIONS or got["errors"] == [{"code": "BAD_INPUT"}])
