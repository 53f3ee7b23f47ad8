"""What the graph tells of the agencies themselves, for whoever may read it."""

from __future__ import annotations

import dataclasses

import pytest

from hub.core.agency_ports import AgencyState, AgencyStatus
from hub.engine import Engine, GraphQLRequest
from hub.exchange import read_manifest
from hub.exchange.breaker import Breaker
from tests.fakes.actors import agency
from tests.fakes.world import schema, world
from tests.loaders.agency import manifest

QUERY = "{ agencies { name state } }"
SEEDED = AgencyStatus("licensing", "OSS", "Licensing", "REST", "seeded", 1, None)


@pytest.mark.parametrize(
    ("failures", "waits", "state"),
    [(0, 0.0, AgencyState.ASKED), (9, 0.0, AgencyState.RESTING), (0, 60.0, AgencyState.WAITING)],
)
async def test_whether_an_agency_is_asked_just_now(failures: int, waits: float, state: AgencyState) -> None:
    breaker = Breaker(manifest())
    for _ in range(failures):
        breaker.failed()
    if waits:
        breaker.wait(waits)
    made = world()
    hub = dataclasses.replace(
        made.hub, agencies=(read_manifest("hub.connectors.health"), SEEDED), watches={"health": breaker}
    )
    answer = await Engine(schema(), hub).run(GraphQLRequest(QUERY), agency("agency:read"), None)
    assert answer.payload == {
        "data": {"agencies": [{"name": "health", "state": state.name}, {"name": "licensing", "state": None}]}
    }


async def test_it_needs_the_scope_of_agencies() -> None:
    answer = await world().ask(QUERY, actor=agency("citizen:read"))
    assert answer.payload["data"] == {"agencies": None}
    assert [error["extensions"]["code"] for error in answer.payload["errors"]] == ["FORBIDDEN"]
