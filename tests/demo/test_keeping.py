"""Parts that die are started again: by themselves, so often, and not when they were asked to end."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from hub.sandbox import demo_file, keeping, processes
from hub.sandbox.errors import SandboxError

PAUSE = 0.01
DIES, ENDS, STAYS = "raise SystemExit(3)", "pass", "import time; time.sleep(60)"

BESIDE = {
    "graphql_url": "", "issuer": "", "emulators": {"witness": {"url": ""}}, "sample": {"niks": [""]},
    "clients": [{"client_id": "agency-frontend", "client_secret": ""}],
}  # fmt: skip
"""What demo.json holds besides the numbers of processes."""


class Parts:
    """Real processes in the place of a demonstration's, and what is told of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: list[processes.Child] = []
        self.scripts: dict[str, str] = {}
        self.told: list[str] = []
        self.started = 0
        self.log = folder / "part.log"
        self.log.write_text("The port of this part is taken.\n", encoding="utf-8")

    async def start(self, name: str) -> processes.Child:
        self.started += 1
        process = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", self.scripts[name])
        return processes.Child(name, process, self.log)

    async def begin(self, **scripts: str) -> None:
        self.scripts = scripts
        self.children = [await self.start(name) for name in scripts]
        pids = {child.name: [child.pid] for child in self.children}
        demo_file.write(self.folder, {**BESIDE, "pids": pids})

    async def keep(self) -> None:
        await keeping.keep(self.folder, self.children, self.start, self.told.append, pause=PAUSE)

    async def end(self) -> None:
        for child in self.children:
            await processes.stop(child)


async def test_a_part_that_always_dies_ends_it_with_its_last_words(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    await parts.begin(hub=DIES, worker=STAYS)
    with pytest.raises(SandboxError) as raised:
        await asyncio.wait_for(parts.keep(), 20)
    assert raised.value.message == (
        "The hub ended 5 times within 60 s, so the demonstration ends too: The port of this part is taken."
    )
    assert parts.told == [f"Started again: the hub, ended by exit code 3. Log: {parts.log}"] * 4
    await parts.end()


async def test_one_that_is_killed_is_started_again_and_one_that_was_asked_to_end_is_not(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    await parts.begin(hub=STAYS, worker=ENDS)
    task = asyncio.create_task(parts.keep())
    killed = parts.children[0]
    killed.process.kill()
    while parts.children[0] is killed or len(parts.told) < 2:
        await asyncio.sleep(PAUSE)
    assert set(parts.told) == {
        f"Started again: the hub, ended by SIGKILL. Log: {parts.log}",
        "Not started again: the worker, as asked to end.",
    }
    assert demo_file.read(tmp_path)["pids"] == {"hub": [parts.children[0].pid], "worker": [parts.children[1].pid]}
    # What somebody else started in its place is hers.
    demo_file.set_pids(tmp_path, "hub", [1])
    parts.children[0].process.kill()
    while len(parts.told) < 3:
        await asyncio.sleep(PAUSE)
    assert (parts.told[2], parts.started) == (
        "Not started again from now on: the hub, which you started yourself.", 3
    )  # fmt: skip
    # Asked to end itself, it starts nothing any more.
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await asyncio.sleep(10 * PAUSE)
    assert parts.started == 3
    await parts.end()
