"""The demonstration's receipt log is shown to a witness, whose heads lie outside the database and prove a receipt."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import aiohttp
import asyncpg
import pytest

from hub.audit.head_file import notes_in
from hub.sandbox import processes
from hub.sandbox.witness import ORIGIN
from tests.demo.graph import Frontend
from tests.fixtures.demo import OURS, ROOT, Demo

# A head is signed each minute.
HEAD_SECONDS: Final = 150
pytestmark = pytest.mark.timeout(400)
READ: Final = "query OfTheWitness($nik: NIK!) { citizen(nik: $nik) { fullName } receiptLog { origin keys } }"


def hub(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A command of the hub, without any setting of one."""
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return subprocess.run(
        [sys.executable, "-m", "hub", *words],
        cwd=folder, env=kept, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def asked(demo: Demo, *words: str) -> subprocess.CompletedProcess[str]:
    """`hub demo-audit WORDS`, as somebody in another terminal types it."""
    return hub("demo-audit", "--state-dir", str(demo.state_dir), *words)


async def of_the_witness(demo: Demo, page: str) -> str:
    async with (
        aiohttp.ClientSession() as http,
        http.get(demo.data["emulators"]["witness"][page]) as response,
    ):
        assert response.status == 200
        return await response.text()


async def newest(demo: Demo) -> str:
    """The id of the receipt of the reading above."""
    connection = await asyncpg.connect(demo.data["database_url"])
    try:
        found = await connection.fetchval(
            "select id from receipt where operation = 'OfTheWitness' order by id desc limit 1"
        )
        return str(found)
    finally:
        await connection.close()


@pytest.mark.long
async def test_a_receipt_is_proven_by_a_head_that_the_witness_keeps(demo: Demo, tmp_path: Path) -> None:
    async with Frontend(demo.data) as frontend:
        log = (await frontend.data(READ, nik=demo.data["sample"]["niks"][0]))["receiptLog"]
    assert log["origin"] == ORIGIN
    receipt_id, about = await newest(demo), (await of_the_witness(demo, "admin_url")).strip()
    key = about.splitlines()[-1]
    proof, head = await witnessed(demo, receipt_id)
    for name, text in {"proof": proof, "head": head, "receipt.json": asked(demo, "receipt", receipt_id).stdout}.items():
        (tmp_path / name).write_text(text)
    # Nothing of the hub is needed to check it, not even its folder.
    words = ("audit", "verify", "receipt.json", "proof", "head", "--key", log["keys"][0], "--witness-key", key)
    told = await asyncio.to_thread(hub, *words, folder=tmp_path)
    assert told.stdout.startswith("Proven: the receipt is leaf"), (told.stdout, told.stderr)
    assert f"{key.partition('+')[0]} has seen this head" in told.stdout
    told = await asyncio.to_thread(asked, demo, "check")
    assert told.stdout.strip().endswith(" 0 findings."), (told.stdout, told.stderr)
    assert " 0 witnessed heads" not in told.stdout


async def witnessed(demo: Demo, receipt_id: str) -> tuple[str, str]:
    """The receipt's proof, and the witness's last head, once that is of a tree in which the receipt stands."""
    deadline = time.monotonic() + HEAD_SECONDS
    while True:
        seen = [*notes_in((await of_the_witness(demo, "effects_url")).splitlines(keepends=True))]
        if seen:
            size = seen[-1].splitlines()[1]
            told = await asyncio.to_thread(asked, demo, "proof", receipt_id, "--size", size)
            if told.returncode == 0:
                return told.stdout, seen[-1]
        assert time.monotonic() < deadline, f"{len(seen)} heads"
        await asyncio.sleep(2)


async def test_it_costs_no_process_and_keeps_its_heads_outside_the_database(demo: Demo) -> None:
    kept = demo.state_dir / "witness"
    assert {path.name for path in kept.iterdir()} >= {"key"}
    assert processes.of_demonstration(demo.state_dir) == sorted(
        number for part in ("hub", "worker", "emulators") for number in demo.data["pids"][part]
    )
    given = json.loads((demo.state_dir / "demo-environment.json").read_bytes())
    (witness,) = json.loads(given["HUB_WITNESSES"])
    assert witness["url"] == demo.data["emulators"]["witness"]["url"]
