"""What every server of the comparison is started with, and what it is once it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.engine.database import Prepared
from benchmarks.engine.node import node
from benchmarks.engine.servers import HOST, Server, Servers

RECORD: Final = "record"
AGENCIES: Final = "agencies"


@dataclass(slots=True)
class Stage:
    """The database, the agencies, and free ports from `first_port` on."""

    prepared: Prepared
    servers: Servers
    database_url: str
    agencies: Server
    first_port: int
    postgres_pid: int
    _ports: count[int] = field(init=False)

    def __post_init__(self) -> None:
        self._ports = count(self.first_port)

    @property
    def agencies_url(self) -> str:
        return f"http://{HOST}:{self.agencies.port}"

    def port(self) -> int:
        return next(self._ports)

    def start_node(self, name: str, script: str, environment: Mapping[str, str] | None = None) -> Server:
        """A script of peers/ in Node; it listens on PORT."""
        port = self.port()
        given = {"PORT": str(port), "DATABASE_URL": self.database_url, "AGENCIES_URL": self.agencies_url}
        command = [str(node()), f"benchmarks/engine/peers/{script}"]
        return self.servers.start(name, command, port, given | dict(environment or {}))


def _no_token() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Running:
    """A peer that runs. `beside` are servers that it needs and whose cost is shown apart from its own.

    `tokens` gives a file of tokens, one a line, for a peer that many clients ask at once."""

    server: Server
    path: str = "/graphql"
    beside: tuple[Server, ...] = ()
    token: Callable[[], str] = _no_token
    tokens: Callable[[], Path] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server.port}{self.path}"


@dataclass(frozen=True, slots=True)
class Peer:
    """A server of the comparison.

    `texts` are queries for one that names things in its own way; `partial` is for one whose answers hold errors on
    purpose.
    """

    name: str
    lane: str
    start: Callable[[Stage], Running]
    queries: tuple[str, ...] = ("Q1", "Q2", "Q3", "Q4")
    texts: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False
