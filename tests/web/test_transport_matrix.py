"""Every transport times everybody who may not: nothing leaves, nothing is read, and the refusal has its code."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import aiohttp
import pytest

from hub.audit.quotas import DailyQuotas
from hub.console.base.in_process import InProcess
from hub.core.actor import Actor, anonymous
from hub.core.errors import Unauthenticated
from hub.core.identifiers import global_id
from hub.core.trusted import id_of
from hub.engine import Engine, Registered
from hub.engine.answer import refused_by
from hub.identity import Verifier, external
from hub.identity.keys import LOOK_AGAIN
from hub.identity.standing import _FRESH
from hub.web.connections import EVERY
from tests.fakes.actors import READER, all_but
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import CARD, TENANT, family
from tests.fakes.world import World, immunised, schema, world
from tests.web.rig import EVENTS, GRAPHQL, JSON, TRANSPORTS, Rig, Told, answered, events, rig
from tests.web.test_socket import INIT, LOOK, busy, closed_with, subscribe
from tests.web.test_socket import NIK as LOOKED_FOR

SECRETS = ("Budi Contoh", "Siti Contoh", "BCG", "type Query")
CARD_OF, HEAD, WIFE = family()

QUESTIONS = {
    "citizen": f'{{ citizen(nik: "{HEAD.nik}") {{ fullName immunisations {{ vaccine }} }} }}',
    "citizens": f'{{ citizens(niks: ["{HEAD.nik}", "{WIFE.nik}"]) {{ fullName }} }}',
    "familyCard": f'{{ familyCard(number: "{CARD}") {{ members {{ citizen {{ fullName }} }} }} }}',
    "searchCitizens": '{ searchCitizens(search: {name: "Contoh"}) { edges { node { fullName } } } }',
    "node": f'{{ node(id: "{global_id("Citizen", HEAD.id)}") {{ id ... on Citizen {{ fullName }} }} }}',
    "_entities": f'{{ _entities(representations: [{{__typename: "Citizen", nik: "{HEAD.nik}"}}]) '
    "{ ... on Citizen { fullName } } }",
    "_service": "{ _service { sdl } }",
}
NEEDS = {
    "citizen": {"citizen:read", "health:read"}, "citizens": {"citizen:read"}, "familyCard": {"family:read"},
    "searchCitizens": {"citizen:search"}, "node": {"citizen:read"}, "_entities": {"citizen:read"},
    "_service": {"agency:read"},
}  # fmt: skip
DOCUMENTS = Registered({id_of(query): query for query in QUESTIONS.values()})
ALLOWED = all_but()


def bangka() -> World:
    return world([HEAD, WIFE], [CARD_OF], immunisations={HEAD.nik or "": immunised()})


async def over_routes(hub: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    """A body in pieces is not for the front: aiohttp's routes answer it."""
    body = json.dumps(parameters).encode()

    async def pieces() -> Any:
        yield body[:5]
        yield body[5:]

    headers = {"Content-Type": JSON, "Accept": GRAPHQL, **({"Authorization": token} if token else {})}
    async with hub.http.post(hub.url, data=pieces(), headers=headers) as response:
        return Told(response.status, json.loads(await response.read()), response.headers)


