"""How much one client may ask: refused before anything of it is read, and without harm to others."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from hub.core.actor import Role
from hub.core.errors import RateLimited
from hub.core.held import Answered
from hub.core.ports import Page
from hub.core.receipt import Access
from hub.engine import Answer, Engine, GraphQLRequest, Shares, Traffic
from hub.engine.traffic import _MOST_CLIENTS, key_of
from tests.fakes.actors import NOBODY, READER, agency, staff
from tests.fakes.people_of_bangka import person
from tests.fakes.world import World, schema, world

KEY = ("frontend", "frontend")
BAD = "{ services { name } } {"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def hub_with(shares: Shares, clock: Clock | None = None, w: World | None = None) -> World:
    w = w or world()
    traffic = Traffic(shares, clock or Clock())
    return dataclasses.replace(w, engine=Engine(schema(), w.hub, traffic=traffic))


def test_a_burst_may_come_and_then_the_rate() -> None:
    clock = Clock()
    traffic = Traffic(Shares(rate=2, burst=3), clock)
    for _ in range(3):
        traffic.enter(KEY)
    with pytest.raises(RateLimited, match="Wait 1 s") as caught:
        traffic.enter(KEY)
    assert caught.value.details == {"limit": 2, "retryAfter": 1}
    clock.now += 0.5
    traffic.enter(KEY)
    with pytest.raises(RateLimited):
        traffic.enter(KEY)
    clock.now += 3600
    for _ in range(3):
        traffic.enter(KEY)
    with pytest.raises(RateLimited):
        traffic.enter(KEY)


def test_who_has_to_wait_longer_is_told_so() -> None:
    traffic = Traffic(Shares(rate=0.1, burst=1), Clock())
    traffic.enter(KEY)
    with pytest.raises(RateLimited) as caught:
        traffic.enter(KEY)
    assert caught.value.details["retryAfter"] == 10


async def test_a_rate_of_nothing_is_none() -> None:
    traffic = Traffic(Shares(rate=0, burst=1), Clock())
    for _ in range(10):
        traffic.enter(KEY)
        (await traffic.read(KEY, 1_000_000)).end()


def test_a_client_is_a_service_or_a_person_and_all_without_a_token_are_one() -> None:
    one, other = staff(Role.OPERATOR, "one"), staff(Role.OPERATOR, "other")
    assert len({key_of(one), key_of(other), key_of(READER), key_of(agency(client_id="b")), key_of(NOBODY)}) == 5


def test_clients_are_forgotten_when_that_tells_them_nothing_new() -> None:
    clock = Clock()
    traffic = Traffic(Shares(rate=1, burst=2), clock)
    held = traffic.enter(("held", ""))
    for number in range(_MOST_CLIENTS - 1):
        traffic.enter((str(number), "")).under_way -= 1
    clock.now += 3600
    for _ in range(2):
        traffic.enter(KEY)
    assert set(traffic._clients) == {("held", ""), KEY}
    assert traffic.enter(("held", "")) is held
    with pytest.raises(RateLimited):
        traffic.enter(KEY)


async def test_what_comes_too_fast_is_not_even_read() -> None:
    w = hub_with(Shares(rate=1, burst=1, bytes_read=1_000_000))
    assert (await w.ask("{ __typename }")).status == 200
    refused = await w.ask(BAD)
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "1"
    (error,) = refused.payload["errors"]
    assert error["extensions"] == {"code": "RATE_LIMITED", "limit": 1, "retryAfter": 1}
    assert w.engine._documents.held(BAD) is None
    assert w.calls.made == []
    # Another client has its own.
    assert (await w.ask("{ __typename }", actor=NOBODY)).status == 200


async def test_a_document_that_is_new_counts_by_its_length() -> None:
    clock = Clock()
    w = hub_with(Shares(rate=10, burst=20, bytes_read=10), clock)
    query = "{ services { name } } # " + "x" * 76
    assert (await w.ask(query)).status == 200
    for _ in range(9):
        assert (await w.ask(query)).status == 200
    refused = await w.ask("{ agencies { name } }")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    assert w.engine._documents.held("{ agencies { name } }") is None
    # One that is longer than all that may come at once is read all the same, and one that is too long is not counted.
    clock.now += 3600
    assert (await w.ask("a " * 40_000)).status == 413
    clock.now += 1
    assert (await w.ask("{ services { title } } # " + "x" * 1_000)).status == 200
    assert (await w.ask("{ __typename }")).status == 429


async def test_only_so_many_of_one_client_are_under_way_however_they_end() -> None:
    w = hub_with(Shares(under_way=2), w=world([person(nik="1901014505959001")]))
    gate = asyncio.Event()
    look, fetch = '{ citizen(nik: "1901014505959001") { immunisations { dose } } }', w.health.fetch

    async def waits(keys: object) -> object:
        await gate.wait()
        return await fetch(keys)  # type: ignore[arg-type]  # as it came

    w.health.fetch = waits  # type: ignore[method-assign,assignment]  # a slow agency
    slow = [asyncio.create_task(w.ask(look)) for _ in range(2)]
    await asyncio.sleep(0)
    refused = await w.ask("{ __typename }")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    assert (await w.ask("{ __typename }", actor=NOBODY)).status == 200
    slow[0].cancel()
    await asyncio.gather(slow[0], return_exceptions=True)
    for query in ("{ __typename }", "{", "{ nothing }"):
        assert (await w.ask(query)).status in {200, 400}
    gate.set()
    assert (await slow[1]).status == 200


async def test_a_quiet_client_is_answered_after_one_of_the_flood() -> None:
    """The record is read in turn: with one place, the second client's question is the third to be read."""
    people = [person(f"Orang {number}") for number in range(5)]
    w = hub_with(Shares(running=1, turn_seconds=3600), w=world(people))

    async def look(number: int, client: str) -> Answer:
        query = f'{{ citizen(nik: "{people[number].nik}") {{ fullName }} }}'
        return await w.engine.run(GraphQLRequest(query), agency("citizen:read", client_id=client))

    asked = [look(number, "flood") for number in range(4)]
    answers = await asyncio.gather(*asked, look(4, "quiet"))
    assert [answer.payload["data"]["citizen"]["fullName"] for answer in answers] == [one.full_name for one in people]
    read = [w.calls.keys("people.by_niks").index(one.nik) for one in people]
    assert read == [0, 1, 3, 4, 2]


