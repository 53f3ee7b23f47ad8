"""One demonstration for the drills of this folder, with a door before each agency that is asked live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest

from tests.demo.graph import Frontend
from tests.drill.rig import ASKED_LIVE, HOST, District, Gate, Gated
from tests.fixtures.demo import PORTS, Demo, free_ports, lend_regions


@pytest.fixture(scope="session")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    """A demonstration whose hub and worker reach the agencies through gates only."""
    port, gates, environment = free_ports(len(ASKED_LIVE)), dict[str, Gate](), dict[str, str]()
    with ExitStack() as stack:
        for agency in ASKED_LIVE:
            # From below the kernel's range for outgoing ones: nobody else takes the port while the gate is shut.
            gate = gates[agency] = Gate(next_free(port, gates), port + 1)
            gate.open()
            stack.callback(gate.shut)
            environment[f"HUB_CONNECTOR_{agency.upper()}_URL"] = f"http://{HOST}:{gate.port}/{agency}"
        demo = Demo(tmp_path_factory.mktemp("drill") / "state", port, environment=environment)
        stack.callback(demo.remove)
        lend_regions(demo.state_dir)
        demo.start()
        yield Gated(demo, gates)


def next_free(port: int, gates: dict[str, Gate]) -> int:
    """A port for one more gate, after the demonstration's own."""
    return port + PORTS + len(gates)


@pytest.fixture
async def district(gated: Gated) -> AsyncIterator[District]:
    async with Frontend(gated.demo.data) as frontend:
        entered = await District.entered(gated, frontend)
        yield entered
        await entered.database.close()
