"""What an agreement leaves out and masks, and its quota, on the compiled lanes as by the resolvers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hub.audit.quotas import DailyQuotas
from hub.audit.stops import StoppedProcessing
from hub.audit.unkept import UnkeptReceipts
from hub.core.attributes import Category
from hub.core.identifiers import parse_global_id
from hub.core.objection import Standing, Stop
from hub.engine import Engine
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import clock
from tests.fakes.world import schema
from tests.lanes.test_executor import FULL, HEAD, ONE
from tests.lanes.test_identity import IDS
from tests.lanes.test_masks import told
from tests.lanes.twins import Twins

WAYS_IN = ("Query.citizen", "Query.citizens", "Query._entities", "Citizen.id")
NAMED = (*WAYS_IN, "Citizen.sex", "Citizen.religion", "Citizen.immunisations", "Immunisation.vaccine")
FEW = agreement(fields=frozenset(NAMED), masked=frozenset({"Citizen.religion"}))
READER = dataclasses.replace(FULL, agreement=FEW)
ROOTS = {
    "citizen": 'citizen(nik: "{nik}") {{ {body} }}',
    "citizens": 'citizens(niks: ["{nik}"]) {{ {body} }}',
    "node": 'node(id: "{id}") {{ ... on Citizen {{ {body} }} }}',
    "entities": (
        '_entities(representations: [{{__typename: "Citizen", nik: "{nik}"}}]) {{ ... on Citizen {{ {body} }} }}'
    ),
}


@pytest.mark.parametrize("root", sorted(ROOTS))
@pytest.mark.parametrize(("beside", "lane"), [("", "E"), (" immunisations { vaccine dose }", "D")])
async def test_every_lane_leaves_out_and_masks_the_same(twins: Twins, root: str, beside: str, lane: str) -> None:
    text = ROOTS[root].format(nik=HEAD, id=IDS[HEAD], body=f"sex name: fullName religion address {{ village }}{beside}")
    answer = await twins.compare(f"query Q {{ {text} }}", {}, READER)
    assert answer.lane == lane
    refused = {(code, rule, str(path[-1])) for code, rule, path in told(answer)}
    wanted = {
        ("FORBIDDEN", "agreement", "name"),
        ("MASKED", "agreement", "religion"),
        ("FORBIDDEN", "agreement", "address"),
    }
    assert refused == wanted | ({("FORBIDDEN", "agreement", "dose")} if beside else set())
    (receipt,) = twins.compiling.receipts.written
    assert set(receipt.fields) <= FEW.fields - FEW.masked
    assert receipt.agreement == FEW.id


def over(twins: Twins, **changed: Any) -> None:
    """Both go on with these parts of their hub changed."""
    for twin in (twins.compiling, twins.resolving):
        twin.engine = Engine(schema(), dataclasses.replace(twin.engine._hub, **changed))


class Full:
    """Implements `hub.core.agency_ports.Quotas`: today's are used up."""

    async def take(self, _agreement: str, _day: dt.date, _persons: int, _most: int) -> bool:
        return False

    async def given(self, _agreements: Sequence[str], _day: dt.date) -> Mapping[str, int]:
        return {}


@pytest.mark.parametrize("body", ["sex", "sex immunisations { vaccine }"], ids=["E", "D"])
async def test_without_room_nothing_leaves_and_nothing_is_receipted(twins: Twins, body: str) -> None:
    over(twins, quotas=DailyQuotas(Full(), clock))
    answer = await twins.compare(f"query($n: NIK!) {{ citizen(nik: $n) {{ {body} }} }}", ONE, READER)
    assert (answer.status, [e["extensions"]["code"] for e in answer.payload["errors"]]) == (429, ["QUOTA_EXHAUSTED"])
    assert answer.payload.get("data") is None
    assert twins.compiling.receipts.written == twins.resolving.receipts.written == []


class Standings:
    """Implements `hub.core.objections.Stops`: one of this person and category holds, under any agreement."""

    def __init__(self, person_id: uuid.UUID, category: Category) -> None:
        self._one = Standing(person_id, Stop("", (category.value,)))

    async def standing(self) -> Sequence[Standing]:
        return [self._one]


def stopping(category: Category) -> StoppedProcessing:
    """She has stopped this of her data."""
    _, person = parse_global_id(IDS[HEAD], path="id")
    return StoppedProcessing(Standings(uuid.UUID(person), category), clock)


@pytest.mark.parametrize("root", sorted(ROOTS))
@pytest.mark.parametrize("body", ["sex", "sex immunisations { vaccine }"], ids=["E", "D"])
@pytest.mark.parametrize("category", [Category.POPULATION, Category.HEALTH], ids=lambda each: each.value)
async def test_what_was_stopped_leaves_by_no_lane(twins: Twins, root: str, body: str, category: Category) -> None:
    """And what was not is answered as before."""
    over(twins, stops=stopping(category))
    answer = await twins.compare(f"query Q {{ {ROOTS[root].format(nik=HEAD, id=IDS[HEAD], body=body)} }}", {}, READER)
    codes = [(e["extensions"]["code"], e["extensions"]["rule"]) for e in answer.payload.get("errors", [])]
    if category is Category.POPULATION or "immunisations" in body:
        assert codes == [("FORBIDDEN", "not-available")]
        assert answer.payload.get("data") is None
        assert twins.compiling.receipts.written == twins.resolving.receipts.written == []
    else:
        assert codes == []
        assert len(twins.compiling.receipts.written) == 1


@pytest.mark.parametrize("body", ["sex", "sex immunisations { vaccine }"], ids=["E", "D"])
@pytest.mark.parametrize("said", ["QUOTA_EXHAUSTED", "FORBIDDEN", None])
async def test_with_receipts_off_all_but_the_receipt_holds(twins: Twins, body: str, said: str | None) -> None:
    held: dict[str, dict[str, Any]] = {
        "QUOTA_EXHAUSTED": {"quotas": DailyQuotas(Full(), clock)},
        "FORBIDDEN": {"stops": stopping(Category.POPULATION)},
    }
    over(twins, receipts=UnkeptReceipts(twins.compiling.receipts), **held.get(said or "", {}))
    answer = await twins.compare(f"query($n: NIK!) {{ citizen(nik: $n) {{ {body} }} }}", ONE, READER)
    assert {e["extensions"]["code"] for e in answer.payload.get("errors", ())} == ({said} if said else set())
    assert (answer.payload.get("data") is None) is bool(said)
    assert twins.compiling.receipts.written == []
