"""A wire between the hub and PostgreSQL that is cut at the moment when a receipt would pass through it.

It reads the frontend's half of the protocol (https://www.postgresql.org/docs/18/protocol-message-formats.html) as far
as it has to: which prepared statement writes receipts, and when that one is bound to values.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_WRITES_RECEIPTS: Final = b"insert into receipt ("
_SSL_REQUEST: Final = 80877103
_BLOCK: Final = 1 << 16


@dataclass
class Tap:
    """`url` is the database's through the wire. While it is `armed`, `stop` is called before a receipt passes; then the
    wire is cut, and nobody connects again until `mend`.

    `seen` counts the receipts that passed, or would have: several that share a commit count each.
    """

    url: str
    armed: bool = False
    is_cut: bool = False
    seen: int = 0
    stop: Callable[[], Awaitable[None]] | None = None
    _wires: set[asyncio.StreamWriter] = field(default_factory=set)

    def arm(self, stop: Callable[[], Awaitable[None]] | None = None) -> None:
        """`stop` really ends the database; without it the wire alone is cut."""
        self.armed, self.stop, self.seen = True, stop, 0

    def mend(self) -> None:
        self.armed = self.is_cut = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int]) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        with suppress(ConnectionError):
            there, here = await asyncio.open_connection(*target)
            self._wires |= {writer, here}
            try:
                await asyncio.gather(self._asked(reader, here), _passed(there, writer))
            finally:
                self._wires -= {writer, here}
                for one in (writer, here):
                    one.transport.abort()

    async def _asked(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        """The frontend's messages, one after the other."""
        names: set[bytes] = set()
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            begun = False
            while True:
                kind = await reader.readexactly(1) if begun else b""
                length = await reader.readexactly(4)
                body = await reader.readexactly(struct.unpack("!I", length)[0] - 4)
                begun = begun or struct.unpack("!I", body[:4])[0] != _SSL_REQUEST
                if _writes_receipt(kind, body, names):
                    self.seen += kind == b"B"
                    if self.armed:
                        await self._cut()
                        return
                there.write(kind + length + body)
                await there.drain()
        there.transport.abort()

    async def _cut(self) -> None:
        self.is_cut = True
        if self.stop is not None:
            await self.stop()
        for wire in self._wires:
            wire.transport.abort()


def _writes_receipt(kind: bytes, body: bytes, names: set[bytes]) -> bool:
    """Whether a message prepares (Parse) or runs (Bind) a statement that writes receipts; notes its name."""
    if kind == b"P":
        name, text = body.split(b"\0")[:2]
        (names.add if _WRITES_RECEIPTS in text else names.discard)(name)
        return name in names
    return kind == b"B" and body.split(b"\0", 2)[1] in names


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while block := await reader.read(_BLOCK):
            writer.write(block)
            await writer.drain()
    writer.transport.abort()


@asynccontextmanager
async def tapped(database_url: str) -> AsyncIterator[Tap]:
    """A wire to this database, on a free port."""
    where = urlsplit(database_url)
    assert where.hostname is not None
    assert where.port is not None
    target = (where.hostname, where.port)
    tap = Tap("")
    server = await asyncio.start_server(lambda r, w: tap.serve(r, w, target), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    account = where.netloc.rpartition("@")[0]
    tap.url = urlunsplit(where._replace(netloc=f"{account}@127.0.0.1:{port}"))
    async with server:
        yield tap
        await tap._cut()
