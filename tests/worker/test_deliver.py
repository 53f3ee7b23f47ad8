"""Deliveries over a real database, with the worker's own loop and subscribers on real ports."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.audit.marks import Marks
from hub.core.identifiers import new_id
from hub.exchange.webhooks import signature
from hub.store import Database, PgAgreements
from hub.store.bulk import copy_citizens
from hub.store.jobs import TryAgain
from hub.store.publishing import job_of
from hub.store.receipt_rows import stored_of
from hub.worker.deliver import Patience
from tests.fakes.agreements import agreement
from tests.store.samples import TENANT, home, person
from tests.worker.receiver import Post, Receiver, posting, receiving

PAPERS = {
    "agreement over": agreement(ends_on=dt.date(2025, 12, 31)),
    "agreement revoked": agreement(active=False),
    "fields": agreement(fields=frozenset({"Citizen.id", "Citizen.sex"})),
    "elsewhere": agreement(region="19.01.02"),
}


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database)
    yield opened
    await opened.close()


@pytest.fixture
async def post(db: Database, database: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with posting(db, database, tmp_path) as made:
        yield made


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


async def test_each_line_keeps_its_order_and_others_overtake(post: Post, receiver: Receiver) -> None:
    stuck, quick = person(), person()
    await copy_citizens(post.database, [stuck, quick])
    await post.subscribe(receiver)
    receiver.answers = [500, 500]
    await post.publish(stuck, 2, 3, 4)
    async with post.working():
        await post.until(lambda: receiver.got)
        await post.publish(quick, 2, 3)
        await post.until(post.settled)
    seen = [(event["subject"], event["data"]["version"]) for event in receiver.events]
    first = {subject for subject, _ in seen[:1]}
    assert [version for subject, version in seen if subject in first] in ([2, 2, 2, 3, 4], [2, 2, 3, 4])
    assert [version for subject, version in seen if subject not in first] in ([2, 3], [2, 2, 3])
    assert len(receiver.got) == 7
    assert {row["acknowledgement"] for row in await post.rows()} == {"HTTP 204"}


async def test_a_repeat_carries_the_same_key_and_body(post: Post, receiver: Receiver) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    _, secret = await post.subscribe(receiver)
    receiver.answers = [0, 503, 204]
    await post.publish(known, 2)
    async with post.working():
        await post.until(post.settled)
    keys = {got.key for got in receiver.got}
    assert len(receiver.got) == 3
    assert keys == {str((await post.rows())[0]["id"])}
    assert len({got.body for got in receiver.got}) == 1
    for got in receiver.got:
        stamp = int(got.headers["webhook-timestamp"])
        assert got.headers["webhook-signature"] == signature(secret, got.key, stamp, got.body)


async def test_a_worker_that_ends_in_between_has_settled_nothing(post: Post, receiver: Receiver) -> None:
    """What it was about is the next one's, once its lease is over, under the same key."""
    known, arrived, go_on = person(), asyncio.Event(), asyncio.Event()
    await copy_citizens(post.database, [known])
    name, _ = await post.subscribe(receiver)

    async def stall() -> None:
        arrived.set()
        await go_on.wait()

    receiver.before = stall
    await post.publish(known, 2)
    first = asyncio.create_task(post.deliver(asyncio.Event())(job_of(TENANT, name, known.id)))
    await asyncio.wait_for(arrived.wait(), 15)
    during = await post.rows()
    # Another job of the same line comes back when the lease is over: whoever has it may be gone.
    with pytest.raises(TryAgain):
        await post.deliver(asyncio.Event())(job_of(TENANT, name, known.id))
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    assert [(row["state"], row["settled_at"]) for row in [*during, *await post.rows()]] == [("WAITING", None)] * 2
    receiver.before, post.ahead = None, dt.timedelta(seconds=10)
    go_on.set()
    await post.deliver(asyncio.Event())(job_of(TENANT, name, known.id))
    assert await post.states() == ["DELIVERED"]
    assert [got.key for got in receiver.got] == [str(during[0]["id"])] * 2


