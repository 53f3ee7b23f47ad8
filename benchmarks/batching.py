"""Calls to a loopback agency: each request for itself, and shared between requests.

An agency over HTTP in a process of its own takes many people in one call. Concurrent callers ask for one person each,
through a loader made anew for each request as the engine does; CPU is this process's (loaders, HTTP client), without
the agency's. Both ways run in turn, in the same process; medians of the rounds.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import uvloop

from benchmarks.figures import ROOT, Figure, Measurement
from hub.core.facet import FacetCopy, FacetKey
from hub.core.purpose import Purpose
from hub.exchange import ConnectorSettings, read_manifest
from hub.exchange.behalf import THE_HUB
from hub.exchange.client import HttpClient, Question
from hub.exchange.session import open_session
from hub.loaders.call_group import Caller
from hub.loaders.facets import FacetLoader, LiveFacet
from hub.loaders.shared_calls import SharedCalls
from hub.loaders.sharing import SharedReads

CALLERS = (1, 8, 32, 128)
REQUESTS = 1024
ROUNDS = 3
MAX_BATCH = 64
CALLER = Caller("1901", "benchmark", Purpose.PUBLIC_SERVICE)


@dataclass(frozen=True, slots=True)
class Run:
    """One way with one number of callers: CPU seconds, calls, and the requests' times in milliseconds."""

    cpu: float
    calls: int
    times: Sequence[float]

    @property
    def cpu_ms_per_1k(self) -> float:
        return self.cpu * 1e6 / len(self.times)

    @property
    def calls_per_request(self) -> float:
        return self.calls / len(self.times)


class Agency:
    """Implements `FacetSource`: all keys in one POST."""

    facet = "immunisations"
    max_batch = MAX_BATCH

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession) -> None:
        self.manifest = settings.manifest
        self.calls = 0
        self._http = HttpClient(settings, session)

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        self.calls += 1
        body = {"niks": [key.nik for key in keys]}
        question = Question(operation="read", method="POST", path="/facets", idempotent=True, json=body)
        found = (await self._http.ask(question)).json()
        now = dt.datetime.now(dt.UTC)
        return [FacetCopy(self.facet, tuple(found[key.nik]), now, fresh=True) for key in keys]


def measure() -> Measurement:
    """Takes about a minute."""
    with _agency() as url:
        runs = uvloop.run(_all(url))
    figures = []
    for callers in CALLERS:
        for way, of in runs[callers].items():
            figures += _figures(f"{callers:>3} callers, {way}", of)
    conditions = {
        "requests": f"{REQUESTS} of one key, {ROUNDS} rounds a way",
        "max_batch": str(MAX_BATCH),
        "loop": "uvloop",
        "agency": "aiohttp on 127.0.0.1, its own process",
    }
    return Measurement("batching", figures, conditions)


def _figures(what: str, runs: Sequence[Run]) -> list[Figure]:
    times = sorted(each for run in runs for each in run.times)
    return [
        Figure(f"{what}: CPU per 1,000 keys", statistics.median(run.cpu_ms_per_1k for run in runs), "ms"),
        Figure(f"{what}: calls per 100 requests", 100 * statistics.median(r.calls_per_request for r in runs), ""),
        Figure(f"{what}: half of the requests within", 1000 * statistics.median(times), "us"),
    ]


async def _all(url: str) -> dict[int, dict[str, list[Run]]]:
    found: dict[int, dict[str, list[Run]]] = {n: {"alone": [], "shared": []} for n in CALLERS}
    declared = dataclasses.replace(
        read_manifest("hub.connectors.health"), max_batch=MAX_BATCH, concurrency=128, shares_calls=True
    )
    async with open_session() as session:
        agency = Agency(ConnectorSettings(manifest=declared, base_url=url), session)
        shared = SharedCalls(declared, agency.facet, agency.fetch)
        for _ in range(ROUNDS + 1):
            for callers in CALLERS:
                found[callers]["alone"].append(await _run(agency, None, callers))
                found[callers]["shared"].append(await _run(agency, shared, callers))
        await shared.close()
    # The first round warms up.
    return {n: {way: runs[1:] for way, runs in ways.items()} for n, ways in found.items()}


async def _run(agency: Agency, shared: SharedCalls[FacetKey, FacetCopy[Any]] | None, callers: int) -> Run:
    times: list[float] = []
    calls, cpu = agency.calls, time.process_time()
    await asyncio.gather(*(_caller(agency, shared, REQUESTS // callers, times) for _ in range(callers)))
    return Run(time.process_time() - cpu, agency.calls - calls, times)


async def _caller(
    agency: Agency, shared: SharedCalls[FacetKey, FacetCopy[Any]] | None, requests: int, times: list[float]
) -> None:
    asked: set[str] = set()
    for _ in range(requests):
        began = time.perf_counter()
        key = FacetKey(uuid.uuid4(), f"1901011501{len(times) % 1_000_000:06}")
        loader: FacetLoader = (
            SharedReads(shared, CALLER, set(), asked) if shared else LiveFacet("benchmark", agency, THE_HUB, asked)
        )
        copy = await loader.load(key)
        if copy.items != (key.nik,):
            raise SystemExit("The agency's answer is not about the person who was asked for.")
        times.append((time.perf_counter() - began) * 1000)


@contextmanager
def _agency() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.batch_agency"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait(10)
