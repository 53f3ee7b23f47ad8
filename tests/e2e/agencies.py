"""What other offices were told of a walk and what they hold then, read where a demonstration has them.

The register over its access service, the phone of the applicant at the gateway of messages, the welfare agency as the
subscriber of events that it may be, and the district to which somebody moves.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import asyncpg

from hub.connectors.population.emulator import ACCOUNT
from hub.sandbox.demo import environment_of
from tests.fixtures.demo import ROOT, Demo
from tests.worker.receiver import Receiver, receiving

PATIENCE_SECONDS: Final = 40
TOLD_BY_MESSAGE: Final = ("sudah kami terima", "sudah lengkap", "sudah jadi", "sudah diserahkan")
"""What an applicant is told in the course of a walk, in its order."""
_CLIENT: Final = "welfare-only"
_KINDS: Final = ("citizen.created", "citizen.changed")
_OFFERED: Final = """
    select h.tenant, h.side, h.state, count(p.person_id) as people from hand_over h
    left join hand_over_person p on p.tenant = h.tenant and p.hand_over_id = h.id
    where h.letter_number = $1 group by h.tenant, h.side, h.state order by h.tenant
"""


@dataclass(frozen=True)
class Agencies:
    """`data` is demo.json, `welfare` takes what the welfare agency is told."""

    data: Mapping[str, Any]
    welfare: Receiver

    async def register_shows(self, nik: str) -> dict[str, Any] | None:
        """The fields of a person at the access service; None for whom it does not show: who died or moved away."""
        account = "/".join(ACCOUNT[name] for name in ("path", "agency_id"))
        url = f"{self.data['emulators']['population']['url']}/dukcapil/get_json/{account}/CALL_NIK"
        asked = {name: ACCOUNT[name] for name in ("user_id", "password", "ip_user")} | {"nik": nik}
        async with aiohttp.ClientSession() as http, http.post(url, json=asked) as reply:
            (shown,) = (await reply.json())["content"]
        return None if "RESPON" in shown else shown

    async def messages(self, phone: str, number: str) -> list[str]:
        """What was sent to a phone about an application, the first message first, once the last one is there."""
        found = await self._messages(phone, number)
        for _ in range(PATIENCE_SECONDS):
            if len(found) >= len(TOLD_BY_MESSAGE):
                break
            await asyncio.sleep(1)
            found = await self._messages(phone, number)
        return found

    async def _messages(self, phone: str, number: str) -> list[str]:
        url = self.data["emulators"]["messages"]["effects_url"]
        async with aiohttp.ClientSession() as http, http.get(url) as reply:
            kept = (await reply.json())["messages"]
        return [one["text"] for one in reversed(kept) if one["to"] == phone and number in one["text"]]

    async def told_of(self, wanted: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
        """Person (the graph's id) -> attributes that the welfare agency was told of, once it knows all of `wanted`."""
        found = self._told()
        for _ in range(PATIENCE_SECONDS):
            if all(person in found and attributes <= found[person] for person, attributes in wanted.items()):
                break
            await asyncio.sleep(1)
            found = self._told()
        return found

    def _told(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for event in self.welfare.events:
            found.setdefault(event["subject"], set()).update(event["data"]["changed"])
        return found

    async def offered(self, letter: str) -> list[tuple[str, str, str, int]]:
        """(district, its side, state, people) of what a letter of removal offers."""
        connection = await asyncpg.connect(self.data["database_url"])
        try:
            rows = await connection.fetch(_OFFERED, letter)
        finally:
            await connection.close()
        return [(row["tenant"], row["side"], row["state"], row["people"]) for row in rows]


@asynccontextmanager
async def agencies(demo: Demo) -> AsyncIterator[Agencies]:
    """The welfare agency listens while this is open, as an operator of the hub subscribes it."""
    async with receiving() as receiver:
        kinds = [word for kind in _KINDS for word in ("--kind", kind)]
        name, *_ = await _hub(demo, "webhook", "add", "--client", _CLIENT, "--url", receiver.url, *kinds)
        try:
            yield Agencies(demo.data, receiver)
        finally:
            await _hub(demo, "webhook", "remove", name)


async def _hub(demo: Demo, *words: str) -> list[str]:
    """`hub WORDS` beside the demonstration; the lines that it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", *words,
        cwd=ROOT, env={**os.environ, **environment_of(demo.state_dir)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    return said.decode().splitlines()
