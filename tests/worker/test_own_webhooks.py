"""A client's own hand on its subscriptions: over the graph, a real database, the worker's loop and real HTTP."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.agreement import Agreement
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.exchange.webhooks import is_signed
from hub.store import PgAgreements
from tests.fakes.actors import agency, staff
from tests.fakes.agreements import agreement
from tests.store.samples import person
from tests.worker.hand import MINE, Hand, subscribed


@pytest.fixture
async def hand(database: str, tmp_path: Path) -> AsyncIterator[Hand]:
    async with subscribed(database, tmp_path) as made:
        yield made


async def test_the_log_tells_each_attempt_and_names_nobody(hand: Hand) -> None:
    known = person()
    hand.receiver.answers = [503, 204]
    await hand.tell([known], 2)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    (told,) = await hand.log()
    assert told["eventId"] == hand.receiver.got[0].key
    assert (told["kind"], told["state"], told["attempts"]) == ("citizen.changed", "DELIVERED", 2)
    assert (told["responseCode"], told["problem"], told["replays"]) == (204, None, 0)
    assert told["latencyMs"] >= 0
    assert told["attemptedAt"] is not None
    text = json.dumps(told)
    assert str(known.id) not in text
    assert global_id("Citizen", known.id) not in text


async def test_what_was_never_told_is_in_no_log_and_in_no_replay(hand: Hand) -> None:
    """Neither what was withheld nor what only waits for its turn: nobody has decided yet that she may know of it."""
    await hand.tell([person(sealed=True)], 2)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    await hand.do("pauseWebhook")
    await hand.tell([person()], 2)
    assert await hand.post.states() == ["WITHHELD", "WAITING"]
    assert await hand.log() == []
    assert (await hand.replay())["replayed"] == 0


async def test_a_day_is_replayed_in_its_order_with_its_ids_and_receipts_of_its_own(hand: Hand) -> None:
    people = [person() for _ in range(3)]
    await hand.tell(people, 2, 3, 4)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
        first = list(hand.receiver.got)
        before = await hand.post.database.fetchval("select count(*) from receipt")
        hand.receiver.answers = [503]
        done = await hand.replay(key="again")
        assert (done["replayed"], done["errors"]) == (9, [])
        assert (await hand.replay(key="again"))["errors"][0]["code"] == "IDEMPOTENCY_MISMATCH"
        await hand.post.until(hand.post.settled)
    again = hand.receiver.got[9:]
    assert {each.key for each in again} == {each.key for each in first}
    for each in people:
        assert _versions(again, each) == [2, 3, 4]
    # One for the mutation, and one for each event that left again.
    assert await hand.post.database.fetchval("select count(*) from receipt") == before + 1 + 9
    assert {each["replays"] for each in await hand.log()} == {1}


async def test_a_replay_is_before_what_waits_of_the_same_person(hand: Hand) -> None:
    known = person()
    await hand.tell([known], 2, 3)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    await hand.post.publish(known, 4)
    assert (await hand.replay())["replayed"] == 2
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    assert _versions(hand.receiver.got[2:], known) == [2, 3, 4]


@pytest.mark.parametrize("paper", [agreement(fields=frozenset({"Citizen.id", "Citizen.sex"})), agreement(active=False)])
async def test_a_replay_is_decided_by_the_agreement_of_now(hand: Hand, paper: Agreement) -> None:
    """And so is what waited while the agreement changed."""
    known = person()
    await hand.tell([known], 2)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    assert (await hand.replay())["replayed"] == 1
    await hand.post.publish(known, 3)
    await PgAgreements(hand.post.database, known.tenant).put(paper)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    assert await hand.post.states() == ["WITHHELD", "WITHHELD"]
    assert len(hand.receiver.got) == 1
    assert [(each["state"], each["responseCode"]) for each in await hand.log()] == [("WITHHELD", 204)]


async def test_a_replay_has_bounds(hand: Hand) -> None:
    now = hand.post.clock()
    long_ago = (now - dt.timedelta(days=8)).isoformat()
    for wrong in ({"from": long_ago}, {"to": long_ago}):
        done = await hand.replay(**wrong)
        assert [(error["code"], error["path"]) for error in done["errors"]] == [("BAD_INPUT", "to")]
    await hand.tell([person()], 2)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    before = {"from": (now - dt.timedelta(days=2)).isoformat(), "to": (now - dt.timedelta(days=1)).isoformat()}
    assert (await hand.replay(**before))["replayed"] == 0
    await hand.post.database.execute(
        "insert into delivery (tenant, id, target, kind, person_id, changed, occurred_at, state, next_attempt_at,"
        " settled_at, replays) select '1901', gen_random_uuid(), $1, 'citizen.changed', gen_random_uuid(), '{}',"
        " now(), 'DELIVERED', now(), now(), 1 from generate_series(1, 5000)",
        hand.name,
    )
    done = await hand.replay()
    assert [(error["code"], error["path"]) for error in done["errors"]] == [("BAD_INPUT", "to")]
    assert set(await hand.post.states()) == {"DELIVERED"}


async def test_nobody_else_sees_or_touches_it(hand: Hand) -> None:
    other = agency("webhook:manage", client_id="another")
    answer = await hand.world.ask(MINE, actor=other)
    assert answer.payload["data"]["webhooks"] == []
    times = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
    for mutation in ("pauseWebhook", "resumeWebhook", "rotateWebhookSecret", "testWebhook", "replayWebhook"):
        given = times if mutation == "replayWebhook" else {}
        done = await hand.do(mutation, other, **given)
        assert [(error["code"], error["path"]) for error in done["errors"]] == [("NOT_FOUND", "webhookId")], mutation
        office = dataclasses.replace(staff_with_scope(), client_id=hand.client.client_id)
        assert await hand.do(mutation, office, **given) == "record-keep-webhook"
        assert await hand.do(mutation, agency("citizen:read"), **given) == "scope:webhook:manage"


def staff_with_scope() -> Actor:
    one = staff(Role.OPERATOR)
    return dataclasses.replace(one, scopes=one.scopes | {"webhook:manage"})


async def test_a_pause_of_ones_own_is_ended_by_oneself_and_the_offices_by_the_office(hand: Hand) -> None:
    known = person()
    paused = await hand.do("pauseWebhook")
    assert (paused["webhook"]["state"], paused["webhook"]["reason"]) == ("PAUSED", "BY_CLIENT")
    await hand.tell([known], 2, 3)
    async with hand.post.working():
        await asyncio.sleep(0.2)
        assert hand.receiver.got == []
        assert (await hand.do("resumeWebhook"))["webhook"]["state"] == "ACTIVE"
        await hand.post.until(hand.post.settled)
    assert _versions(hand.receiver.got, known) == [2, 3]
    await hand.post.targets.pause(hand.name, "BY_HAND")
    assert (await hand.do("pauseWebhook"))["webhook"]["reason"] == "BY_HAND"
    refused = await hand.do("resumeWebhook")
    assert [error["code"] for error in refused["errors"]] == ["CONFLICT"]


async def test_a_client_subscribes_rotates_and_tests_by_itself(hand: Hand) -> None:
    for wrong in (
        "http://10.0.0.7/x",
        "https://10.0.0.7/x",
        "http://receiver.example/x",
        "https://user:word@receiver.example/x",
    ):
        refused = await hand.do("createWebhook", url=wrong, kinds=["citizen.changed"])
        assert [(error["code"], error["path"]) for error in refused["errors"]] == [("BAD_INPUT", "url")], wrong
    refused = await hand.do("createWebhook", url=hand.receiver.url, kinds=["citizen.changed", "citizen.changd"])
    assert refused["errors"][0]["path"] == "kinds"
    made = await hand.do("createWebhook", key="one", url=hand.receiver.url, kinds=["citizen.changed"])
    assert await hand.do("createWebhook", key="one", url=hand.receiver.url, kinds=["citizen.changed"]) == made
    secret = made["secret"]
    kept = await hand.post.database.fetchval("select string_agg(reply::text, '') from idempotency_reply")
    assert secret not in kept
    given = {"webhookId": made["webhook"]["id"]}
    new = (await hand.do("rotateWebhookSecret", **given))["secret"]
    assert new != secret
    asked = await hand.do("testWebhook", **given)
    assert asked["webhook"]["testResult"] == "WAITING"
    assert [each["code"] for each in (await hand.do("testWebhook", **given))["errors"]] == ["CONFLICT"]
    async with hand.testing():
        await hand.post.until(lambda: hand.receiver.got)
        await hand.post.until(lambda: _tested(hand, "HTTP_204"))
    (got,) = hand.receiver.got
    assert (got.event["type"], got.event["data"]) == ("id.satu.webhook.test", {})
    now = dt.datetime.now(dt.UTC)
    signed = {name.lower(): value for name, value in got.headers.items()}
    assert all(is_signed(signed, got.body, each, now) for each in (secret, new))
    assert not is_signed(signed, got.body, hand.secret, now)


async def test_a_client_has_so_many_and_no_more(hand: Hand) -> None:
    made = [await hand.do("createWebhook", url=hand.receiver.url, kinds=["citizen.changed"]) for _ in range(20)]
    assert [len(each["errors"]) for each in made] == [0] * 19 + [1]
    assert made[-1]["errors"][0]["code"] == "CONFLICT"


async def test_the_administrator_keeps_those_of_her_regions_clients(hand: Hand) -> None:
    """And of no other's; for whom she subscribes, and what for, has to stand in the client's registration."""
    her, far = staff(Role.ADMINISTRATOR), dataclasses.replace(staff(Role.ADMINISTRATOR), region="19.01.02")
    (shown,) = (await hand.world.ask("{ webhooks { clientId } }", actor=her)).payload["data"]["webhooks"]
    assert shown == {"clientId": hand.client.client_id}
    assert (await hand.world.ask("{ webhooks { clientId } }", actor=far)).payload["data"] == {"webhooks": []}
    assert [error["code"] for error in (await hand.do("pauseWebhook", far))["errors"]] == ["NOT_FOUND"]
    assert (await hand.do("pauseWebhook", her))["webhook"]["reason"] == "BY_HAND"
    assert [error["code"] for error in (await hand.do("resumeWebhook"))["errors"]] == ["CONFLICT"]
    assert (await hand.do("resumeWebhook", her))["webhook"]["state"] == "ACTIVE"
    wanted: Any = {"url": hand.receiver.url, "kinds": ["citizen.changed"]}
    named: Any = {"clientId": hand.client.client_id, "purpose": "PUBLIC_SERVICE"}
    for actor, given, path in (
        (her, {}, "clientId"),
        (far, named, "clientId"),
        (her, {**named, "clientId": "absent"}, "clientId"),
        (her, {**named, "purpose": "PLANNING"}, "purpose"),
        (hand.client, {"clientId": "another"}, "clientId"),
        (hand.client, {"purpose": "PLANNING"}, "purpose"),
    ):
        refused = await hand.do("createWebhook", actor, **wanted, **given)
        assert [(error["code"], error["path"]) for error in refused["errors"]] == [("BAD_INPUT", path)], given
    made = await hand.do("createWebhook", her, **wanted, **named)
    assert made["secret"].startswith("whsec_")
    mine = (await hand.world.ask(MINE, actor=hand.client)).payload["data"]["webhooks"]
    assert made["webhook"]["id"] in {each["id"] for each in mine}


async def test_a_replay_is_counted_before_it_is_asked_for(hand: Hand) -> None:
    people = [person() for _ in range(2)]
    await hand.tell([*people, person(sealed=True)], 2, 3)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)
    now = hand.post.clock()
    asked = "webhooks(webhookId: $id) { replayable(from: $from, to: $to) }"
    query = f"query ($id: ID, $from: DateTime!, $to: DateTime!) {{ {asked} }}"

    async def counted(days: int) -> Any:
        given = {"id": hand.id, "from": (now - dt.timedelta(days=days)).isoformat(), "to": now.isoformat()}
        return (await hand.world.ask(query, given, actor=hand.client)).payload

    assert (await counted(1))["data"]["webhooks"] == [{"replayable": 4}], "what was withheld is not counted"
    long = await counted(8)
    assert (long["data"]["webhooks"], long["errors"][0]["extensions"]["code"]) == ([{"replayable": None}], "BAD_INPUT")


async def _tested(hand: Hand, result: str) -> bool:
    found = await hand.post.database.fetch("select test_result from delivery_target where test_result = $1", result)
    return bool(found)


def _versions(got: Sequence[Any], who: Citizen) -> list[int]:
    """What arrived about somebody in its order; a repeat right after a failure counts once."""
    found = [each.event["data"]["version"] for each in got if each.event["subject"] == global_id("Citizen", who.id)]
    return [one for at, one in enumerate(found) if at == 0 or found[at - 1] != one]
