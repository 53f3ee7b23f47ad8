"""`make bench-engine ONLY=law`: what the hub costs with the law on, beside servers that check nothing.

The load is that of a district in its daily work: 500 tokens of 200 agreements in turn, another citizen in each request,
one field in ten masked, and in a second table one document in ten that nobody sent before.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.engine import contract, hub_servers, law_seed, rounds
from benchmarks.engine.choice import Choice
from benchmarks.engine.contract import LIST, Question
from benchmarks.engine.law_seed import AGREEMENTS, CLIENTS, MASKED, Askers
from benchmarks.engine.peers_table import CEILING, PEERS
from benchmarks.engine.rounds import Row
from benchmarks.engine.stage import AGENCIES, RECORD, Peer, Running, Stage
from benchmarks.engine.targets import RATE, Target, judged, ratios
from benchmarks.engine.verify import Truth, ask

WARM: Final = "law"
COLD: Final = "law, one document in ten cold"
HUB: Final = "hub with the law"
UNKEPT: Final = "hub with the law, without receipts"
LIVE: Final = "hub with the law over agencies"
ONE_IN: Final = 10
Servers: TypeAlias = dict[str, tuple[Peer, Running]]
"""Those that run, by name."""
_BODIES: Final = {"Q1": 20_000, "Q2": 20_000, "Q3": 2_000}
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    CEILING: ("Q1",),
    HUB: ("Q1", "Q2", "Q3"),
    UNKEPT: ("Q1", "Q2", "Q3"),
    "Mercurius": ("Q2", "Q3"),
    LIVE: ("Q2",),
    "Apollo Gateway": ("Q2",),
}
"""What each server is asked; so much as the targets need, and the receipts' cost."""
_COLD: Final = (CEILING, HUB, "Mercurius", LIVE, "Apollo Gateway")


def measure(choice: Choice, stage: Stage) -> Iterator[Row]:
    """Starts the servers, verifies them, and gives a row as soon as it is measured."""
    queries = asked_of(choice)
    plan, running = prepared(choice, stage, _ASKED)
    for number in range(1, choice.rounds + 1):
        for row in rounds.run(plan, running, queries):
            yield dataclasses.replace(row, lane=WARM, round=number)
        some: Servers = {name: running[name] for name in _COLD if name in running}
        for row in rounds.run(dataclasses.replace(plan, cold=ONE_IN), some, queries):
            yield dataclasses.replace(row, lane=COLD, round=number)


def asked_of(choice: Choice) -> list[str]:
    """The questions of this choice that are asked with the law on."""
    return [query for query in choice.queries if query in _BODIES]


def prepared(choice: Choice, stage: Stage, names: Iterable[str]) -> tuple[rounds.Plan, Servers]:
    """The servers of these names, started and verified, and the plan of one round."""
    askers, queries = law_seed.seed(stage.prepared, stage.database_url), asked_of(choice)
    wanted = [peer for peer in peers(askers, queries) if peer.name in set(names)]
    running = {peer.name: (peer, _started(peer, stage)) for peer in wanted}
    bodies = _verified(stage, askers, running, queries)
    plan = rounds.Plan(
        1, choice.seconds, choice.connections, bodies, stage.postgres_pid, stage.agencies.pid, fresh=True
    )
    return plan, running


def about() -> dict[str, str]:
    """What a reader must know of the load."""
    return {
        "load": f"{CLIENTS} tokens of {AGREEMENTS} agreements, {law_seed.policies()} policies, another citizen in each "
        f"request, masked: {', '.join(MASKED)}"
    }


def verdicts(rows: Sequence[Row], connections: Sequence[int]) -> list[str]:
    """The targets, once for each table."""
    told = []
    for lane in (WARM, COLD):
        lines = ratios([row for row in rows if row.lane == lane], targets(connections))
        told += [f"**{lane}**", "", *judged(lines), ""] if lines else []
    return told


