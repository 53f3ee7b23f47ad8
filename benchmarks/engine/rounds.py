"""The measurement: in every round each server in turn answers each question at each number of connections."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.engine import load, measured
from benchmarks.engine.load import Answers, Load
from benchmarks.engine.stage import AGENCIES, Peer, Running

WARM_UP: Final = 1
"""Seconds; nothing of it is counted."""
TURNS: Final = 4
"""Each connection should be answered so often; a slow server is given up to `LONGEST` times the seconds for it."""
LONGEST: Final = 8
_IDLE_SECONDS: Final = 0.2
_GIVE_UP_SECONDS: Final = 120.0
SINGLE: Final = "Q2"
"""The question that is asked over one connection too, in the lane over agencies."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. Processor seconds are for 1,000 requests."""

    peer: str
    lane: str
    query: str
    connections: int
    round: int
    rps: float
    cpu_s_per_1k: float
    postgres_cpu_s_per_1k: float
    agencies_cpu_s_per_1k: float
    beside_cpu_s_per_1k: float
    p50_ms: float
    p99_ms: float
    rss_mb: float
    pss_mb: float
    bytes_per_answer: float
    errors: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often. `bodies` are the request files by peer and query; with `fresh` they begin
    anywhere, and every `cold`th request is a document that was never sent before."""

    rounds: int
    seconds: int
    connections: Sequence[int]
    bodies: Mapping[tuple[str, str], Path]
    postgres: int
    agencies: int
    fresh: bool = False
    cold: int = 0


def run(plan: Plan, servers: Mapping[str, tuple[Peer, Running]], queries: Sequence[str]) -> Iterator[Row]:
    """Gives a row as soon as it is measured."""
    for number in range(1, plan.rounds + 1):
        for query in queries:
            for connections in _connections(plan, query):
                for peer, running in servers.values():
                    if query in peer.queries and (connections > 1 or peer.lane == AGENCIES):
                        yield _measure(plan, peer, running, query, connections, number)


def _seconds(plan: Plan, warm: Answers, connections: int) -> int:
    pace = warm.requests / warm.seconds
    wanted = TURNS * connections / pace if pace else float("inf")
    return round(min(max(plan.seconds, wanted), plan.seconds * LONGEST))


def _idle(groups: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Processor seconds by group, once nobody works any more."""
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    before = {name: measured.cpu_seconds(pids) for name, pids in groups.items()}
    while True:
        time.sleep(_IDLE_SECONDS)
        after = {name: measured.cpu_seconds(pids) for name, pids in groups.items()}
        if sum(after.values()) - sum(before.values()) < _IDLE_SECONDS / 10 or time.monotonic() > deadline:
            return after
        before = after


def _connections(plan: Plan, query: str) -> Iterable[int]:
    return [1, *plan.connections] if query == SINGLE else plan.connections


def _measure(plan: Plan, peer: Peer, running: Running, query: str, connections: int, number: int) -> Row:
    tokens = running.tokens() if running.tokens else None
    what = Load(
        running.url, plan.bodies[peer.name, query], running.token(), peer.partial, tokens, plan.fresh, plan.cold
    )
    groups = {
        "own": [running.server.pid],
        "postgres": [plan.postgres],
        "agencies": [plan.agencies],
        "beside": [server.pid for server in running.beside],
    }
    warm = load.send(what, connections, WARM_UP)
    before = _idle(groups)
    answers = load.send(what, connections, _seconds(plan, warm, connections))
    after = _idle(groups)
    # What was under way at the end is worked off too, so it counts: one request a connection.
    sent = answers.requests + connections
    cost = {name: (after[name] - before[name]) * 1000 / sent for name in groups}
    rss, pss = measured.memory_mb(groups["own"])
    return Row(
        peer=peer.name,
        lane=peer.lane,
        query=query,
        connections=connections,
        round=number,
        rps=round(answers.requests / answers.seconds, 1),
        cpu_s_per_1k=round(cost["own"], 4),
        postgres_cpu_s_per_1k=round(cost["postgres"], 4),
        agencies_cpu_s_per_1k=round(cost["agencies"], 4),
        beside_cpu_s_per_1k=round(cost["beside"], 4),
        p50_ms=round(answers.p50_ms, 2),
        p99_ms=round(answers.p99_ms, 2),
        rss_mb=round(rss, 1),
        pss_mb=round(pss, 1),
        bytes_per_answer=round(answers.bytes / max(1, answers.requests)),
        errors=answers.errors,
    )
