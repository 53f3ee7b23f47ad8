"""The emulator host: all emulators in one process, fit for the connectors, and a process that ends when told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp

from hub.exchange import ConnectorSettings, discover
from hub.exchange.session import open_session
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
