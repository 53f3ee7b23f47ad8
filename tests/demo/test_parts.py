"""The demonstration's parts, killed and started alone; its end; its second start. One demonstration for this file.

It was killed in the middle of its first start, so all of this also shows that the next start mends what that left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hub.sandbox import processes
from hub.sandbox.postgres import EmbeddedPostgres
from tests.demo.graph import Frontend
from tests.fixtures.demo import ROOT, Demo, free_ports, lend_regions

# The first test to come waits for two starts.
pytestmark = pytest.mark.timeout(300)
READY_SECONDS = 60
NAME = "query Name($nik: NIK!) { citizen(nik: $nik) { fullName } }"
FOLLOW = "query Follow($number: String!) { application(trackingNumber: $number) { state } }"
Join = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    demonstration = Demo(tmp_path_factory.mktemp("parts") / "state", free_ports())
    try:
        lend_regions(demonstration.state_dir)
        _kill_in_the_first_start(demonstration)
        demonstration.start()
        yield demonstration
    finally:
        demonstration.remove()


def _kill_in_the_first_start(demonstration: Demo) -> None:
    """With all that it has started, whatever it was doing."""
    demonstration.launch()
    _until((demonstration.state_dir / "district.json").exists)
    demonstration.signal(signal.SIGKILL, group=True)
    demonstration.wait()
    assert not (demonstration.state_dir / "demo.json").exists()


@pytest.fixture(scope="module")
def join(own: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Join]:
    """Runs `hub demo-PART` in this demonstration, as a shell in another terminal would."""
    started: list[subprocess.Popen[bytes]] = []
    log = tmp_path_factory.mktemp("joined") / "joined.log"

    def run(part: str, **environment: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "hub", f"demo-{part}"],
                cwd=ROOT, env=own.full_environment() | environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.PIPE, process_group=0,
            )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def _kill(own: Demo, part: str) -> None:
    for pid in own.data["pids"][part]:
        os.kill(pid, signal.SIGKILL)
    _until(lambda: processes.of_demonstration(own.state_dir, part) == [])


def _until(done: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


async def _answers(own: Demo) -> None:
    """Waits until the hub is ready."""
    deadline = time.monotonic() + READY_SECONDS
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{own.data['issuer']}/health/ready") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            assert time.monotonic() < deadline, "the hub did not come back"
            time.sleep(0.05)  # noqa: ASYNC251  nothing else runs in this loop


async def _name(own: Demo, nik: str) -> str:
    async with Frontend(own.data) as frontend:
        name: str = (await frontend.data(NAME, nik=nik))["citizen"]["fullName"]
    return name


async def test_a_supervisor_that_was_killed_is_mended_by_the_next_start(own: Demo) -> None:
    niks = own.data["sample"]["niks"]
    assert len(niks) >= 50
    assert await _name(own, niks[-1])


async def test_a_killed_hub_is_started_again_and_makes_room_for_one_that_is_started_alone(
    own: Demo, join: Join
) -> None:
    before = own.data["pids"]
    _kill(own, "hub")
    _until(lambda: own.data["pids"]["hub"] != before["hub"])
    await _answers(own)
    assert processes.of_demonstration(own.state_dir, "hub") == own.data["pids"]["hub"]
    assert "Started again: the hub, ended by SIGKILL" in own.output
    joined = join("hub")
    _until(lambda: processes.of_demonstration(own.state_dir, "hub") == [joined.pid])
    await _answers(own)
    assert own.data["pids"] == {**before, "hub": [joined.pid]}
    assert await _name(own, own.data["sample"]["niks"][0])
    _until(lambda: "Not started again from now on: the hub" in own.output)


def test_a_part_that_runs_is_not_started_twice(own: Demo, join: Join) -> None:
    before = own.data
    for part in ("hub", "worker"):
        second = join(part)
        assert second.wait(READY_SECONDS) == 1
        assert second.stderr is not None
        assert f"The {part} of this demonstration runs already" in second.stderr.read().decode()
    assert own.data == before


def test_a_killed_worker_is_started_alone(own: Demo, join: Join) -> None:
    before = own.data["pids"]
    _kill(own, "worker")
    joined = join("worker")
    _until(lambda: processes.of_demonstration(own.state_dir, "worker") == [joined.pid])
    assert own.data["pids"] == {**before, "worker": [joined.pid]}


@pytest.fixture
async def proxy(own: Demo) -> AsyncIterator[TestServer]:
    """Stands between hub and population agency, and notes that it was asked."""
    asked = web.AppKey("asked", list[str])
    application = web.Application()
    application[asked] = []
    behind = own.data["emulators"]["population"]["url"]

    async def pass_on(request: web.Request) -> web.Response:
        application[asked].append(request.method)
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        address = behind + request.raw_path
        async with (
            aiohttp.ClientSession() as session,
            session.request(request.method, address, data=await request.read(), headers=headers) as response,
        ):
            return web.Response(body=await response.read(), status=response.status, content_type=response.content_type)

    application.router.add_route("*", "/{rest:.*}", pass_on)
    server = TestServer(application)
    async with server:
        yield server
        assert application[asked], "the hub went past the proxy"


async def test_an_agencys_address_from_outside_is_respected(own: Demo, join: Join, proxy: TestServer) -> None:
    """A hub that joins with a proxy before the agency reads through it: this person stands in no record of ours."""
    _kill(own, "hub")
    join("hub", HUB_CONNECTOR_POPULATION_URL=str(proxy.make_url("")).rstrip("/"))
    await _answers(own)
    assert await _name(own, own.data["sample"]["read_through_niks"][0])


async def test_its_end_ends_what_it_started_and_nothing_else(
    own: Demo, join: Join, pg_server: EmbeddedPostgres
) -> None:
    """One that joined ends with it; a stranger's process and a stranger's PostgreSQL live on. The data stay."""
    assert processes.of_demonstration(own.state_dir, "hub") == own.data["pids"]["hub"]
    async with Frontend(own.data) as frontend:
        number = await frontend.submit(own.data["sample"]["newborn_cases"][0])
    before, pids = own.data, own.pids
    stranger = subprocess.Popen(["sleep", "300"])  # noqa: ASYNC220  nothing else runs in this loop
    try:
        own.signal(signal.SIGINT)
        assert own.wait() == 0
        assert [pid for pid in pids if _lives(pid)] == []
        assert stranger.poll() is None
        assert _lives(pg_server.pid)
    finally:
        stranger.kill()
        stranger.wait()
    own.start()
    async with Frontend(own.data) as frontend:
        found = await frontend.data(FOLLOW, number=number)
    assert found["application"]["state"] == "SUBMITTED"
    for key in ("users", "clients", "sample", "graphql_url"):
        assert own.data[key] == before[key], key


def test_a_termination_ends_it_in_order_too(own: Demo) -> None:
    pids = own.pids
    own.signal(signal.SIGTERM)
    own.signal(signal.SIGHUP)
    assert own.wait() == 0
    assert [pid for pid in pids if _lives(pid)] == []
    assert "Traceback" not in own.output


def test_make_demo_is_this_command() -> None:
    done = subprocess.run(["make", "-n", "demo"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].endswith("python -m hub demo")


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
