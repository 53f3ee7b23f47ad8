"""A small witness (c2sp.org/tlog-witness): cosigns heads of one log that continue what it has seen, and nothing else.

`hub audit witness` runs one by itself; the demonstration's answers in the process of the emulators. It is real, but it
is not independent: whoever runs it on the hub's machine can change what it remembers. In service a witness belongs to
somebody else, such as the ministry, the provincial office or an auditor.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from aiohttp import web

from hub.audit.head_file import Behind, HeadFile
from hub.audit.log_keys import FOLDER as LOG_FOLDER
from hub.audit.log_keys import LogKeys
from hub.audit.merkle import NotProven
from hub.audit.notes import BadNote, Head, Note, Signer, Verifier
from hub.audit.proofs import BadProof, request_of_log
from hub.core.calendar import now
from hub.core.errors import BadInput
from hub.sealing import file_key

HEADS: Final = "heads"
NAME: Final = "witness"
"""Below which the demonstration's witness answers, and the folder of what it keeps."""
ORIGIN: Final = "demo.satu.example/receipts"
"""Of the demonstration's log. A port may change from one start to the next; a log's name may not."""
_WITNESS: Final = "witness.satu.example"
_MOST_BYTES: Final = 64 * 1024
_SIZE: Final = {"Content-Type": "text/x.tlog.size"}


@dataclass(frozen=True, slots=True)
class SampleWitness:
    """A witness of one log, whose public keys are in `file`."""

    file: HeadFile
    signer: Signer
    clock: Callable[[], dt.datetime]

    @classmethod
    def in_folder(
        cls, folder: Path, name: str, log: tuple[Verifier, ...], clock: Callable[[], dt.datetime]
    ) -> SampleWitness:
        """Its key and what it remembers stand in a folder of its own; a key is made when there is none."""
        key = file_key(folder / "key", what="The witness's key", otherwise="make a new witness: its heads are lost.")
        return cls(HeadFile(folder / HEADS, log), Signer.of(name, key, witness=True), clock)

    def application(self) -> web.Application:
        made = web.Application(client_max_size=_MOST_BYTES)
        made.router.add_get("/", self._about)
        made.router.add_post("/add-checkpoint", self._add)
        made.router.add_get("/heads", self._heads)
        return made

    async def _about(self, _request: web.Request) -> web.Response:
        return web.Response(
            text="This is a sample witness of the hub's receipt log, an emulator of one that belongs to somebody else. "
            "It runs where the hub runs and so proves nothing to anybody else. It speaks c2sp.org/tlog-witness; "
            "GET /heads gives what it has cosigned.\n"
            f"{self.signer.verifier}\n"
        )

    async def _heads(self, _request: web.Request) -> web.Response:
        return web.Response(text="".join(f"{note}\n" for note in await asyncio.to_thread(lambda: [*self.file.notes()])))

    async def _add(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode(errors="replace")
        try:
            old_size, proof, note = request_of_log(body)
            head = Head.read(Note.read(note).text)
        except BadInput as error:
            return web.Response(status=400, text=f"{error.message}\n")
        if not any(key.name == head.origin for key in self.file.keys):
            return web.Response(status=404, text="This witness knows no log of this origin.\n")
        try:
            await asyncio.to_thread(self.file.add, old_size, proof, note)
        except Behind as other:
            return web.Response(status=409, body=f"{other.size}\n".encode(), headers=_SIZE)
        except NotProven as error:
            # Of a head as large as the last one there is nothing to prove: it is another tree.
            return web.Response(status=409 if head.size == old_size else 422, text=f"{error}\n")
        except BadInput as error:
            status = 403 if isinstance(error, BadNote) else 400 if isinstance(error, BadProof) else 503
            return web.Response(status=status, text=f"{error.message}\n")
        return web.Response(text=self.signer.line(head.text, self.clock()))


def of_demonstration(state_dir: Path, log: Sequence[Verifier]) -> SampleWitness:
    """The witness of the demonstration in this folder, of the log with these public keys."""
    return SampleWitness.in_folder(state_dir / NAME, _WITNESS, tuple(log), now)


def forget(state_dir: Path) -> None:
    """Drops what it remembers: of a record that was thrown away, whose log it would miss in the next one's."""
    (state_dir / NAME / HEADS).unlink(missing_ok=True)


def environment(emulators_url: str, state_dir: Path) -> dict[str, str]:
    """`HUB_*` for a hub and a worker that shall show heads to it, and for the emulators that shall host it."""
    log = LogKeys.load(state_dir / LOG_FOLDER, ORIGIN).verifiers
    key = of_demonstration(state_dir, log).signer.verifier
    return {
        "HUB_LOG_ORIGIN": ORIGIN,
        "HUB_WITNESSES": orjson.dumps([{"url": f"{emulators_url}/{NAME}", "key": str(key)}]).decode(),
        "HUB_EMULATORS_LOG_KEYS": " ".join(map(str, log)),
    }


def addresses(emulators_url: str) -> dict[str, dict[str, Any]]:
    """What demo.json says of it: what it is, with its key, and the heads that it has seen."""
    base = f"{emulators_url}/{NAME}"
    return {NAME: {"url": base, "admin_url": f"{base}/", "effects_url": f"{base}/heads"}}