class Record:
    """A record that answers each statement with the same person, and a commit that waits until it may go on."""

    keeps = True
    text = ""

    def __init__(self) -> None:
        self.reads = 0
        self.waiting = 0
        self.may_commit = asyncio.Event()

    def statement(self, *_shape: Any, **_named: Any) -> Record:
        return self

    async def run(self, *_asked: Any, **_named: Any) -> Answered:
        self.reads += 1
        return Answered(b'{"citizen":{"fullName":"Orang"}}', bytes(16), ())

    async def leave(self, *_receipt: Any, **_named: Any) -> None:
        self.waiting += 1
        await self.may_commit.wait()

    write = leave

    async def of_person(self, *_asked: Any, **_named: Any) -> Page[Access]:
        raise AssertionError("nobody asks who looked")


async def test_who_waits_for_a_receipt_keeps_nobody_from_the_record_and_gets_nothing_before() -> None:
    record = Record()
    w = world()
    hub = dataclasses.replace(w.hub, held=record, receipts=record)
    engine = Engine(schema(), hub, traffic=Traffic(Shares(running=1, turn_seconds=3600), Clock()))
    request = GraphQLRequest('{ citizen(nik: "1901014505959001") { fullName } }')
    asked = [asyncio.create_task(engine.run(request, agency("citizen:read"))) for _ in range(3)]
    async with asyncio.timeout(5):
        while record.waiting < 3:
            await asyncio.sleep(0)
    assert record.reads == 3
    assert not any(each.done() for each in asked)
    record.may_commit.set()
    assert [answer.lane for answer in await asyncio.gather(*asked)] == ["E"] * 3


async def test_who_waits_for_an_agency_keeps_nobody_from_the_record() -> None:
    w = hub_with(Shares(running=1, turn_seconds=0.01), w=world([person(nik="1901014505959001")]))
    gate = asyncio.Event()

    async def waits(_keys: object) -> object:
        await gate.wait()
        return {}

    w.health.fetch = waits  # type: ignore[method-assign,assignment]  # an agency that does not answer
    stuck = asyncio.create_task(w.ask('{ citizen(nik: "1901014505959001") { immunisations { dose } } }'))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        assert (await w.ask("{ __typename }", actor=NOBODY)).status == 200
    stuck.cancel()
    await asyncio.gather(stuck, return_exceptions=True)
