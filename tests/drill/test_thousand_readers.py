"""A thousand readers come at once for one citizen whose copies are old, to two hubs over one record: one call each."""

from __future__ import annotations

import asyncio
import collections
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

import aiohttp
import pytest

from tests.drill.rig import HOST, District, Gated, environment_of, until
from tests.fixtures.demo import ROOT, free_ports

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]

READERS: Final = 1000
ONE_CALL_MS: Final = 3000
"""Long enough for all to come while the call is under way, and shorter than the connector's 5 s."""
EVERYTHING: Final = """
query Everything($nik: NIK!) {
  citizen(nik: $nik) { healthCoverage { number } licences { nib } sources { agency state asOf } }
}
"""


@pytest.fixture
def second(gated: Gated) -> Iterator[str]:
    """The address of a second process over the demonstration's database, which is still starting."""
    port = free_ports()
    log = gated.demo.state_dir / "second-hub.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "serve"],
            cwd=ROOT, env=environment_of(gated.demo) | {"HUB_PORT": str(port)}, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output,
        )  # fmt: skip
    yield f"http://{HOST}:{port}"
    process.terminate()
    process.wait(30)


@pytest.fixture
async def hubs(second: str, district: District) -> tuple[str, str]:
    """Both, ready."""
    await until(lambda: is_ready(district.frontend.http, second))
    return district.demo.data["graphql_url"], f"{second}/graphql"


async def is_ready(http: aiohttp.ClientSession, site: str) -> bool:
    try:
        async with http.get(f"{site}/health/ready") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def test_a_thousand_readers_cost_one_call(district: District, hubs: tuple[str, str]) -> None:
    nik = district.niks[0]
    await district.frontend.data(EVERYTHING, nik=nik)
    await district.age("health_coverage")
    await district.age("licences")
    before = {agency: await district.agencies.calls(agency) for agency in ("insurance", "licensing")}
    await district.agencies.fault("insurance", latency_ms=ONE_CALL_MS)
    try:
        answers = await all_at_once(district, hubs, nik)
    finally:
        await district.agencies.fault("insurance")
    after = {agency: await district.agencies.calls(agency) for agency in before}
    assert [answer for answer in answers if "errors" in answer] == []
    assert len({answer["data"]["citizen"]["healthCoverage"]["number"] for answer in answers}) == 1
    assert all(answer["data"]["citizen"]["licences"] for answer in answers)
    states = collections.Counter(state(answer) for answer in answers)
    print(f"{states}, calls {before} -> {after}")  # noqa: T201  the figures are what a drill is for
    # Who came when it was done is told that it is a copy, and of when.
    assert states["FRESH"] > READERS / 2
    assert set(states) <= {"FRESH", "CACHED"}
    assert after == {"insurance": before["insurance"] + 1, "licensing": before["licensing"]}


def state(answer: dict[str, Any]) -> str:
    found: str = next(
        one["state"] for one in answer["data"]["citizen"]["sources"] if one["agency"] == "insurance"
    )  # fmt: skip
    return found


async def all_at_once(district: District, hubs: tuple[str, str], nik: str) -> list[dict[str, Any]]:
    """A connection each, so that nobody waits for another reader's answer; every second one at the second hub."""
    body = {"query": EVERYTHING, "variables": {"nik": nik}}
    # A thousand receipts are written one after the other on a busy machine; whoever waits for that is no failure.
    patience = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=patience, headers=district.frontend.headers) as http:

        async def one(number: int) -> dict[str, Any]:
            async with http.post(hubs[number % len(hubs)], json=body) as response:
                answer: dict[str, Any] = await response.json()
            return answer

        return await asyncio.gather(*(one(number) for number in range(READERS)))
