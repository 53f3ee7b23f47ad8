"""Witnesses of the receipt log: whoever remembers its heads where whoever keeps the database cannot change them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import aiohttp

from hub.audit.head_file import Behind, HeadFile
from hub.audit.merkle import NotProven
from hub.audit.notes import Note, Verifier
from hub.audit.proofs import request_to_witness

_TIMEOUT: Final = aiohttp.ClientTimeout(total=20)
_MOST_BYTES: Final = 64 * 1024
SIZE_TYPE: Final = "text/x.tlog.size"


class Refused(Exception):
    """A witness did not take a head. Its text says in a sentence why."""


class Witness(Protocol):
    """Takes heads. `refreshes` says that it dates what it has seen before anew."""

    @property
    def name(self) -> str: ...

    @property
    def refreshes(self) -> bool: ...

    async def add(self, old_size: int, proof: Sequence[bytes], note: str) -> str:
        """Its signature's line, "" for one that signs nothing. Raises Behind, Refused, and NotProven."""
        ...


@dataclass(frozen=True, slots=True)
class FileWitness:
    """A file on another disk, or one that the machine lets grow only."""

    file: HeadFile
    refreshes: bool = False

    @property
    def name(self) -> str:
        return str(self.file.path)

    async def add(self, old_size: int, proof: Sequence[bytes], note: str) -> str:
        await asyncio.to_thread(self.file.add, old_size, proof, note)
        return ""


@dataclass(frozen=True, slots=True)
class HttpWitness:
    """A witness that speaks c2sp.org/tlog-witness. `url` is its submission prefix, `key` its public key."""

    url: str
    key: Verifier
    session: aiohttp.ClientSession
    refreshes: bool = True

    @property
    def name(self) -> str:
        return self.key.name

    async def add(self, old_size: int, proof: Sequence[bytes], note: str) -> str:
        body = request_to_witness(old_size, proof, Note.read(note)).encode()
        try:
            async with self.session.post(
                f"{self.url}/add-checkpoint", data=body, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                said = (await response.content.read(_MOST_BYTES)).decode(errors="replace")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Refused(f"The witness does not answer ({type(error).__name__}).") from error
        if response.status == 409 and response.content_type == SIZE_TYPE and said.strip().isdecimal():
            raise Behind(int(said))
        if response.status in {409, 422}:
            raise NotProven("The witness says that this head does not continue the tree which it has seen.")
        if response.status != 200:
            raise Refused(f"The witness answers with {response.status}.")
        return self._own_line(Note.read(note).text, said)

    def _own_line(self, text: str, said: str) -> str:
        for line in said.splitlines(keepends=True):
            if Note(text, (line,)).signed_by(self.key) is not None:
                return line
        raise Refused("The witness's answer is not signed by its key. Compare it with HUB_WITNESSES.")
