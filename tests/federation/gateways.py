"""Gateways that others wrote, in front of a running hub and beside a library that is none of it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp.test_utils import unused_port

from tests.demo.graph import Frontend
from tests.fixtures import npm
from tests.fixtures.demo import Demo, free_ports

HERE: Final = Path(__file__).parent
COMPOSERS: Final = {"Apollo Gateway": "@apollo/composition", "Hive Gateway": "@theguild/federation-composition"}
READERS: Final = 3
CARDS: Final = 100
_HIVE: Final = "node_modules/@graphql-hive/gateway/dist/bin.js"
_SECONDS: Final = 60


@dataclass(frozen=True)
class Neighbours:
    """A demonstration's hub, the library's people, and what two libraries composed of them."""

    demo: Mapping[str, Any]
    niks: Sequence[str]
    composed: Mapping[str, Any]
    urls: Mapping[str, str]

    @asynccontextmanager
    async def asking(self, gateway: str, client: str | None = "agency-frontend") -> AsyncIterator[Frontend]:
        """One of the demonstration's clients, or nobody, who asks this gateway instead of the hub."""
        async with Frontend({**self.demo, "graphql_url": self.urls[gateway]}, client or "no-scopes") as frontend:
            if client is None:
                frontend.headers = {}
            yield frontend


def packages() -> Path:
    """The installed packages, with our scripts beside them."""
    folder = npm.installed(HERE / "npm")
    for script in HERE.glob("*.mjs"):
        shutil.copyfile(script, folder / script.name)
    return folder


@asynccontextmanager
async def federated(demo: Demo, folder: Path, kept: Path) -> AsyncIterator[Neighbours]:
    """Both subgraphs of the library and both gateways run until this ends."""
    data = demo.data
    niks = [*data["sample"]["niks"], *_unknown()][:CARDS]
    async with Frontend(data) as frontend:
        sdl = (await frontend.data("{ _service { sdl } }"))["_service"]["sdl"]
        found = await frontend.data("query Ids($niks: [NIK!]!) { citizens(niks: $niks) { id } }", niks=niks[:READERS])
    (kept / "hub.graphql").write_text(sdl, encoding="utf-8")
    port = free_ports()
    hub = {"url": data["graphql_url"], "file": str(kept / "hub.graphql")}
    composed = await _composed(folder, kept, {"hub": hub, "port": port})
    given = {"port": port, "niks": niks, "ids": [one["id"] for one in found["citizens"]]}
    async with AsyncExitStack() as running:
        await running.enter_async_context(_node(folder, port, "library.mjs", json.dumps(given)))
        urls = {
            name: await running.enter_async_context(_gateway(folder, name, composed[composer]["file"]))
            for name, composer in COMPOSERS.items()
        }
        yield Neighbours(data, niks, composed, urls)


def _unknown() -> list[str]:
    """NIKs that nobody has: they are well formed."""
    return [f"1901{district:02d}{day:02d}01019999" for district in (1, 2) for day in range(1, 29)]


async def _composed(folder: Path, kept: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        npm.node(), "compose.mjs", kept, json.dumps(given), cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    composed: dict[str, Any] = json.loads(output)
    return composed


@asynccontextmanager
async def _gateway(folder: Path, name: str, supergraph: str) -> AsyncIterator[str]:
    port = unused_port()
    place = ("--host", "127.0.0.1", "--port", str(port), "--config-path", "hive.config.mjs")
    command: tuple[str, ...] = (_HIVE, "supergraph", supergraph, *place)
    path = "/graphql"
    if name == "Apollo Gateway":
        command, path = ("apollo.mjs", supergraph, str(port)), "/"
    async with _node(folder, port, *command, path=path):
        yield f"http://127.0.0.1:{port}{path}"


@asynccontextmanager
async def _node(folder: Path, port: int, *command: str, path: str = "/") -> AsyncIterator[None]:
    """A server of Node's, from when it answers."""
    with (folder / f"{Path(command[0]).stem}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(npm.node(), *command, cwd=folder, stdout=log, stderr=log)
    try:
        async with asyncio.timeout(_SECONDS):
            while not await _answers(f"http://127.0.0.1:{port}{path}"):
                assert process.returncode is None, f"{command[0]} ended, see its log in {folder}"
                await asyncio.sleep(0.1)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(url: str) -> bool:
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.post(url, json={"query": "{ __typename }"}) as response,
        ):
            return response.status == 200
    except aiohttp.ClientConnectionError:
        return False
