"""Servers over agencies that are no hub and no GraphQL server of one's own: Tailcall, and two federation gateways."""

from __future__ import annotations

import re
import subprocess
from typing import Final

from benchmarks.engine.contract import QUERIES
from benchmarks.engine.node import PEERS, node
from benchmarks.engine.servers import HOST, Server
from benchmarks.engine.stage import Running, Stage

SUBGRAPHS: Final = 4
# It takes no scalars of one's own into an address.
TAILCALL_TEXTS: Final = {name: text.replace("NIK!", "String!") for name, text in QUERIES.items()}
_TAILCALL: Final = PEERS / "node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall"
_HIVE: Final = PEERS / "node_modules/@graphql-hive/gateway/dist/bin.js"
_STAY_HERE: Final = {
    "TC_TRACKER": "false",
    "TAILCALL_TRACKER": "false",
    # A line for every call costs it half of its speed.
    "TC_LOG_LEVEL": "error",
    "TAILCALL_LOG_LEVEL": "error",
    # It asks for newer versions of itself: that goes nowhere.
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "NO_PROXY": HOST,
}


class Federation:
    """Four subgraphs in one process and their supergraph, started when the first gateway needs them."""

    def __init__(self) -> None:
        self._subgraphs: Server | None = None
        self._supergraph = ""

    def apollo(self, stage: Stage) -> Running:
        subgraphs = self._started(stage)
        server = stage.start_node("Apollo Gateway", "apollo-gateway.mjs", {"SUPERGRAPH": self._supergraph})
        return Running(server, "/", beside=(subgraphs,))

    def hive(self, stage: Stage) -> Running:
        subgraphs = self._started(stage)
        port = stage.port()
        options = ["--port", str(port), "--host", HOST, "--fork", "1"]
        command = [str(node()), str(_HIVE), "supergraph", self._supergraph, *options]
        return Running(stage.servers.start("Hive Gateway", command, port, {}), beside=(subgraphs,))

    def _started(self, stage: Stage) -> Server:
        if self._subgraphs is None or self._subgraphs.process.poll() is not None:
            first = stage.port()
            for _ in range(1, SUBGRAPHS):
                stage.port()
            self._subgraphs = stage.servers.start(
                "subgraphs", [str(node()), str(PEERS / "subgraphs.mjs")], first,
                {"PORT": str(first), "AGENCIES_URL": stage.agencies_url},
            )  # fmt: skip
            self._supergraph = str(stage.prepared.folder / "supergraph.graphql")
            compose = [str(node()), str(PEERS / "compose.mjs"), self._supergraph, str(first)]
            subprocess.run(compose, check=True, timeout=120)
        return self._subgraphs


def tailcall(stage: Stage) -> Running:
    """As its documentation has it: keys of one moment, of one request or several, share a call."""
    return _tailcall(stage, "Tailcall", (PEERS / "tailcall.graphql").read_text(encoding="utf-8"))


def tailcall_alone(stage: Stage) -> Running:
    """The same without batches: five calls a request."""
    text = (PEERS / "tailcall.graphql").read_text(encoding="utf-8")
    plain = re.sub(r', batchKey: \["\w+"\]|batch: \{[^}]*\}', "", text)
    # Without a batch nothing takes the one element out of a list: ask for the element.
    plain = re.sub(r'(/citizens|/families)", query: \[\{key: "\w+", value: "([^"]+)"\}\]', r'\1/\2"', plain)
    return _tailcall(stage, "Tailcall without batches", plain.replace("@upstream()", "@upstream"))


def _tailcall(stage: Stage, name: str, text: str) -> Running:
    """One worker; its configuration names the ports of this run."""
    if not _TAILCALL.exists():
        raise SystemExit("Tailcall's package holds a program for x86-64 with glibc only: leave it out with ONLY=.")
    port = stage.port()
    file = stage.prepared.folder / f"{name.replace(' ', '-')}.graphql"
    file.write_text(text.replace("{PORT}", str(port)).replace("{AGENCIES}", stage.agencies_url), encoding="utf-8")
    return Running(stage.servers.start(name, [str(_TAILCALL), "start", str(file)], port, _STAY_HERE))