async def test_the_event_names_what_changed_and_holds_no_value(post: Post, receiver: Receiver) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await post.subscribe(receiver)
    await post.publish(known, 7, changed=("full_name", "licences", "immunisations", "sealed", "sealed_until"))
    async with post.working():
        await post.until(post.settled)
    event = receiver.events[0]
    assert event["type"] == "id.satu.citizen.changed"
    assert event["specversion"] == "1.0"
    # Immunisations need another scope, and nobody is told that a record is sealed.
    assert event["data"] == {"citizen": event["subject"], "version": 7, "changed": ["fullName", "licences"]}
    body = receiver.got[0].body.decode()
    for value in (known.nik, known.full_name):
        assert value
        assert value not in body


async def test_the_receipt_is_durable_before_the_event_leaves(post: Post, receiver: Receiver) -> None:
    known, seen, marks = person(), [], Marks(b"m" * 32)
    post.database.marks = marks
    await copy_citizens(post.database, [known])
    await post.subscribe(receiver)
    statement = (
        "select r.* from receipt r cross join lateral persons_in(r.subjects) s(person_id) where s.person_id = $1"
    )

    async def look() -> None:
        seen.append(await post.database.fetch(statement, known.id))

    receiver.before = look
    receiver.answers = [500, 204]
    await post.publish(known, 2)
    async with post.working():
        await post.until(post.settled)
    # One receipt, however often it is sent.
    assert [len(rows) for rows in seen] == [1, 1]
    assert seen[0][0]["fields"] == ["Citizen.id", "Citizen.fullName"]
    assert marks.holds(stored_of(seen[0][0], TENANT))
    assert seen[0][0]["client_id"].startswith("client-")


@pytest.mark.parametrize("why", ["region", "scopes", "facet", "sealed", *PAPERS])
async def test_who_may_not_know_is_not_told(post: Post, receiver: Receiver, why: str) -> None:
    known = person(sealed=why == "sealed", address=home("19.01.03.2003" if why == "region" else "19.01.01.1001"))
    await copy_citizens(post.database, [known])
    scopes = frozenset({"licence:read"}) if why == "scopes" else frozenset({"citizen:read"})
    await post.subscribe(receiver, scopes=scopes, region="19.01.01" if why == "region" else "19.01")
    if why in PAPERS:
        await PgAgreements(post.database, TENANT).put(PAPERS[why])
    await post.publish(known, 2, changed=("licences",) if why == "facet" else ())
    async with post.working():
        await post.until(post.settled)
    assert not receiver.got
    assert await post.states() == ["WITHHELD"]
    assert await post.database.fetchval("select count(*) from receipt") == 0


async def test_who_has_no_room_left_today_is_told_later(post: Post, receiver: Receiver) -> None:
    known, other = person(), person()
    await copy_citizens(post.database, [known, other])
    await post.subscribe(receiver)
    await PgAgreements(post.database, TENANT).put(agreement(daily_quota=1))
    await post.publish(known, 2)
    await post.publish(other, 2)
    async with post.working():
        await post.until(lambda: len(receiver.got) == 1)
        await post.until(lambda: _waits(post, "QUOTA_EXHAUSTED"))
    assert sorted(await post.states()) == ["DELIVERED", "WAITING"]
    assert len(receiver.got) == 1
    assert await post.database.fetchval("select count(*) from receipt") == 1


async def test_what_an_upheld_objection_stopped_is_not_posted(post: Post, receiver: Receiver) -> None:
    known, other = person(), person()
    await copy_citizens(post.database, [known, other])
    await post.subscribe(receiver)
    await post.database.execute(
        "insert into objection (tenant, id, person_id, category, grounds, state, opened_at, opened_by, due_at, outcome,"
        " reason, decided_by, decided_at, stop_agreement, stop_categories) values ($1, $2, $3, 'population', 'x',"
        " 'DECIDED', now(), 'siti', now(), 'UPHELD', 'x', 'auditor', now(), '', '{population}')",
        TENANT, new_id(), known.id,
    )  # fmt: skip
    await post.publish(known, 2)
    await post.publish(other, 2)
    async with post.working():
        await post.until(lambda: len(receiver.got) == 1)
        await post.until(lambda: _withheld(post))
    assert sorted(await post.states()) == ["DELIVERED", "WITHHELD"]
    assert await post.database.fetchval("select count(*) from receipt") == 1


