"""The example of a receiver as an integrator runs it: verified, dealt with once, through repeats and its own end."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hub.core.identifiers import global_id
from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.store.samples import person
from tests.worker.receiver import Post, Receiver, posting

EXAMPLE = Path(__file__).parents[2] / "examples/webhook-receiver/receiver.py"


@contextmanager
def running(secret: str, inbox: Path, port: int = 0) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The receiver in a process of its own; its address."""
    environment = {"SATU_WEBHOOK_SECRET": secret, "PATH": os.environ["PATH"]}
    command = [sys.executable, str(EXAMPLE), "--port", str(port), "--inbox", str(inbox)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


async def test_it_takes_each_event_once_and_refuses_what_another_secret_signed(database: str, tmp_path: Path) -> None:
    known, other, inbox = person(), person(), tmp_path / "inbox.db"
    db = await Database.open(database)
    async with posting(db, database, tmp_path) as post:
        await copy_citizens(db, [known, other])
        name, secret = await post.subscribe(Receiver(url="http://127.0.0.1:1/"))
        with running(secret, inbox) as (url, process):
            await db.execute("update delivery_target set url = $2 where name = $1", name, url)
            await post.publish(known, 2, 3)
            await _worked(post)
            process.kill()
        # Everything comes again, to a receiver that was killed and has begun anew.
        await db.execute("update delivery set state = 'WAITING', attempts = 0, settled_at = null, settled_by = null")
        await post.targets.resume(name, post.clock())
        with running(secret, inbox, int(url.rstrip("/").rpartition(":")[2])):
            await _worked(post)
        with running("whsec_" + "A" * 44, inbox) as (url, _):
            await db.execute("update delivery_target set url = $2 where name = $1", name, url)
            await post.publish(other, 2)
            async with post.working():
                await post.until(lambda: _refused(post))
    await db.close()
    with closing(sqlite3.connect(inbox)) as kept:
        assert len(kept.execute("select id from event").fetchall()) == 2
        assert kept.execute("select id, version from citizen").fetchall() == [(global_id("Citizen", known.id), 3)]


async def _worked(post: Post) -> None:
    async with post.working():
        await post.until(post.settled)


async def _refused(post: Post) -> bool:
    return any(row["problem"] == "HTTP_401" and row["state"] == "DEAD" for row in await post.rows())
