"""Idempotency keys on a real database: one effect per key, whoever comes again and whenever."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from hub.core.errors import BadInput, HubError, IdempotencyMismatch
from hub.core.identifiers import new_id
from hub.core.writing_ports import WriteRequest
from hub.store import Database, PgReceipts, PgWrites
from hub.store.idempotency import KEPT, forget
from tests.store.mutations import sizes, submit
from tests.store.samples import CLERK, NOW, TENANT, header, receipt, request, submission


async def test_the_same_key_again_gets_the_stored_reply_and_does_nothing(db: Database, writes: PgWrites) -> None:
    application = await submit(writes, by=request("k"))
    before = await sizes(db)
    async with writes.begin(request("k")) as work:
        assert work.replay == {"trackingNumber": application.header.tracking_number}
        with pytest.raises(HubError, match="nothing twice"):
            await work.insert_application(header(), submission(), [])
    assert await sizes(db) == before


async def test_a_repeated_reply_gets_its_own_receipt(db: Database, writes: PgWrites) -> None:
    subject = new_id()
    await submit(writes, by=request("k"))
    async with writes.begin(request("k")) as work:
        await work.receipt(receipt(subject))
    assert len((await PgReceipts(db).of_person(TENANT, subject, 5, None)).items) == 1


async def test_two_tasks_with_one_key_have_one_effect(db: Database, writes: PgWrites) -> None:
    async def attempt() -> Mapping[str, Any]:
        async with writes.begin(request("same")) as work:
            if work.replay is not None:
                return work.replay
            await asyncio.sleep(0.05)
            application = await work.insert_application(header(), submission(), [])
            reply = {"trackingNumber": application.header.tracking_number}
            await work.reply(reply)
        return reply

    answers = await asyncio.gather(*(attempt() for _ in range(6)))
    assert len({answer["trackingNumber"] for answer in answers}) == 1
    assert await db.fetchval("select count(*) from application") == 1


async def test_after_a_failure_the_waiting_request_takes_the_key(writes: PgWrites) -> None:
    held, free = asyncio.Event(), asyncio.Event()

    async def fails() -> None:
        async with writes.begin(request("same")):
            held.set()
            await free.wait()
            raise ZeroDivisionError

    first = asyncio.create_task(fails())
    await held.wait()
    second = asyncio.create_task(submit(writes, by=request("same")))
    await asyncio.sleep(0.05)
    assert not second.done()
    free.set()
    with pytest.raises(ZeroDivisionError):
        await first
    assert (await second).version == 1


@pytest.mark.parametrize(
    "other",
    [request("k", b"b"), request("k", actor=dataclasses.replace(CLERK, subject="user-2"))],
    ids=["other body", "other user of the client"],
)
async def test_one_key_for_two_requests_is_a_mismatch(db: Database, writes: PgWrites, other: WriteRequest) -> None:
    await submit(writes, by=request("k", b"a"))
    before = await sizes(db)
    with pytest.raises(IdempotencyMismatch):
        await submit(writes, by=other)
    assert await sizes(db) == before


@pytest.mark.parametrize(
    "other",
    [request("k", mutation="claim"), request("k", actor=dataclasses.replace(CLERK, client_id="frontend"))],
    ids=["other mutation", "other client"],
)
async def test_a_key_belongs_to_its_client_and_mutation(db: Database, writes: PgWrites, other: WriteRequest) -> None:
    await submit(writes, by=request("k"))
    await submit(writes, by=other)
    assert await db.fetchval("select count(*) from application") == 2


@pytest.mark.parametrize(
    "other",
    [request("k", mutation="claim"), request("k", actor=dataclasses.replace(CLERK, client_id="frontend"))],
    ids=["other mutation", "other client"],
)
async def test_with_one_key_each_gets_its_own_reply_back(writes: PgWrites, other: WriteRequest) -> None:
    """The later of the two neither reads nor overwrites what the earlier one was answered."""
    numbers = {by.actor.client_id + by.mutation: await submit(writes, by=by) for by in (request("k"), other)}
    for by in (request("k"), other):
        async with writes.begin(by) as work:
            mine = numbers[by.actor.client_id + by.mutation].header.tracking_number
            assert work.replay == {"trackingNumber": mine}


@pytest.mark.parametrize("key", ["", "x" * 201, "\0"])
async def test_a_key_that_is_none_is_bad_input(db: Database, writes: PgWrites, key: str) -> None:
    with pytest.raises(BadInput):
        await submit(writes, by=request(key))
    assert set((await sizes(db)).values()) == {0}


async def test_a_key_is_free_again_after_thirty_days(db: Database) -> None:
    now = NOW
    writes = PgWrites(db, lambda: now)
    await submit(writes, by=request("k", b"a"))
    now = NOW + KEPT
    with pytest.raises(IdempotencyMismatch):
        await submit(writes, by=request("k", b"b"))
    now = NOW + KEPT + dt.timedelta(seconds=1)
    await submit(writes, by=request("k", b"b"))
    await forget(db, TENANT, now)
    assert await db.fetchval("select count(*) from idempotency_reply") == 1
    await forget(db, TENANT, now + KEPT + dt.timedelta(seconds=1))
    assert await db.fetchval("select count(*) from idempotency_reply") == 0
