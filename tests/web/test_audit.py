"""The public audit of GraphQL over HTTP (npm graphql-http), run by Node against the real routes."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.fakes.world import world
from tests.fixtures import npm
from tests.web.rig import rig

HERE = Path(__file__).parent
MUST, SHOULD = 13, 23
# What a server MAY do and this one does not: values never stand in an address.
NOT_DONE = {"D6D5", "6A70"}


@pytest.fixture(scope="module")
def packages() -> Path:
    folder = npm.installed(HERE / "npm")
    shutil.copyfile(HERE / "audit.mjs", folder / "audit.mjs")
    return folder


async def _audited(packages: Path, *, sandbox: bool) -> dict[str, tuple[str, str]]:
    """(MUST, SHOULD or MAY; ok, or how bad it is) of each audit."""
    async with rig(world(sandbox=sandbox)) as hub:
        process = await asyncio.create_subprocess_exec(
            npm.node(), packages / "audit.mjs", hub.url, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
    assert process.returncode == 0
    return {one["id"]: (one["name"].split()[0], one["status"]) for one in json.loads(output)}


async def test_every_must_and_should_holds(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Some audits ask by introspection, which a sandbox alone answers.
    found = await _audited(packages, sandbox=True)
    levels = Counter(level for level, status in found.values() if status == "ok")
    with capsys.disabled():
        print(f"\ngraphql-http: {dict(levels)} of {dict(Counter(level for level, _ in found.values()))}")  # noqa: T201  the figure is the point
    assert {audit for audit, (_, status) in found.items() if status != "ok"} == NOT_DONE
    assert levels["MUST"] == MUST
    assert levels["SHOULD"] == SHOULD


async def test_without_introspection_only_what_asks_by_it_is_refused(packages: Path) -> None:
    found = await _audited(packages, sandbox=False)
    assert {audit for audit, (_, status) in found.items() if status != "ok"} == NOT_DONE | {"BF61", "2EA1", "28B9"}
