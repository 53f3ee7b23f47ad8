"""What becomes of a paper between its check and the store: pictures are drawn anew, PDFs stay byte for byte."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from hub.core.errors import BadInput, SourceUnavailable

_PROGRAM: Final = Path(__file__).with_name("picture.py")
_SECONDS: Final = 30.0
_AT_ONCE: Final = 2
"""Decoding fills a core: more at once would only take the time of those who wait at a counter."""


@dataclass(frozen=True, slots=True)
class Treated:
    """What is stored. `treatment` says in words what was done to what came; empty for nothing."""

    data: bytes
    media_type: str
    treatment: str = ""


class Treatment(Protocol):
    """Makes of a checked file what is stored."""

    async def treated(self, data: bytes, media_type: str) -> Treated:
        """Raises BadInput for a file that is not taken, SourceUnavailable when this cannot be told now."""
        ...


class Redrawn:
    """Pictures go through a process of their own with limits of memory and time; it ends with each picture."""

    def __init__(self, program: Path = _PROGRAM, seconds: float = _SECONDS) -> None:
        self._program, self._seconds = program, seconds
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def treated(self, data: bytes, media_type: str) -> Treated:
        """A PDF as it is: another byte would break an electronic signature in it, and with it the evidence."""
        if media_type == "application/pdf":
            return Treated(data, media_type)
        async with self._turns:
            answer = await self._answer(data, media_type)
        told, _, new = answer.partition(b"\n")
        words: dict[str, str] = json.loads(told)
        if "problem" in words:
            raise BadInput(words["problem"])
        return Treated(new, words["media_type"], words["treatment"])

    async def _answer(self, data: bytes, media_type: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(self._program), media_type),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        try:
            async with asyncio.timeout(self._seconds):
                answer, _ = await process.communicate(data)
        except TimeoutError:
            raise SourceUnavailable("The picture takes too long to look at. Send its last part again.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0 or b"\n" not in answer:
            raise BadInput("The picture cannot be read. Take a photo of the paper anew and upload that.")
        return answer
