"""What a counter asks the graph."""

from __future__ import annotations

import uuid
from typing import Any, Final

from hub.core.actor import Actor, Role
from tests.counter.conftest import CounterOffice
from tests.engine.test_mutations import payload
from tests.fakes.actors import NOBODY, staff

OPERATOR: Final = staff(Role.OPERATOR)
_ERRORS: Final = "errors { code path message }"
_CLERK: Final = "{ id number state counter forCounter calls nik outcome trackingNumber priority }"
TAKE: Final = f"""
mutation Take($input: TakeTicketInput!) {{
  takeTicket(input: $input) {{ ticket {{ id number state ahead minutes counter }} {_ERRORS} }}
}}
"""
CALL: Final = f"""
mutation Call($input: CallNextTicketInput!) {{ callNextTicket(input: $input) {{ ticket {_CLERK} {_ERRORS} }} }}
"""
SETTLE: Final = f"""
mutation Settle($input: SettleTicketInput!) {{ settleTicket(input: $input) {{ ticket {_CLERK} {_ERRORS} }} }}
"""
LIST: Final = f"query Numbers($place: String) {{ tickets(place: $place) {_CLERK} }}"
BOARD: Final = """
query Board($place: String) {
  ticketBoard(place: $place) { place name waiting minutes takes calls { number counter } }
}
"""


async def take(office: CounterOffice, actor: Actor = NOBODY, **given: Any) -> dict[str, Any]:
    full = {"idempotencyKey": uuid.uuid4().hex, **given}
    return payload(await office.ask(TAKE, {"input": full}, actor))


async def number(office: CounterOffice, **given: Any) -> dict[str, Any]:
    """A number that was taken."""
    made = await take(office, **given)
    assert made["errors"] == [], made
    found: dict[str, Any] = made["ticket"]
    return found


async def call(office: CounterOffice, counter: int = 1, actor: Actor = OPERATOR, **given: Any) -> dict[str, Any]:
    full = {"idempotencyKey": uuid.uuid4().hex, "counter": counter, **given}
    return payload(await office.ask(CALL, {"input": full}, actor))


async def settle(
    office: CounterOffice, ticket: dict[str, Any], step: str, actor: Actor = OPERATOR, **given: Any
) -> dict[str, Any]:
    full = {"idempotencyKey": uuid.uuid4().hex, "id": ticket["id"], "step": step, **given}
    return payload(await office.ask(SETTLE, {"input": full}, actor))


async def numbers(office: CounterOffice, actor: Actor = OPERATOR, place: str | None = None) -> list[dict[str, Any]]:
    answer = await office.ask(LIST, {"place": place}, actor)
    found: list[dict[str, Any]] = answer.payload["data"]["tickets"]
    return found


async def board(office: CounterOffice, place: str | None = None) -> dict[str, Any]:
    answer = await office.ask(BOARD, {"place": place}, NOBODY)
    found: dict[str, Any] = answer.payload["data"]["ticketBoard"]
    return found