async def _withheld(post: Post) -> bool:
    return any(row["state"] == "WITHHELD" and row["problem"] == "NOT_ALLOWED" for row in await post.rows())


async def _waits(post: Post, problem: str) -> bool:
    return any(row["state"] == "WAITING" and row["problem"] == problem for row in await post.rows())


@pytest.mark.parametrize("lifted_before", [0, 60])
async def test_a_seal_hides_for_good_what_happened_behind_it(
    post: Post, receiver: Receiver, lifted_before: int
) -> None:
    """She may be seen again when it is sent, as an event may wait for days."""
    known, now = person(), post.clock()
    await copy_citizens(post.database, [known])
    await post.subscribe(receiver)
    lifted = now - dt.timedelta(seconds=lifted_before) if lifted_before else now + dt.timedelta(hours=1)
    await post.database.execute(
        "insert into seal (tenant, id, person_id, legal_basis, reason, sealed_at, sealed_by, lifted_at, lifted_by,"
        " lifted_reason) values ($1, $2, $2, 'UU', 'x', $3, 'kadis', $4, 'kadis', 'x')",
        TENANT,
        known.id,
        now - dt.timedelta(days=1),
        lifted,
    )
    await post.publish(known, 2)
    async with post.working():
        await post.until(post.settled)
    assert await post.states() == (["DELIVERED"] if lifted_before else ["WITHHELD"])
    assert len(receiver.got) == bool(lifted_before)


async def test_a_purpose_that_the_registration_has_no_more_tells_nothing(post: Post, receiver: Receiver) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    name, _ = await post.subscribe(receiver)
    await post.database.execute("update delivery_target set purpose = 'PLANNING' where name = $1", name)
    await post.publish(known, 2, changed=("birth_place",))
    async with post.working():
        await post.until(post.settled)
    assert (await post.states(), receiver.got) == (["WITHHELD"], [])


async def test_a_refusal_is_a_dead_letter_and_holds_its_line_only(post: Post, receiver: Receiver) -> None:
    refused, other = person(), person()
    await copy_citizens(post.database, [refused, other])
    await post.subscribe(receiver)
    receiver.answers = [422]
    await post.publish(refused, 2, 3)
    async with post.working():
        await post.until(lambda: receiver.got)
        await post.publish(other, 2)
        await post.until(lambda: len(receiver.got) == 2)
        await asyncio.sleep(0.2)
    assert sorted(await post.states()) == ["DEAD", "DELIVERED", "WAITING"]
    assert len(receiver.got) == 2
    dead = next(row for row in await post.rows() if row["state"] == "DEAD")
    assert (dead["problem"], dead["attempts"]) == ("HTTP_422", 1)


async def test_what_fails_too_often_is_a_dead_letter(post: Post, receiver: Receiver) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    await post.subscribe(receiver)
    receiver.status = 503
    await post.publish(known, 2)
    async with post.working():
        await post.until(lambda: _is(post, ["DEAD"]))
    assert len(receiver.got) == post.patience.most_attempts
    assert (await post.rows())[0]["problem"] == "HTTP_503"


