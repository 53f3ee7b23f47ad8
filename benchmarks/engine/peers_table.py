"""Every server of the comparison, in the order in which a round goes through them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from benchmarks.engine import gateways, hub_servers, postgraphile
from benchmarks.engine.stage import AGENCIES, RECORD, Peer, Running, Stage

CEILING: Final = "ceiling"
_LIVE: Final = ("Q1", "Q2", "Q3")


def _ceiling(stage: Stage) -> Running:
    port = stage.port()
    command = [sys.executable, "-m", "benchmarks.engine.ceiling", str(port)]
    return Running(stage.servers.start(CEILING, command, port, {"DATABASE_URL": stage.database_url}))


def _node(name: str, script: str, source: str, path: str = "/graphql") -> Callable[[Stage], Running]:
    return lambda stage: Running(stage.start_node(name, script, {"SOURCE": source}), path)


_FEDERATION: Final = gateways.Federation()

PEERS: Final = (
    Peer(CEILING, RECORD, _ceiling),
    *hub_servers.OVER_RECORD,
    *hub_servers.IN_PROCESSES,
    Peer("Mercurius", RECORD, _node("Mercurius", "mercurius.mjs", RECORD)),
    Peer("Apollo Server", RECORD, _node("Apollo Server", "apollo.mjs", RECORD, "/")),
    Peer("PostGraphile", RECORD, postgraphile.start, texts=postgraphile.TEXTS),
    *hub_servers.OVER_AGENCIES,
    Peer("Mercurius over REST", AGENCIES, _node("Mercurius over REST", "mercurius.mjs", AGENCIES), _LIVE),
    Peer("Apollo over REST", AGENCIES, _node("Apollo over REST", "apollo.mjs", AGENCIES, "/"), _LIVE),
    Peer("Tailcall", AGENCIES, gateways.tailcall, _LIVE, gateways.TAILCALL_TEXTS),
    Peer("Tailcall without batches", AGENCIES, gateways.tailcall_alone, _LIVE[:2], gateways.TAILCALL_TEXTS),
    Peer("Apollo Gateway", AGENCIES, _FEDERATION.apollo, _LIVE),
    Peer("Hive Gateway", AGENCIES, _FEDERATION.hive, _LIVE),
)
