"""`make bench-engine`: the hub beside other GraphQL servers. docs/benchmarks.md says how to read it.

Environment: ONLY (words of servers, lanes or queries; or `law`, or `law receipts`), ROUNDS, SECONDS, PEOPLE,
CONNECTIONS, PORT.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.engine import contract, cost, database, law, load, node, report, rounds, targets
from benchmarks.engine.choice import Choice
from benchmarks.engine.peers_table import PEERS
from benchmarks.engine.rounds import Row
from benchmarks.engine.servers import Server, Servers
from benchmarks.engine.stage import Peer, Running, Stage
from benchmarks.engine.verify import Truth
from benchmarks.figures import RESULTS, ROOT

FOLDER: Final = RESULTS / "engine"


def main() -> int:
    """Exit code 0, or 1 when an answer was wrong."""
    choice = Choice.from_environment(os.environ, PEERS)
    if not load.is_there():
        raise SystemExit(load.MISSING)
    about = report.about(choice) | (law.about() if choice.law else {})
    node.install()
    # Ending it by a signal ends the servers too; a background process ignores the keyboard's.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    with ExitStack() as stack:
        servers = Servers(ROOT, FOLDER / "logs")
        postgres = database.server(FOLDER, choice.port)
        stack.callback(database.stop, postgres)
        prepared = database.prepare(FOLDER, postgres, choice.people)
        stack.callback(servers.stop_all)
        agencies = _agencies(servers, choice.port + 1)
        stage = Stage(prepared, servers, postgres.url, agencies, choice.port + 2, postgres.pid)
        rows = []
        for row in _measured(choice)(choice, stage):
            report.progress(row)
            rows.append(row)
            report.keep(rows, about)
    return report.finish(rows, about, _told(choice, rows))


def _measured(choice: Choice) -> Callable[[Choice, Stage], Iterator[Row]]:
    return cost.measure if choice.cost else law.measure if choice.law else _measure


def _told(choice: Choice, rows: Sequence[Row]) -> list[str]:
    if choice.cost:
        return cost.verdicts(rows, choice.connections)
    return law.verdicts(rows, choice.connections) if choice.law else targets.verdicts(rows)


def _measure(choice: Choice, stage: Stage) -> Iterator[Row]:
    running = {peer.name: (peer, _started(peer, stage)) for peer in choice.peers}
    bodies = _verified(stage, running, choice.queries)
    plan = rounds.Plan(
        choice.rounds, choice.seconds, choice.connections, bodies, stage.postgres_pid, stage.agencies.pid
    )
    yield from rounds.run(plan, running, choice.queries)


def _agencies(servers: Servers, port: int) -> Server:
    command = [sys.executable, "-m", "benchmarks.engine.agencies", str(FOLDER / "agencies.tsv"), str(port)]
    return servers.start("agencies", command, port, {})


def _started(peer: Peer, stage: Stage) -> Running:
    print(f"Starting {peer.name} ...", flush=True)
    return peer.start(stage)


def _verified(
    stage: Stage, running: dict[str, tuple[Peer, Running]], queries: Sequence[str]
) -> dict[tuple[str, str], Path]:
    """The request files, after every server has given the right answers."""
    folder = FOLDER / "bodies"
    folder.mkdir(parents=True, exist_ok=True)
    truth, files = Truth(stage.prepared), {}
    for query in queries:
        asked = contract.questions(query, stage.prepared.niks, stage.prepared.names)
        for peer, server in running.values():
            if query in peer.queries:
                truth.check(peer, server, asked)
                name = f"{peer.name}-{query}" if query in peer.texts else query
                files[peer.name, query] = contract.write_bodies(folder, name, asked, peer.texts.get(query))
    print("Every server gives the same data.\n", flush=True)
    return files


if __name__ == "__main__":
    sys.exit(main())
