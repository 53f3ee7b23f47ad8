"""`hub serve --processes N`: one port, dead processes come back, nothing outlives the parent."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import aiohttp
import psutil
import pytest

from hub.core.administration import By
from hub.core.calendar import now
from hub.core.trusted import CheckedDocument, id_of
from hub.identity import AccessTokens, KeyRing
from hub.store import Database, PgIdentity, PgTrustedWork
from tests.cli.test_policy import CLINIC
from tests.serving.served import START_SECONDS, Served

pytestmark = pytest.mark.timeout(300)


TEXT = "query Services { services { name } }\n"
NAMED = {"documentId": f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"}


def documents(folder: Path, text: str = TEXT) -> str:
    """A folder with one document."""
    folder.mkdir()
    (folder / "services.graphql").write_text(text)
    return str(folder)


@pytest.fixture
def serve(database: str, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*arguments: str, **settings: str) -> Served:
        started.append(Served(database, tmp_path, *arguments, **settings))
        return started[-1]

    yield start
    for one in started:
        one.remove()


@pytest.fixture(scope="module")
def two(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two processes with a registered document, for tests that leave two running."""
    folder = tmp_path_factory.mktemp("two")
    served = Served(module_database, folder, "--processes", "2", HUB_DOCUMENTS_DIR=documents(folder / "documents"))
    yield served
    served.remove()


async def ask(served: Served, asked: Mapping[str, str]) -> int:
    # A connection for each, so that the kernel may choose the process.
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{served.url}/graphql", json=asked) as response,
    ):
        assert (await response.json())["data"]
        return response.status


async def test_several_answer_on_one_port_and_each_knows_the_registered_documents(
    two: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    await two.ready(2)
    assert [await ask(two, {"query": "{ services { name } }"}) for _ in range(10)] == [200] * 10
    assert [await ask(two, NAMED) for _ in range(10)] == [200] * 10
    memory = [process.memory_full_info().pss / 1e6 for process in (two.process, *two.process.children())]
    with capsys.disabled():
        print(f"\nPSS of the parent and its processes: {', '.join(f'{size:.0f}' for size in memory)} MB")  # noqa: T201  the figure is the point


async def test_what_a_client_registers_is_known_to_each_process_within_a_second(
    two: Served, module_database: str
) -> None:
    await two.ready(2)
    database = await Database.open(module_database)
    await PgIdentity(database, CLINIC.tenant).put_client(CLINIC)
    keys = KeyRing.load(two.log.parent / "state" / "identity", now)
    token = AccessTokens(keys, two.url, "satu-hub", now).for_client(CLINIC, "citizen:read")
    text = "query Registered { services { name code: name } }"

    async def answers() -> set[bool]:
        told = set()
        for _ in range(10):
            async with (
                aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http,
                http.post(f"{two.url}/graphql", json={"documentId": id_of(text)}) as response,
            ):
                told.add("data" in await response.json())
        return told

    assert await answers() == {False}
    async with database.transaction() as connection:
        by = By("operator", "operator of the hub", "command-line")
        await PgTrustedWork(connection, CLINIC.tenant).register("clinic", [CheckedDocument(text, ())], by, now())
    await asyncio.sleep(1)
    assert await answers() == {True}
    async with database.transaction() as connection:
        await PgTrustedWork(connection, CLINIC.tenant).retire("clinic", id_of(text), now())
    await asyncio.sleep(1)
    assert await answers() == {False}
    await database.close()


async def test_a_dead_one_comes_back(two: Served) -> None:
    before = await two.ready(2)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    await two.until(lambda: killed not in two.children and len(two.children) == 2)
    assert await two.ready(2) & before == before - {killed}
    assert [await ask(two, NAMED) for _ in range(10)] == [200] * 10


async def test_a_port_that_is_taken_is_refused(two: Served, serve: Callable[..., Served]) -> None:
    await two.ready(2)
    second = serve("--processes", "2", HUB_PORT=str(two.port))
    assert second.process.wait(START_SECONDS) == 1
    assert f"port {two.port}" in second.output
    assert await ask(two, NAMED) == 200


async def test_processes_end_with_a_parent_that_was_killed(serve: Callable[..., Served]) -> None:
    served = serve(HUB_PROCESSES="2")
    children = [psutil.Process(pid) for pid in await served.ready(2)]
    served.process.kill()
    _, alive = psutil.wait_procs(children, 20)
    assert not alive


@pytest.mark.parametrize("count", [pytest.param("1", marks=pytest.mark.long), "2"])
async def test_what_keeps_it_from_starting_is_told_once(
    serve: Callable[..., Served], tmp_path: Path, count: str
) -> None:
    folder = documents(tmp_path / "documents", "{ nothing }")
    served = serve("--processes", count, HUB_DOCUMENTS_DIR=folder)
    assert served.process.wait(START_SECONDS) == 1
    sentences = [line for line in served.output.splitlines() if not line.startswith("{")]
    assert len(sentences) == 1, served.output
    assert "services.graphql does not compile" in sentences[0]


async def test_ctrl_c_is_an_orderly_end(serve: Callable[..., Served]) -> None:
    served = serve("--processes", "2")
    await ends_in_order(served, signal.SIGINT)
    assert not errors(served)


async def test_a_termination_is_an_orderly_end(two: Served) -> None:
    """The last test of those that share it; one of its processes may have been killed before."""
    await two.ready(2)
    before = errors(two)
    await ends_in_order(two, signal.SIGTERM)
    assert errors(two) == before


async def ends_in_order(served: Served, number: signal.Signals) -> None:
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


def errors(served: Served) -> list[str]:
    return [line for line in served.output.splitlines() if '"level":"ERROR"' in line]
