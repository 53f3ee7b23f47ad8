"""The emulator host: all emulators in one process, fit for the connectors, and a process that ends when told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import orjson

from hub.audit.log_keys import FOLDER, LogKeys
from hub.audit.notes import Verifier
from hub.exchange import ConnectorSettings, discover
from hub.exchange.session import open_session
from hub.sandbox import witness
from hub.sandbox.emulators import application, connector_environment
from tests.connectors.serving import Clock, served

ROOT = Path(__file__).parents[2]


async def test_the_host_says_what_it_is_and_links_to_each_emulator(tmp_path: Path) -> None:
    async with served(application(tmp_path, Clock())) as url, aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            page = await response.text()
            assert response.headers["X-Satu-Emulator"] == "host"
        assert "INI ADALAH EMULATOR" in page
        assert "THESE ARE EMULATORS" in page
        for name in ("population", "health", "licensing", "insurance"):
            assert f'href="/{name}/admin"' in page
            async with session.get(f"{url}/{name}/admin") as response:
                assert response.status == 200
                assert response.headers["X-Satu-Emulator"] == name
            async with session.get(f"{url}/{name}/nothing") as response:
                assert (response.status, response.headers["X-Satu-Emulator"]) == (404, name)


async def test_the_host_has_a_witness_where_the_key_of_the_log_is_known(tmp_path: Path) -> None:
    given = witness.environment("http://127.0.0.1:8401", tmp_path)
    log = [Verifier.read(key) for key in given["HUB_EMULATORS_LOG_KEYS"].split()]
    assert log == list(LogKeys.load(tmp_path / FOLDER, given["HUB_LOG_ORIGIN"]).verifiers)
    (told,) = orjson.loads(given["HUB_WITNESSES"])
    async with served(application(tmp_path, Clock(), log=log)) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/witness/") as response:
            assert (await response.text()).splitlines()[-1] == told["key"]
            assert response.headers["X-Satu-Emulator"] == "host"
        async with session.get(f"{url}/witness/heads") as response:
            assert (response.status, await response.text()) == (200, "")


async def test_a_witness_forgets_the_log_of_a_record_that_was_thrown_away_and_keeps_its_key(tmp_path: Path) -> None:
    before = witness.environment("http://127.0.0.1:8401", tmp_path)
    (tmp_path / "witness" / witness.HEADS).write_text("a head\n")
    witness.forget(tmp_path)
    witness.forget(tmp_path)
    assert [path.name for path in (tmp_path / "witness").iterdir()] == ["key"]
    assert witness.environment("http://127.0.0.1:8401", tmp_path) == before


async def test_the_environment_connects_every_live_connector(tmp_path: Path) -> None:
    async with served(application(tmp_path, Clock())) as url, open_session() as session:
        environ = connector_environment(url, tmp_path)
        for plugin in discover():
            if plugin.connect is not None:
                settings = ConnectorSettings.from_environment(plugin.manifest, environ=environ)
                await plugin.connect(settings, session, Clock()).ping()


async def test_the_process_serves_and_ends_on_sigterm(tmp_path: Path, unused_tcp_port: int) -> None:
    program = f"from pathlib import Path; from hub.sandbox import emulators; emulators.run(Path(), {unused_tcp_port})"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        async with aiohttp.ClientSession() as session:
            assert await answers(session, f"http://127.0.0.1:{unused_tcp_port}/")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()


async def answers(session: aiohttp.ClientSession, url: str) -> bool:
    """Whether it does within a minute: a process on a busy machine takes its time to start."""
    for _ in range(600):
        try:
            async with session.get(url) as response:
                return response.status == 200
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)
    return False
