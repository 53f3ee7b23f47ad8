"""What people do with the outbox: who sees it, who says that something is typed in, who decides, and only once."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.delivery import DeliveryState
from hub.core.identifiers import global_id
from hub.engine import Answer
from tests.fakes.actors import staff
from tests.fakes.outbox import delivery
from tests.fakes.people_of_bangka import CARD, ELSEWHERE, address, person
from tests.fakes.world import World, world

OPERATOR, ADMINISTRATOR = staff(Role.OPERATOR), staff(Role.ADMINISTRATOR)
FIELDS = "deliveryId state errors { code path message }"
MUTATIONS = {
    "markTranscribed": f"mutation M($input: MarkTranscribedInput!) {{ markTranscribed(input: $input) {{ {FIELDS} }} }}",
    "settleDelivery": f"mutation S($input: SettleDeliveryInput!) {{ settleDelivery(input: $input) {{ {FIELDS} }} }}",
    "replayDelivery": f"mutation R($input: ReplayDeliveryInput!) {{ replayDelivery(input: $input) {{ {FIELDS} }} }}",
}


class Desk:
    """A hub with one person and one delivery about her."""

    def __init__(self, state: DeliveryState = DeliveryState.TO_TRANSCRIBE, **given: Any) -> None:
        self.person = person("Suparman", **given)
        self.delivery = delivery(self.person.id, state=state)
        self.w: World = world([self.person])
        self.w.record.tables.deliveries[self.delivery.id] = self.delivery

    async def do(self, mutation: str, actor: Actor = OPERATOR, key: str = "key-1", **given: Any) -> Answer:
        said = {"idempotencyKey": key, "deliveryId": global_id("Delivery", self.delivery.id), **given}
        return await self.w.ask(MUTATIONS[mutation], {"input": said}, actor=actor)

    @property
    def state(self) -> DeliveryState:
        return self.w.record.tables.deliveries[self.delivery.id].state


def payload(answer: Answer) -> dict[str, Any]:
    (value,) = answer.payload["data"].values()
    assert value is not None, answer.payload
    found: dict[str, Any] = value
    return found


async def test_a_clerk_says_that_it_is_typed_in_and_a_repeat_gets_the_first_answer() -> None:
    desk = Desk()
    first = payload(await desk.do("markTranscribed"))
    assert (first["state"], first["errors"]) == ("CONFIRMING", [])
    assert desk.state is DeliveryState.CONFIRMING
    assert payload(await desk.do("markTranscribed")) == first
    again = payload(await desk.do("markTranscribed", key="key-2"))
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]
    assert desk.w.record.tables.receipts[0].subjects == (desk.person.id,)


async def test_a_doubt_is_decided_once_and_with_a_reason() -> None:
    desk = Desk(DeliveryState.IN_DOUBT)
    empty = payload(await desk.do("settleDelivery", decision="DELIVERED", reason=" "))
    assert [(error["code"], error["path"]) for error in empty["errors"]] == [("BAD_INPUT", "reason")]
    done = payload(await desk.do("settleDelivery", key="key-2", decision="DELIVERED", reason="Ditanyakan."))
    assert done["state"] == "DELIVERED"
    other = payload(await desk.do("settleDelivery", key="key-3", decision="SEND_AGAIN", reason="Ditanyakan."))
    assert [error["code"] for error in other["errors"]] == ["CONFLICT"]
    assert desk.state is DeliveryState.DELIVERED


@pytest.mark.parametrize("actor", [OPERATOR, ADMINISTRATOR], ids=["operator", "administrator"])
async def test_a_dead_letter_is_tried_again(actor: Actor) -> None:
    desk = Desk(DeliveryState.DEAD)
    assert payload(await desk.do("replayDelivery", actor))["state"] == "WAITING"
    waiting = payload(await desk.do("replayDelivery", actor, key="key-2"))
    assert [error["code"] for error in waiting["errors"]] == ["CONFLICT"]


@pytest.mark.parametrize(
    ("mutation", "role"),
    [
        ("markTranscribed", Role.ADMINISTRATOR),
        ("markTranscribed", Role.VERIFIER),
        ("settleDelivery", Role.ADMINISTRATOR),
        ("replayDelivery", Role.VERIFIER),
        ("replayDelivery", Role.CITIZEN),
    ],
)
async def test_whoever_else_is_refused(mutation: str, role: Role) -> None:
    desk = Desk()
    given = {"decision": "DELIVERED", "reason": "x"} if mutation == "settleDelivery" else {}
    answer = await desk.do(mutation, staff(role), **given)
    assert list(answer.payload["data"].values()) == [None]
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert desk.state is desk.delivery.state


@pytest.mark.parametrize("given", [{"address": address(ELSEWHERE)}, {"sealed": True}], ids=["region", "sealed"])
async def test_about_a_person_out_of_sight_there_is_nothing_to_do(given: dict[str, Any]) -> None:
    desk = Desk(**given)
    made = payload(await desk.do("markTranscribed"))
    assert [error["code"] for error in made["errors"]] == ["NOT_FOUND"]
    assert desk.state is DeliveryState.TO_TRANSCRIBE


async def test_nobody_types_in_her_own_familys_corrections() -> None:
    desk = Desk(family_card_number=CARD)
    own = dataclasses.replace(OPERATOR, nik=desk.person.nik)
    answer = await desk.do("markTranscribed", own)
    assert answer.payload["errors"][0]["extensions"]["rule"] == "record-own-family"


async def test_an_id_that_is_none_is_said_so() -> None:
    desk = Desk()
    for wrong, code in (("x", "BAD_INPUT"), (global_id("Citizen", desk.person.id), "BAD_INPUT"),
                        (global_id("Delivery", uuid.uuid4()), "NOT_FOUND")):  # fmt: skip
        made = payload(await desk.do("markTranscribed", key=wrong, deliveryId=wrong))
        assert [error["code"] for error in made["errors"]] == [code]


async def test_a_clerk_is_shown_what_to_type_and_it_leaves_a_receipt() -> None:
    desk = Desk()
    query = "{ workItems { edges { node { id state changed differences siakFields { label value } } } } }"
    answer = await desk.w.ask(query, actor=OPERATOR)
    (edge,) = answer.payload["data"]["workItems"]["edges"]
    assert edge["node"]["siakFields"][1] == {"label": "NAMA_LGKP", "value": "SUPARMAN"}
    assert edge["node"]["changed"] == ["fullName"]
    (receipt,) = desk.w.record.tables.receipts
    assert receipt.subjects == (desk.person.id,)


async def test_an_administrator_sees_what_waits_and_nothing_of_the_person() -> None:
    desk = Desk()
    query = "{ deliveries { edges { node { target kind state ageSeconds citizen { fullName } } } } }"
    answer = await desk.w.ask(query, actor=ADMINISTRATOR)
    (edge,) = answer.payload["data"]["deliveries"]["edges"]
    assert edge["node"] == {
        "target": "population", "kind": "citizen.corrected", "state": "TO_TRANSCRIBE", "ageSeconds": 0, "citizen": None,
    }  # fmt: skip
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_clerks_words_and_names_of_facets_are_for_those_who_may_know() -> None:
    query = "{ deliveries { edges { node { reason changed } } } }"

    async def read(desk: Desk, actor: Actor) -> Any:
        told = dataclasses.replace(desk.delivery, reason="Bu Siti menelepon.", changed=("full_name", "immunisations"))
        desk.w.record.tables.deliveries[desk.delivery.id] = told
        (edge,) = (await desk.w.ask(query, actor=actor)).payload["data"]["deliveries"]["edges"]
        return edge["node"]

    assert await read(Desk(), OPERATOR) == {"reason": "Bu Siti menelepon.", "changed": ["fullName"]}
    lifted = Desk()
    lifted.delivery = dataclasses.replace(lifted.delivery, kind="citizen.unsealed")
    assert (await read(lifted, OPERATOR))["reason"] is None, "that she was sealed is not told by whose seal it was"
    for desk, actor in ((Desk(), ADMINISTRATOR), (Desk(sealed=True), OPERATOR)):
        assert await read(desk, actor) == {"reason": None, "changed": ["fullName"]}
