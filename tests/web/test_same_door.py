"""Whatever the transport: the same is answered, the same is refused, and the same receipt is written."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.engine.test_mutations import SUBMIT, Office
from tests.fakes.actors import all_but
from tests.fakes.people_of_bangka import person
from tests.fakes.world import immunised, world
from tests.schema.test_matrix import PATHS, REQUIREMENTS, SCOPED, furnished
from tests.web.rig import TRANSPORTS, Ask, Rig, answered, over_post, rig

NIK = "1901014505959001"
LOOK = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName immunisations { dose } } }"
OTHERS = {name: ask for name, ask in TRANSPORTS.items() if name != "post"}


def _denied() -> dict[str, tuple[dict[str, Any], Any]]:
    """For each field that asks for a scope: an operation with it, and somebody who has every other scope."""
    return {at: ({"query": PATHS.operation(at)[0]}, all_but(*REQUIREMENTS[at].scopes)) for at in SCOPED}


@pytest.mark.parametrize("ask", OTHERS.values(), ids=OTHERS)
async def test_no_transport_answers_a_field_that_http_refuses(ask: Ask) -> None:
    """Every field of the graph that asks for a scope, with every scope but its own, and without a token."""
    w, told = furnished(), 0
    async with rig(w, batch=2) as hub:
        for at, (parameters, actor) in _denied().items():
            actor_here = dataclasses.replace(actor, client_id=f"without-{min(REQUIREMENTS[at].scopes)}")
            token = await hub.bearer(actor_here)
            for given in (token, None):
                expected, found = await over_post(hub, parameters, given), await ask(hub, parameters, given)
                assert found.payload == expected.payload, at
                assert found.codes, at
                told += 1
    assert told == 2 * len(SCOPED) > 200
    assert [application.version for application in w.record.tables.applications.values()] == [1]


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_a_read_leaves_the_same_receipt(ask: Ask) -> None:
    someone = person("Siti Contoh", nik=NIK)
    async with rig(world([someone], immunisations={NIK: immunised()}), batch=2) as hub:
        told = await ask(hub, {"query": LOOK, "variables": {"nik": NIK}}, await hub.bearer())
        (receipt,) = hub.world.record.tables.receipts
    assert told.payload == {"data": {"citizen": {"fullName": "Siti Contoh", "immunisations": [{"dose": 1}]}}}
    assert (receipt.actor, receipt.purpose, receipt.operation) == ("frontend", "PUBLIC_SERVICE", "Look")
    assert receipt.subjects == (someone.id,)
    assert receipt.categories == ("health", "population")


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_without_a_receipt_nothing_leaves(ask: Ask) -> None:
    async with rig(world([person("Rahasia Contoh", nik=NIK)]), batch=2) as hub:
        hub.world.record.receipts_out = True
        told = await ask(hub, {"query": LOOK, "variables": {"nik": NIK}}, await hub.bearer())
    assert told.codes == ["SOURCE_UNAVAILABLE"]
    assert "Rahasia" not in str(told.payload)


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_a_mutation_is_done_once_however_often_it_is_sent(ask: Ask) -> None:
    office = Office()
    parameters = {"query": SUBMIT, "variables": {"input": office.form()}}
    async with rig(office.w, batch=2) as hub:
        token = await hub.bearer(all_but())
        first, again = await ask(hub, parameters, token), await ask(hub, parameters, token)
    assert first.payload["data"]["submitApplication"]["errors"] == []
    assert first.payload == again.payload
    assert len(office.w.record.tables.applications) == 1


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_limits_hold(ask: Ask) -> None:
    aliases = " ".join(f"a{number}: __typename" for number in range(100))
    async with rig(batch=2) as hub:
        told = await ask(hub, {"query": f"{{ {aliases} }}"}, None)
    assert told.codes == ["COST_EXCEEDED"]


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_public_fields_need_no_token(ask: Ask) -> None:
    async with rig(batch=2) as hub:
        told = await ask(hub, {"query": "{ services { name } }"}, None)
    assert [service["name"] for service in told.payload["data"]["services"]]


async def test_many_operations_share_one_socket() -> None:
    people = [person(f"Orang {number}") for number in range(5)]
    async with rig(world(people)) as hub, hub.socket(await hub.bearer()) as wire:
        for number, one in enumerate(people):
            asked = {"query": LOOK, "variables": {"nik": one.nik}}
            await wire.send_json({"id": str(number), "type": "subscribe", "payload": asked})
        found: dict[str, str] = {}
        while len(found) < len(people):
            message = await wire.receive_json(timeout=5)
            if message["type"] == "next":
                found[message["id"]] = message["payload"]["data"]["citizen"]["fullName"]
    assert found == {str(number): one.full_name for number, one in enumerate(people)}
    assert len(hub.world.record.tables.receipts) == len(people)


async def test_the_purpose_is_stated_on_a_socket_too() -> None:
    async def asked(hub: Rig, purpose: str) -> Any:
        said = {"Authorization": await hub.bearer(), "Hub-Purpose": purpose}
        async with hub.socket(payload=said) as wire:
            look = {"query": LOOK, "variables": {"nik": NIK}}
            await wire.send_json({"id": "1", "type": "subscribe", "payload": look})
            return await answered(wire, "1")

    async with rig(world([person(nik=NIK)])) as hub:
        assert "errors" in await asked(hub, "LAW_ENFORCEMENT")
        assert (await asked(hub, "PUBLIC_SERVICE"))["data"]["citizen"]
