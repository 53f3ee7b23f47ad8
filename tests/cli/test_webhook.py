"""`hub webhook` and `hub outbox`, as an operator calls them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.store import Database, PgTargets
from hub.store.bulk import copy_citizens
from tests.store.samples import TENANT, person
from tests.worker.process import command
from tests.worker.receiver import Post, Receiver, posting, receiving


@pytest.fixture
async def post(database: str, tmp_path: Path) -> AsyncIterator[Post]:
    db = await Database.open(database)
    async with posting(db, database, tmp_path / "webhooks") as made:
        yield made
    await db.close()


async def test_a_subscription_is_added_listed_and_removed(post: Post, database: str, tmp_path: Path) -> None:
    async with receiving() as receiver:
        await post.subscribe(receiver)
    client = await post.database.fetchval("select client_id from oauth_client")
    refused = command(
        database,
        tmp_path,
        "webhook",
        "add",
        "--client",
        client,
        "--url",
        "http://10.0.0.7/x",
        "--kind",
        "citizen.changed",
    )
    assert refused.returncode == 1
    assert "https://" in refused.stderr
    url = "https://subscriber.example/hook"
    added = command(database, tmp_path, "webhook", "add", "--client", client, "--url", url, "--kind", "citizen.changed")
    name, secret, _ = added.stdout.splitlines()
    assert secret.startswith("whsec_")
    kept = await post.database.fetchval("select secret from delivery_target where name = $1", name)
    assert secret.encode() not in kept
    listed = command(database, tmp_path, "webhook", "list").stdout
    assert url in listed
    assert secret not in listed
    assert command(database, tmp_path, "webhook", "remove", name).returncode == 0
    assert url not in command(database, tmp_path, "webhook", "list").stdout


async def test_dead_letters_are_listed_and_tried_again(post: Post, database: str, tmp_path: Path) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    async with receiving() as receiver:
        await post.subscribe(receiver)
        receiver.answers = [400]
        await post.publish(known, 2)
        async with post.working():
            await post.until(lambda: _dead(post, receiver))
            listed = command(database, tmp_path, "outbox", "list", "--state", "dead").stdout
            (line,) = listed.splitlines()
            assert "HTTP_400" in line
            assert (known.nik or "") not in listed
            done = command(database, tmp_path, "outbox", "replay", line.split()[0])
            assert done.returncode == 0, done.stderr
            await post.until(post.settled)
    assert await post.states() == ["DELIVERED"]
    again = command(database, tmp_path, "outbox", "replay", line.split()[0])
    assert again.returncode == 1
    assert "DELIVERED" in again.stderr


async def test_a_rotated_secret_signs_beside_the_former_one(post: Post, database: str, tmp_path: Path) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    async with receiving() as receiver:
        name, former = await post.subscribe(receiver)
        new = command(database, tmp_path, "webhook", "rotate", name).stdout.splitlines()[0]
        await post.publish(known, 2)
        async with post.working():
            await post.until(post.settled)
    signatures = receiver.got[0].headers["webhook-signature"].split()
    assert len(set(signatures)) == 2
    assert new != former
    target = await PgTargets(post.database, TENANT).get(name)
    assert target is not None
    assert target.former_until is not None


async def _dead(post: Post, receiver: Receiver) -> bool:
    return bool(receiver.got) and await post.states() == ["DEAD"]