def targets(connections: Sequence[int]) -> Sequence[Target]:
    """What point 7 of the law asks for; and receipts cost a quarter of the throughput at the most."""
    at = tuple(connections)
    return (
        Target(HUB, CEILING, "Q1", 1 / 0.7, at),
        Target(HUB, "Mercurius", "Q2", 1 / 1.8, at),
        Target(HUB, "Mercurius", "Q3", 1 / 4, at),
        Target(LIVE, "Apollo Gateway", "Q2", 1 / 6, at),
        *(Target(UNKEPT, HUB, query, 1 / 0.75, at, RATE) for query in ("Q1", "Q2", "Q3")),
    )


def peers(askers: Askers, queries: Sequence[str]) -> list[Peer]:
    """The servers that are asked any of the queries."""
    hubs = {
        HUB: hub_servers.asked_by(HUB, RECORD, askers),
        UNKEPT: hub_servers.asked_by(UNKEPT, RECORD, askers, hub_servers.OFF),
        LIVE: hub_servers.asked_by(LIVE, AGENCIES, askers),
    }
    known = {peer.name: peer for peer in PEERS}
    made = [
        Peer(name, WARM, hubs[name], asked, partial=True) if name in hubs
        else dataclasses.replace(known[name], lane=WARM, queries=asked)
        for name, asked in _ASKED.items()
    ]  # fmt: skip
    return [peer for peer in made if set(peer.queries) & set(queries)]


def _started(peer: Peer, stage: Stage) -> Running:
    print(f"Starting {peer.name} ...", flush=True)
    return peer.start(stage)


def _verified(
    stage: Stage, askers: Askers, running: Mapping[str, tuple[Peer, Running]], queries: Sequence[str]
) -> dict[tuple[str, str], Path]:
    """The request files, after every server has given the right answers: the hub with what it masks."""
    folder = stage.prepared.folder / "bodies"
    folder.mkdir(parents=True, exist_ok=True)
    truth, files = Truth(stage.prepared), {}
    for query in queries:
        asked = _questions(query, askers.niks)
        path = contract.write_bodies(folder, f"law-{query}", asked)
        for peer, server in running.values():
            if query not in peer.queries:
                continue
            if peer.partial:
                _check_masked(truth, peer, server, asked)
            else:
                truth.check(peer, server, asked)
            files[peer.name, query] = path
    print("Every server gives the same data, and the hub masks what the agreements mask.\n", flush=True)
    return files


def _questions(query: str, niks: Sequence[str]) -> list[Question]:
    """Everybody in turn, shuffled: whoever was asked about is not asked about again for long."""
    rng = random.Random(f"law {query}")  # noqa: S311  the same questions each time
    size = LIST if query == "Q3" else 1
    wanted = _BODIES[query] * size
    order = [nik for _ in range(-(-wanted // len(niks))) for nik in rng.sample(niks, len(niks))]
    if query == "Q3":
        return [Question(query, {"niks": order[at : at + size]}) for at in range(0, wanted, size)]
    return [Question(query, {"nik": nik}) for nik in order[:wanted]]


def _check_masked(truth: Truth, peer: Peer, running: Running, asked: Sequence[Question]) -> None:
    """Raises SystemExit where an answer is not the truth with the masked fields null and told of."""
    assert running.tokens is not None
    tokens = running.tokens().read_text(encoding="utf-8").split()
    # Each client has asked before: a token is verified once in its ten minutes, and that is not what is measured here.
    for token, question in zip(tokens, asked, strict=False):
        said = ask(running.url, question.body(), token)
        wanted = {"data": masked(truth.expected(question, said))}
        codes = {error["extensions"]["code"] for error in said.get("errors", ())}
        if {"data": said.get("data")} != wanted or codes != {"MASKED"}:
            raise SystemExit(f"{peer.name} answers {question.query} differently:\n{json.dumps(said)[:2000]}")


def masked(data: Any) -> Any:
    """The data with null in the place of each masked field."""
    hidden = {coordinate.partition(".")[2] for coordinate in MASKED}
    if isinstance(data, list):
        return [masked(each) for each in data]
    if isinstance(data, dict):
        return {name: None if name in hidden else masked(value) for name, value in data.items()}
    return data
