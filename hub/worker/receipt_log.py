"""The receipt log's rounds: every second receipts get their places, every minute a head is signed and shown around."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from hub.audit.head_file import Behind
from hub.audit.log_keys import LogKeys
from hub.audit.merkle import NotProven
from hub.audit.notes import Note
from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.store.receipt_heads import PgReceiptHeads, SignedHead, WitnessState
from hub.store.receipt_log import PgReceiptLog
from hub.telemetry import logger
from hub.worker.witnesses import Refused, Witness

PLACE_SECONDS: Final = 1.0
HEAD_SECONDS: Final = 60.0
_log = logger(__name__)


class ReceiptLog:
    """Keeps the log of one tenant until it is told to stop. Several workers may: one at a time gives places."""

    def __init__(
        self, log: PgReceiptLog, heads: PgReceiptHeads, keys: LogKeys, witnesses: Sequence[Witness], clock: Clock
    ) -> None:
        self._log = log
        self._heads = heads
        self._keys = keys
        self._witnesses = witnesses
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        signs_at = time.monotonic()
        while not stop.is_set():
            try:
                await self.place(stop)
                if time.monotonic() >= signs_at:
                    signs_at = time.monotonic() + HEAD_SECONDS
                    await self.publish()
            except HubError as error:
                _log.warning("The receipt log stands still; it is tried again.", extra={"code": error.code.value})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PLACE_SECONDS)

    async def place(self, stop: asyncio.Event) -> None:
        """Gives every receipt there is its place."""
        while not stop.is_set():
            step = await self._log.step()
            for each in step.forged:
                _log.error("A receipt bears no mark of this hub: look at `hub audit check`.", extra={"id": str(each)})
            if step.is_done:
                return

    async def publish(self) -> SignedHead | None:
        """Signs a head of the tree as it is, and shows it to every witness; None while there is none."""
        head = await self._heads.sign(self._keys, self._clock())
        if head is not None:
            known = {state.name: state for state in await self._heads.witnesses()}
            states = [known.get(each.name, WitnessState(each.name, 0)) for each in self._witnesses]
            await asyncio.gather(*(self._tell(*each, head) for each in zip(self._witnesses, states, strict=True)))
        return head

    async def _tell(self, witness: Witness, state: WitnessState, head: SignedHead) -> None:
        if state.size == head.size and not witness.refreshes and state.failing_since is None:
            return
        try:
            line = await self._added(witness, state.size, head)
        except (Refused, NotProven, HubError) as error:
            problem = error.message if isinstance(error, HubError) else str(error)
            await self._heads.failed(witness.name, problem, self._clock())
            if state.failing_since is None:
                _log.error("A witness takes no heads: %s", problem, extra={"witness": witness.name})
            return
        await self._heads.told(witness.name, head.size, line, self._clock())
        if state.failing_since is not None:
            _log.info("A witness takes heads again.", extra={"witness": witness.name})

    async def _added(self, witness: Witness, known: int, head: SignedHead) -> str:
        note = Note.read(head.note)
        signed = str(Note(note.text, note.lines[:1]))
        try:
            return await self._continued(witness, known, head.size, signed)
        except Behind as other:
            # It lost something, or it took a head and its answer was lost.
            return await self._again(witness, other.size, head.size, signed)

    async def _again(self, witness: Witness, known: int, size: int, note: str) -> str:
        try:
            return await self._continued(witness, known, size, note)
        except Behind as other:
            raise Refused(f"The witness's head changes while it is told: {other.size} leaves.") from other

    async def _continued(self, witness: Witness, known: int, size: int, note: str) -> str:
        if known > size:
            raise NotProven(
                f"The witness has seen a head of {known} leaves and the tree has {size}: the log was cut. Look at "
                "`hub audit check`."
            )
        return await witness.add(known, await self._heads.consistency(known, size), note)
