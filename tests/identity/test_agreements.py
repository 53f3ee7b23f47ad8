"""The registry brings a client's agreement with the client: what is changed of it holds within a second."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.identity import Verifier
from hub.store import Database, PgAgreements, PgIdentity
from tests.fakes.agreements import WIDE, agreement
from tests.identity.district import TENANT, Office, everybody, office
from tests.identity.registry import MemoryIdentity

SECOND = dt.timedelta(seconds=1)


async def bearer(desk: Office) -> str:
    _, body = await desk.token(scope="citizen:read")
    return f"Bearer {body['access_token']}"


async def test_a_client_acts_under_the_agreement_that_it_names(desk: Office, registry: MemoryIdentity) -> None:
    token = await bearer(desk)
    actor = await desk.verifier.actor(token)
    assert actor.agreement == WIDE
    assert hash(actor) == hash(dataclasses.replace(actor, agreement=None))
    await registry.put_client(dataclasses.replace(registry.clients["frontend"], agreement="tidak-ada"))
    desk.clock.ahead += SECOND
    assert (await desk.verifier.actor(token)).agreement is None


async def test_a_user_of_the_same_client_acts_by_her_role(desk: Office) -> None:
    _, tokens = await desk.exchange(await desk.code())
    assert (await desk.verifier.actor(f"Bearer {tokens['access_token']}")).agreement is None


@pytest.mark.parametrize(
    "terms", [{"active": False}, {"fields": frozenset({"Citizen.sex"})}, {"daily_quota": 1}], ids=repr
)
async def test_what_is_changed_holds_for_tokens_of_before_in_every_process(
    real_store: PgIdentity, database: str, terms: dict[str, Any]
) -> None:
    """Two processes over one database, both with the token in use."""
    for client in (await everybody()).clients.values():
        await real_store.put_client(client)
    opened = await Database.open(database)
    try:
        async with office(real_store) as desk:
            here = desk.verifier
            there = Verifier(TENANT, PgIdentity(opened, TENANT), desk.clock, local=desk.tokens)
            token = await bearer(desk)
            before = [await process.actor(token) for process in (here, there)]
            assert [actor.agreement and actor.agreement.id for actor in before] == [WIDE.id] * 2
            await PgAgreements(opened, TENANT).put(agreement(**terms))
            desk.clock.ahead += SECOND
            for process in (here, there):
                assert process.known(token) is None
                found = (await process.actor(token)).agreement
                assert found is not None
                assert {name: getattr(found, name) for name in terms} == terms
    finally:
        await opened.close()


async def test_an_agreement_that_stands_is_the_same_object_each_time(real_store: PgIdentity) -> None:
    """What is kept by the actor, decisions above all, is then found without comparing it word by word."""
    for client in (await everybody()).clients.values():
        await real_store.put_client(client)
    first, again = [await real_store.acting("frontend") for _ in range(2)]
    assert first is not None
    assert again is not None
    assert first.agreement is again.agreement
    assert await real_store.acting("nobody") is None
    console = await real_store.acting("console")
    assert console is not None
    assert console.agreement is None


async def test_the_stamp_is_another_one_after_any_change_of_a_client_or_an_agreement(real_store: PgIdentity) -> None:
    """By it every process knows within a second whether it has to read anything again."""
    clients = (await everybody()).clients
    for client in clients.values():
        await real_store.put_client(client)
    seen = [await real_store.stamp()]
    assert await real_store.stamp() == seen[0]
    await real_store.put_client(dataclasses.replace(clients["frontend"], active=False))
    seen.append(await real_store.stamp())
    await real_store.put_client(clients["frontend"])
    seen.append(await real_store.stamp())
    await PgAgreements(real_store._database, TENANT).put(WIDE)
    seen.append(await real_store.stamp())
    await PgAgreements(real_store._database, TENANT).put(dataclasses.replace(WIDE, active=False))
    seen.append(await real_store.stamp())
    assert len(set(seen)) == len(seen)