async def test_what_its_key_settles_is_never_a_persons_to_settle(post: Post, receiver: Receiver) -> None:
    """No answer came in time, so it may have arrived. A repeat has the same key: at last it is dead, not in doubt."""
    known, go_on = person(), asyncio.Event()
    await copy_citizens(post.database, [known])
    await post.subscribe(receiver)
    post.patience = dataclasses.replace(post.patience, attempt_seconds=0.3)
    receiver.before = go_on.wait
    await post.publish(known, 2)
    seen: list[tuple[str, bool]] = []
    async with post.working():
        await post.until(lambda: _seen_until(post, seen, {"DEAD", "IN_DOUBT"}))
    go_on.set()
    assert [(row["state"], row["problem"], row["unsure"]) for row in await post.rows()] == [("DEAD", "TIMEOUT", False)]
    assert not any(unsure for state, unsure in seen if state == "WAITING")


async def _seen_until(post: Post, seen: list[tuple[str, bool]], states: set[str]) -> bool:
    """Also what is kept between two attempts, while none is under way."""
    (row,) = await post.rows()
    if row["leased_until"] is None:
        seen.append((row["state"], row["unsure"]))
    return row["state"] in states


def test_the_pause_doubles_up_to_a_limit_and_half_of_it_is_chance() -> None:
    patience = Patience(first_pause=2.0, longest_pause=60.0)
    assert [patience.pause(n, 1.0) for n in range(1, 8)] == [2, 4, 8, 16, 32, 60, 60]
    assert [patience.pause(n, 0.0) for n in range(1, 4)] == [1, 2, 4]
    assert patience.pause(10_000, 1.0) == 60


async def test_a_subscriber_that_is_gone_is_paused_and_what_waits_comes_later(post: Post, receiver: Receiver) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    name, _ = await post.subscribe(receiver)
    receiver.answers = [410]
    await post.publish(known, 2, 3)
    async with post.working():
        await post.until(lambda: _paused(post, name))
        await asyncio.sleep(0.2)
        assert len(receiver.got) == 1
        await post.targets.resume(name, post.clock())
        await post.until(post.settled)
    assert [event["data"]["version"] for event in receiver.events] == [2, 2, 3]


async def test_an_address_that_fails_for_days_is_paused(post: Post, receiver: Receiver) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    name, _ = await post.subscribe(receiver)
    receiver.status = 500
    since = post.clock() - dt.timedelta(days=4)
    await post.database.execute("update delivery_target set failing_since = $1", since)
    await post.publish(known, 2)
    async with post.working():
        await post.until(lambda: _paused(post, name))
    target = await post.targets.get(name)
    assert target is not None
    assert (target.state, target.reason) == ("PAUSED", "FAILING")


async def test_a_subscriber_that_does_not_answer_rests(post: Post, receiver: Receiver) -> None:
    people = [person() for _ in range(12)]
    await copy_citizens(post.database, people)
    await post.subscribe(receiver)
    receiver.status = 503
    for each in people:
        await post.publish(each, 2)
    async with post.working():
        await post.until(lambda: _problem(post, "RESTING"))
        await asyncio.sleep(0.3)
    # Five failures in a row, and those that were under way beside the fifth; then nobody asks.
    assert 5 <= len(receiver.got) <= 5 + 8
    resting = [row for row in await post.rows() if row["problem"] == "RESTING"]
    assert resting
    # What was not sent is no attempt.
    assert sum(row["attempts"] for row in await post.rows()) == len(receiver.got)


async def test_logs_hold_neither_secrets_nor_persons_nor_addresses(
    post: Post, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    known = person()
    await copy_citizens(post.database, [known])
    _, secret = await post.subscribe(receiver)
    receiver.answers = [0, 500, 422]
    await post.publish(known, 2)
    with caplog.at_level(logging.DEBUG):
        async with post.working():
            await post.until(lambda: _is(post, ["DEAD"]))
    told = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    for secret_word in (secret, secret.removeprefix("whsec_"), known.nik, known.full_name, receiver.url):
        assert secret_word
        assert secret_word not in told


async def _is(post: Post, states: list[str]) -> bool:
    return await post.states() == states


async def _paused(post: Post, name: str) -> bool:
    target = await post.targets.get(name)
    return target is not None and target.state == "PAUSED"


async def _problem(post: Post, problem: str) -> bool:
    return any(row["problem"] == problem for row in await post.rows())
