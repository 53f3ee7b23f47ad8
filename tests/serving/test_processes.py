"""`hub serve --processes N`: one port, dead processes come back, nothing outlives the parent."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import psutil
import pytest

from hub.sandbox.emulators import connector_environment
from tests.fixtures.demo import OURS, ROOT, free_ports

START_SECONDS = 60


class Served:
    """`hub serve` as a process of its own."""

    def __init__(self, url: str, folder: Path, *arguments: str, **settings: str) -> None:
        self.port, self.log = free_ports(), folder / "serve.log"
        kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
        own = {"HUB_DATABASE_URL": url, "HUB_STATE_DIR": str(folder / "state"), "HUB_PORT": str(self.port),
               "HUB_PUBLIC_URL": self.url, "HUB_POOL_SIZE": "2", **settings}  # fmt: skip
        own |= connector_environment("http://127.0.0.1:9")
        with self.log.open("ab") as output:
            self.process = psutil.Popen(
                [sys.executable, "-m", "hub", "serve", *arguments],
                cwd=ROOT, env={**kept, **own}, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def children(self) -> set[int]:
        return {child.pid for child in self.process.children()}

    @property
    def output(self) -> str:
        return self.log.read_text()

    async def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not holds():
            assert self.process.poll() is None, self.output[-3000:]
            assert time.monotonic() < deadline, self.output[-3000:]
            await asyncio.sleep(0.1)

    async def answering(self) -> set[int]:
        """Processes that have answered, as far as their open connections tell."""
        found = set()
        for child in self.process.children():
            if any(c.status == psutil.CONN_LISTEN and c.laddr.port == self.port for c in child.net_connections()):
                found.add(child.pid)
        return found

    async def ready(self, count: int) -> set[int]:
        """Waits until so many processes listen; gives them."""
        deadline = time.monotonic() + START_SECONDS
        while len(found := await self.answering()) < count:
            assert self.process.poll() is None, self.output[-3000:]
            assert time.monotonic() < deadline, self.output[-3000:]
            await asyncio.sleep(0.1)
        return found

    def remove(self) -> None:
        for process in [*self.process.children(), self.process] if self.process.is_running() else []:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()


@pytest.fixture
def serve(database: str, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*arguments: str, **settings: str) -> Served:
        started.append(Served(database, tmp_path, *arguments, **settings))
        return started[-1]

    yield start
    for one in started:
        one.remove()


async def ask(served: Served) -> int:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{served.url}/graphql", json={"query": "{ services { name } }"}) as response:
            assert (await response.json())["data"]["services"]
        return response.status


async def test_several_answer_on_one_port_and_a_dead_one_comes_back(serve: Callable[..., Served]) -> None:
    served = serve("--processes", "2")
    before = await served.ready(2)
    assert [await ask(served) for _ in range(10)] == [200] * 10

    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    await served.until(lambda: killed not in served.children and len(served.children) == 2)
    after = await served.ready(2)
    assert after & before == before - {killed}
    assert [await ask(served) for _ in range(10)] == [200] * 10

    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    assert not [pid for pid in after if psutil.pid_exists(pid)]


async def test_processes_end_with_a_parent_that_was_killed(serve: Callable[..., Served]) -> None:
    served = serve(HUB_PROCESSES="2")
    children = [psutil.Process(pid) for pid in await served.ready(2)]
    served.process.kill()
    _, alive = psutil.wait_procs(children, 20)
    assert not alive


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_end_is_orderly(serve: Callable[..., Served], number: signal.Signals) -> None:
    served = serve("--processes", "2")
    await served.ready(2)
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{served.url}/graphql", protocols=("graphql-transport-ws",)) as wire,
    ):
        await wire.send_json({"type": "connection_init"})
        assert await wire.receive_json(timeout=5) == {"type": "connection_ack"}
        served.process.send_signal(number)
        assert (await wire.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE
        assert wire.close_code == 1001
    assert served.process.wait(30) == 0
    assert "Traceback" not in served.output
    assert not [line for line in served.output.splitlines() if '"level":"ERROR"' in line]


@pytest.mark.parametrize("count", ["1", "2"])
async def test_what_keeps_it_from_starting_is_told_once(
    serve: Callable[..., Served], tmp_path: Path, count: str
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "wrong.graphql").write_text("{ nothing }")
    served = serve("--processes", count, HUB_DOCUMENTS_DIR=str(documents))
    assert served.process.wait(START_SECONDS) == 1
    sentences = [line for line in served.output.splitlines() if not line.startswith("{")]
    assert len(sentences) == 1, served.output
    assert "wrong.graphql does not compile" in sentences[0]


async def test_a_port_that_is_taken_is_refused(serve: Callable[..., Served]) -> None:
    first = serve("--processes", "2")
    await first.ready(2)
    second = serve("--processes", "2", HUB_PORT=str(first.port))
    assert second.process.wait(START_SECONDS) == 1
    assert f"port {first.port}" in second.output
    assert await ask(first) == 200


async def test_registered_documents_answer_from_the_first_request_on(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    text = "query Services { services { name } }\n"
    (documents / "services.graphql").write_text(text)
    served = serve(HUB_DOCUMENTS_DIR=str(documents), HUB_TRUSTED_ONLY="true", HUB_PROCESSES="2")
    await served.ready(2)
    named = {"documentId": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"}
    async with aiohttp.ClientSession() as http:
        for asked, status in ((named, 200), ({"query": "{ __typename }"}, 403)):
            async with http.post(f"{served.url}/graphql", json=asked) as response:
                assert response.status == status
