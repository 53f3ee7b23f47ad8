"""The hub as it is served: `hub serve` in one process, with a verified token of a registered client."""

from __future__ import annotations

import base64
import dataclasses
import http.client
import json
import sys
from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.engine.data import REGION, TENANT
from benchmarks.engine.database import CLIENT
from benchmarks.engine.law_seed import Askers
from benchmarks.engine.servers import HOST, Server
from benchmarks.engine.stage import AGENCIES, RECORD, Peer, Running, Stage

Start = Callable[[Stage], Running]
_FORM: Final = "application/x-www-form-urlencoded"
NOWHERE: Final = "http://127.0.0.1:9"
"""Nobody listens there: an agency that is down."""


def start(
    stage: Stage, name: str, connectors: str, settings: Mapping[str, str] | None = None, arguments: tuple[str, ...] = ()
) -> Running:
    """Starts a hub; the token is asked for anew before each measurement, since it lives ten minutes."""
    port = stage.port()
    url = f"http://{HOST}:{port}"
    agencies = {
        f"HUB_CONNECTOR_{agency}_URL": stage.agencies_url
        for agency in ("POPULATION", "LICENSING", "EDUCATION", "HEALTH")
    }
    environment = {
        "HUB_DATABASE_URL": stage.database_url,
        "HUB_PUBLIC_URL": url,
        "HUB_PORT": str(port),
        "HUB_TENANT": TENANT,
        "HUB_REGION": REGION,
        "HUB_STATE_DIR": str(stage.prepared.folder / "hub"),
        "HUB_CONNECTORS": f"benchmarks.engine.connectors.{connectors}",
        "HUB_SANDBOX": "true",
        "HUB_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "hub", "serve", *arguments]
    server = stage.servers.start(name, command, port, environment | agencies | dict(settings or {}))
    return Running(server, token=lambda: _token(server, stage.prepared.client_secret))


def asked_by(name: str, connectors: str, askers: Askers, settings: Mapping[str, str] | None = None) -> Start:
    """The same with many clients, whose tokens are signed anew before each measurement."""

    def started(stage: Stage) -> Running:
        running = start(stage, name, connectors, settings)
        base = f"http://{HOST}:{running.server.port}"
        return dataclasses.replace(running, token=_none, tokens=lambda: askers.tokens(base))

    return started


def _none() -> str:
    return ""


def _token(server: Server, secret: str) -> str:
    basic = base64.b64encode(f"{CLIENT}:{secret}".encode()).decode()
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    try:
        headers = {"Authorization": f"Basic {basic}", "Content-Type": _FORM}
        connection.request("POST", "/oauth/token", "grant_type=client_credentials", headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
    finally:
        connection.close()
    if answer.status != 200:
        raise SystemExit(f"{server.name} gave no token: {said}")
    return str(said["access_token"])


OFF: Final = {"HUB_RECEIPTS": "off"}
_DOWN: Final = {**OFF, "HUB_CONNECTOR_HEALTH_URL": NOWHERE}
_LIVE: Final = ("Q1", "Q2", "Q3")


def _hub(
    name: str, lane: str, settings: Mapping[str, str], *arguments: str, queries: tuple[str, ...], partial: bool = False
) -> Peer:
    return Peer(name, lane, lambda stage: start(stage, name, lane, settings, arguments), queries, partial=partial)


OVER_RECORD: Final = (
    _hub("hub without receipts", RECORD, OFF, queries=(*_LIVE, "Q4")),
    _hub("hub with receipts", RECORD, {}, queries=(*_LIVE, "Q4")),
)
OVER_AGENCIES: Final = (
    _hub("hub over agencies", AGENCIES, OFF, queries=_LIVE),
    _hub("hub with an agency down", AGENCIES, _DOWN, queries=("Q2",), partial=True),
)
IN_PROCESSES: Final = (_hub("hub in two processes", RECORD, OFF, "--processes", "2", queries=("Q2",)),)
