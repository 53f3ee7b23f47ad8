"""Malware in what is uploaded, looked for by ClamAV where a district runs one.

clamd's protocol (clamd(8), section COMMANDS): `zINSTREAM\\0`, then pieces that each begin with their length in four
bytes, big-endian, then a length of nought; the answer is one line that ends in a NUL byte. It is written here because
the client that is alive, aioclamd, speaks TCP only and sends a kilobyte at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol
from urllib.parse import urlsplit

from hub.core.errors import BadInput, SourceUnavailable
from hub.telemetry import logger

_COMMAND: Final = b"zINSTREAM\0"
_PIECE_BYTES: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096
_SECONDS: Final = 30.0
_DEFAULT_PORT: Final = 3310
_log = logger(__name__)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Infected(BadInput):
    """Malware; `signature` is the scanner's name for it and tells nothing of the person."""

    def __init__(self, signature: str) -> None:
        super().__init__(
            "The file carries a harmful program, so it was not kept. Check your device, then take a photo of the paper "
            "anew and upload that."
        )
        self.signature = signature


class Scanner(Protocol):
    """Looks for malware in a file that has arrived."""

    async def check(self, data: bytes) -> None:
        """Raises Infected for malware, SourceUnavailable when it cannot be looked for: then nothing is taken."""
        ...


class Unscanned:
    """Where no scanner is configured. Implements `Scanner`."""

    async def check(self, data: bytes) -> None:
        """Nothing is looked for."""


class Clamd:
    """ClamAV's daemon by its address. One connection a file; implements `Scanner`."""

    def __init__(self, address: str, seconds: float = _SECONDS) -> None:
        self._connect, self._seconds = _dialler(address), seconds

    @classmethod
    def at(cls, address: str | None) -> Clamd | None:
        """None where no address is set: papers are then not scanned."""
        return cls(address) if address else None

    async def check(self, data: bytes) -> None:
        answer = await self._answer(data)
        if answer == b"stream: OK":
            return
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            raise Infected(_printable(answer[len(b"stream: ") : -len(b" FOUND")]))
        # For example that the file is over clamd's own StreamMaxLength: that is the office's to put right.
        _log.error("The malware scanner gave an answer that is no verdict.", extra={"answer": _printable(answer)})
        raise _unavailable()

    async def _answer(self, data: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._seconds):
                reader, writer = await self._connect()
                try:
                    return await _conversation(reader, writer, data)
                finally:
                    writer.close()
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as problem:
            _log.error("The malware scanner does not answer.", extra={"problem": type(problem).__name__})
            raise _unavailable() from None


async def _conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> bytes:
    writer.write(_COMMAND)
    for at in range(0, len(data), _PIECE_BYTES):
        piece = data[at : at + _PIECE_BYTES]
        writer.write(len(piece).to_bytes(4, "big") + piece)
        await writer.drain()
    writer.write(bytes(4))
    await writer.drain()
    return (await reader.readuntil(b"\0"))[:-1]


def check_address(address: str) -> str:
    """The address itself. Raises ValueError for one that is neither `tcp://host:port` nor `unix:/path`."""
    _dialler(address)
    return address


def _dialler(address: str) -> Callable[[], Awaitable[Streams]]:
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return lambda: asyncio.open_unix_connection(parts.path, limit=_LONGEST_ANSWER)
    if parts.scheme == "tcp" and parts.hostname and parts.path in {"", "/"}:
        host, port = parts.hostname, parts.port or _DEFAULT_PORT
        return lambda: asyncio.open_connection(host, port, limit=_LONGEST_ANSWER)
    raise ValueError("the malware scanner's address is tcp://host:3310 or unix:/path/of/the/socket")


def _unavailable() -> SourceUnavailable:
    return SourceUnavailable(
        "The file cannot be checked for harmful programs at the moment, so it is not taken yet. "
        "What has arrived is kept: send the last part again in a minute."
    )


def _printable(answer: bytes) -> str:
    return answer[:80].decode("ascii", "replace")
