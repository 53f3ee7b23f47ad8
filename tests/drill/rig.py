"""A demonstration whose agencies stand behind doors of the test's own, which can be shut; and what goes wrong there."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self

import aiohttp
import asyncpg

from tests.demo.graph import Frontend
from tests.fixtures.demo import Demo

HOST: Final = "127.0.0.1"
ASKED_LIVE: Final = ("population", "health", "licensing", "insurance")
LATER_SECONDS: Final = 60
"""A breaker rests 30 s at most, and the question that tries it takes a time-out of 10 s at most."""
_CHUNK: Final = 64 * 1024


class Gate:
    """A TCP proxy before an agency. Shut, nobody listens at its port and its connections are gone."""

    def __init__(self, port: int, behind: int) -> None:
        self.port = port
        self._behind = behind
        self._wires: set[socket.socket] = set()
        self._listener: socket.socket | None = None

    def open(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server((HOST, self.port), backlog=128)
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone does not wake whoever accepts.
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for wire in tuple(self._wires):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection((HOST, self._behind))
        except OSError:
            near.close()
            return
        self._wires |= {near, far}
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                sink.sendall(chunk)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        self._wires.discard(source)
        # Each is closed by the thread that reads it, so that no number is used again under the other's hands.
        source.close()


@dataclass
class Agencies:
    """The doors of the agencies and their emulators' admin addresses."""

    gates: Mapping[str, Gate]
    http: aiohttp.ClientSession
    data: Mapping[str, Any]

    async def fault(self, agency: str, **faults: object) -> None:
        """The emulator's faults from now on; none when nothing is given."""
        async with self.http.put(self._admin(agency, "faults"), json=faults) as response:
            assert response.status == 200, await response.text()

    async def calls(self, agency: str) -> int:
        """How many calls the emulator has counted."""
        async with self.http.get(self._admin(agency, "calls")) as response:
            total: int = (await response.json())["total"]
        return total

    async def stranger(self, number: int) -> str:
        """The NIK of one more person whom the population agency knows and the record does not."""
        known: str = self.data["sample"]["read_through_niks"][0]
        address = self._admin("population", "data")
        async with self.http.get(address, params={"key": known}) as response:
            person = await response.json()
        nik = f"{known[:12]}{number:04d}"
        async with self.http.post(address, json=[{**person, "nik": nik}]) as response:
            assert response.status == 200, await response.text()
        return nik

    def _admin(self, agency: str, page: str) -> str:
        return f"{self.data['emulators'][agency]['admin_url']}/{page}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with an agency. `code` is what a reader is told; `asked` whether the agency counts the calls."""

    name: str
    code: str
    faults: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_down(self) -> bool:
        return not self.faults

    async def begin(self, agencies: Agencies, agency: str) -> None:
        if self.is_down:
            agencies.gates[agency].shut()
        else:
            await agencies.fault(agency, **self.faults)

    async def end(self, agencies: Agencies, agency: str) -> None:
        agencies.gates[agency].open()
        await agencies.fault(agency)


# The longest time-out of the four is 10 s (licensing).
FAULTS: Final = (
    Fault("down", "SOURCE_UNAVAILABLE"),
    Fault("slow", "SOURCE_UNAVAILABLE", {"latency_ms": 12_000}),
    Fault("garbage", "SOURCE_UNAVAILABLE", {"garbage": True}),
    Fault("over quota", "QUOTA_EXHAUSTED", {"quota_exhausted": True}),
)


@dataclass
class Gated:
    """A demonstration behind gates; `numbers` tell apart the people whom its drills bring to the population agency."""

    demo: Demo
    gates: Mapping[str, Gate]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(7000))


@dataclass
class District:
    """A running demonstration, a frontend that may read all, and the record's own database."""

    demo: Demo
    frontend: Frontend
    agencies: Agencies
    database: asyncpg.Pool[Any]
    numbers: Iterator[int]

    @classmethod
    async def entered(cls, gated: Gated, frontend: Frontend) -> Self:
        data = gated.demo.data
        # Several at once: a crowd makes copies old while times are taken.
        database = await asyncpg.create_pool(data["database_url"], min_size=1, max_size=4)
        return cls(gated.demo, frontend, Agencies(gated.gates, frontend.http, data), database, gated.numbers)

    @property
    def niks(self) -> list[str]:
        niks: list[str] = self.demo.data["sample"]["niks"]
        return niks

    async def age(self, facet: str) -> None:
        """Makes every copy of a facet a month old, and forgets who failed to bring a new one."""
        await self.database.execute(
            "update facet_copy set checked_at = now() - interval '30 days', as_of = now() - interval '30 days' "
            "where facet = $1", facet,
        )  # fmt: skip
        await self.database.execute("delete from facet_refresh where failed is not null and facet = $1", facet)

    async def drop(self, facet: str, nik: str) -> None:
        """Forgets the copy of one person."""
        await self.database.execute(
            "delete from facet_copy c using person p where p.tenant = c.tenant and p.id = c.person_id "
            "and p.nik = $1 and c.facet = $2", nik, facet,
        )  # fmt: skip
        await self.database.execute("delete from facet_refresh where failed is not null and facet = $1", facet)

    async def copied_at(self, facet: str, nik: str) -> str:
        """Of when the held copy is, as the graph tells it."""
        found: dt.datetime = await self.database.fetchval(
            "select c.as_of from facet_copy c join person p on p.tenant = c.tenant and p.id = c.person_id "
            "where p.nik = $1 and c.facet = $2", nik, facet,
        )  # fmt: skip
        return found.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    async def stranger(self) -> str:
        """The NIK of somebody whom only the population agency knows."""
        return await self.agencies.stranger(next(self.numbers))


async def until(done: Callable[[], Awaitable[bool]], seconds: float = LATER_SECONDS) -> float:
    """Asks again and again; how many seconds it took."""
    began = time.monotonic()
    while not await done():
        assert time.monotonic() - began < seconds, "it did not come"
        await asyncio.sleep(0.1)
    return time.monotonic() - began


def environment_of(demo: Demo) -> dict[str, str]:
    """What the demonstration's own hub was started with."""
    kept: dict[str, str] = json.loads((demo.state_dir / "demo-environment.json").read_bytes())
    return {**demo.full_environment(), **kept}