async def over_get(hub: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    return await hub.get(token, documentId=id_of(parameters["query"]))


async def over_get_events(hub: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    headers = {"Accept": EVENTS, **({"Authorization": token} if token else {})}
    asked = {"documentId": id_of(parameters["query"])}
    async with hub.http.get(hub.url, params=asked, headers=headers) as response:
        body = await response.read()
        is_stream = response.content_type == EVENTS
        return Told(response.status, json.loads(events(body)[0][1] if is_stream else body), response.headers)


async def over_socket(hub: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    """A token that does not hold ends a socket at its beginning, with a number instead of a code."""
    async with hub.socket(initialise=False) as wire:
        await wire.send_json({**INIT, "payload": {"Authorization": token} if token else {}})
        message = await wire.receive(timeout=5)
        if message.type is aiohttp.WSMsgType.CLOSE:
            assert wire.close_code == 4403
            return Told(0, refused_by(Unauthenticated("Closed.")).payload)
        await wire.send_json(subscribe("1", parameters))
        return Told(0, await answered(wire, "1"))


async def in_process(hub: Rig, parameters: Mapping[str, Any], token: str | None) -> Told:
    """As the console's pages ask: the token of the session verified anew, then the engine without HTTP."""
    verifier: Verifier = hub.site.door.verifier
    try:
        actor: Actor = await verifier.actor(token) if token else anonymous(TENANT)
    except Unauthenticated as error:
        return Told(0, refused_by(error).payload)
    return Told(0, await InProcess(hub.world.engine)(actor, parameters["query"], {}))


Ask = Callable[[Rig, Mapping[str, Any], str | None], Awaitable[Told]]
DOORS: dict[str, Ask] = {
    **TRANSPORTS,
    "socket": over_socket,
    "routes": over_routes,
    "get": over_get,
    "get events": over_get_events,
    "in process": in_process,
}
KINDS = ("anonymous", "no scope", "other district", "expired", "no agreement", "agreement over")
WANTED = {"no scope": "FORBIDDEN", "no agreement": "FORBIDDEN", "agreement over": "AGREEMENT_EXPIRED"}


async def token_of(hub: Rig, kind: str, question: str) -> str | None:
    """A token of somebody who may not ask this; None for nobody."""
    if kind == "anonymous":
        return None
    if kind == "no scope":
        return await hub.bearer(dataclasses.replace(all_but(*NEEDS[question]), client_id=f"without-{question}"))
    if kind == "other district":
        return await hub.bearer(dataclasses.replace(ALLOWED, tenant="1902", client_id="neighbour"))
    if kind == "no agreement":
        return await hub.bearer(dataclasses.replace(ALLOWED, agreement=None, client_id="without-agreement"))
    if kind == "agreement over":
        over = agreement(id="contoh-habis", ends_on=dt.date(2026, 11, 23))
        return await hub.bearer(dataclasses.replace(ALLOWED, agreement=over, client_id="former"))
    hub.clock.ahead -= dt.timedelta(minutes=11)
    token = await hub.bearer(ALLOWED)
    hub.clock.ahead += dt.timedelta(minutes=11)
    return token


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", sorted(DOORS))
async def test_nothing_leaves(door: str, kind: str) -> None:
    wanted = WANTED.get(kind, "UNAUTHENTICATED")
    w = bangka()
    async with rig(w, documents=DOCUMENTS, batch=2) as hub:
        for question, query in QUESTIONS.items():
            if "agreement" in kind and question == "_service":
                continue  # nobody's data
            token = await token_of(hub, kind, question)
            told = await DOORS[door](hub, {"query": query}, token)
            body = json.dumps(told.payload)
            assert set(told.codes) == {wanted}, (question, body)
            assert not [secret for secret in SECRETS if secret in body], question
    assert w.calls.made == []
    assert w.record.tables.receipts == []


class Full:
    """Implements `hub.core.agency_ports.Quotas`: today's are used up."""

    async def take(self, _agreement: str, _day: dt.date, _persons: int, _most: int) -> bool:
        return False

    async def given(self, _agreements: Sequence[str], _day: dt.date) -> Mapping[str, int]:
        return {}


@pytest.mark.parametrize("door", sorted(DOORS))
async def test_nobody_more_is_shown_when_the_days_quota_is_used_up(door: str) -> None:
    w = bangka()
    w.engine = Engine(schema(), dataclasses.replace(w.hub, quotas=DailyQuotas(Full(), w.hub.clock)))
    async with rig(w, documents=DOCUMENTS, batch=2) as hub:
        token = await hub.bearer(ALLOWED)
        for question in sorted(QUESTIONS.keys() - {"_service"}):
            told = await DOORS[door](hub, {"query": QUESTIONS[question]}, token)
            assert told.codes == ["QUOTA_EXHAUSTED"], question
            assert told.status in {0, 200, 429}
            assert told.payload.get("data") is None
    assert w.record.tables.receipts == []


async def test_what_ends_while_a_socket_is_open_is_noticed_by_its_next_operation() -> None:
    query = {"query": QUESTIONS["citizen"]}
    async with rig(bangka()) as hub:
        token = await hub.bearer(ALLOWED)
        async with hub.socket(token) as wire:
            codes = []
            for number, terms in enumerate((agreement(), agreement(active=False), agreement())):
                hub.registry.agreements[terms.id] = terms
                hub.clock.ahead += _FRESH
                await wire.send_json({"id": str(number), "type": "subscribe", "payload": query})
                payload = await answered(wire, str(number))
                codes.append({error["extensions"]["code"] for error in payload.get("errors", [])})
    assert codes == [set(), {"AGREEMENT_EXPIRED"}, set()]


@pytest.mark.parametrize("door", sorted(DOORS))
async def test_whoever_may_is_answered(door: str) -> None:
    """Or everything above would be refused for another reason."""
    async with rig(bangka(), documents=DOCUMENTS, batch=2) as hub:
        token = await hub.bearer(ALLOWED)
        for question, query in QUESTIONS.items():
            told = await DOORS[door](hub, {"query": query}, token)
            assert [secret for secret in SECRETS if secret in json.dumps(told.payload)], question


@pytest.mark.parametrize("door", sorted(DOORS))
async def test_a_person_of_another_region_is_nobody(door: str) -> None:
    elsewhere = dataclasses.replace(ALLOWED, region="19.05", client_id="elsewhere", roles=READER.roles)
    async with rig(bangka(), documents=DOCUMENTS, batch=2) as hub:
        token = await hub.bearer(elsewhere)
        for question in sorted(QUESTIONS.keys() - {"_service"}):
            told = await DOORS[door](hub, {"query": QUESTIONS[question]}, token)
            body = json.dumps(told.payload)
            assert not [secret for secret in SECRETS if secret in body], (question, body)
        assert [one for one in hub.world.record.tables.receipts if one.subjects] == []


async def test_multipart_is_not_offered() -> None:
    """The requests of graphql-multipart-request are no GraphQL here: papers have their own address (tus)."""
    w = bangka()
    async with rig(w, documents=DOCUMENTS, batch=2) as hub:
        for token in (None, await hub.bearer(ALLOWED)):
            form = aiohttp.FormData()
            form.add_field("operations", json.dumps({"query": QUESTIONS["citizen"]}))
            form.add_field("map", "{}")
            form.add_field("0", b"x", filename="a.txt")
            headers = {"Authorization": token} if token else {}
            async with hub.http.post(hub.url, data=form, headers=headers) as response:
                told = await response.json()
                assert (response.status, response.headers["Accept"]) == (415, "application/json")
                assert [error["extensions"]["code"] for error in told["errors"]] == ["BAD_INPUT"]
    assert w.calls.made == []


# ---- a token that ends while something is held open ------------------------------------------------------------------


async def expires(hub: Rig, _token: str) -> None:
    hub.clock.ahead = dt.timedelta(minutes=11)


async def is_revoked(hub: Rig, token: str) -> None:
    claims = hub.tokens.read(token.removeprefix("Bearer "))
    await hub.registry.revoke_token(claims["jti"], hub.clock() + dt.timedelta(hours=1))
    hub.clock.ahead = _FRESH


async def loses_its_client(hub: Rig, _token: str) -> None:
    client = hub.registry.clients["frontend"]
    await hub.registry.put_client(dataclasses.replace(client, active=False))
    hub.clock.ahead = _FRESH


ENDS = {"expired": expires, "revoked": is_revoked, "client closed": loses_its_client}


def looked_for() -> World:
    return world([dataclasses.replace(HEAD, nik=LOOKED_FOR)])


def test_what_is_believed_and_looked_at_makes_a_second() -> None:
    look = dt.timedelta(seconds=EVERY)
    assert _FRESH + LOOK_AGAIN + look < dt.timedelta(seconds=1)
    assert external.FRESH + look < dt.timedelta(seconds=1)


@pytest.mark.parametrize("how", sorted(ENDS))
async def test_a_socket_ends_with_its_token_and_what_is_under_way_does_not_leave(how: str) -> None:
    w = looked_for()
    async with rig(w) as hub:
        token, gate = await hub.bearer(), busy(hub)
        async with hub.socket(token) as wire, hub.socket(await hub.bearer(all_but())) as other:
            await wire.send_json(subscribe("1", LOOK))
            while "people.by_niks" not in w.calls.names():
                await asyncio.sleep(0)
            await ENDS[how](hub, token)
            if how == "revoked":
                await other.send_json(subscribe("2"))
                assert (await other.receive_json(timeout=5))["type"] == "next"
            assert await closed_with(wire) == 4403
            gate.set()
    assert w.record.tables.receipts == []


async def test_an_idle_socket_ends_too_and_one_without_a_token_stays() -> None:
    async with rig() as hub:
        token = await hub.bearer()
        async with hub.socket(token) as wire, hub.socket() as nobodys:
            await expires(hub, token)
            assert await closed_with(wire) == 4403
            await nobodys.send_json(subscribe("1"))
            assert (await nobodys.receive_json(timeout=5))["type"] == "next"


@pytest.mark.parametrize("how", sorted(ENDS))
@pytest.mark.parametrize("opened", [False, True])
async def test_a_stream_ends_with_its_token(how: str, opened: bool) -> None:
    """Before its first event it is a refusal by status, after that an event that says so."""
    w = looked_for()
    async with rig(w, keep_alive_seconds=0.01 if opened else 60) as hub:
        token, gate = await hub.bearer(), busy(hub)
        headers = {"Accept": EVENTS, "Content-Type": JSON, "Authorization": token}
        asking = asyncio.create_task(hub.http.post(hub.url, json=LOOK, headers=headers))
        while "people.by_niks" not in w.calls.names():
            await asyncio.sleep(0)
        if opened:
            await asyncio.wait({asking}, timeout=5)
        await ENDS[how](hub, token)
        async with asyncio.timeout(5), await asking as response:
            body = await response.read()
            told = json.loads(events(body)[0][1]) if opened else json.loads(body)
            assert response.status == (200 if opened else 401)
        gate.set()
    assert [error["extensions"]["code"] for error in told["errors"]] == ["UNAUTHENTICATED"]
    assert "data" not in told
    assert w.record.tables.receipts == []
