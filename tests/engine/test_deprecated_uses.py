"""What will end is counted where it is asked for: by client and coordinate, whoever asks and whoever it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from graphql import GraphQLObjectType

from hub.core.identifiers import global_id, new_id
from hub.core.trusted import Key
from hub.engine import Engine
from hub.engine.uses import Uses
from hub.schema import build
from tests.fakes.actors import READER, agency
from tests.fakes.people_of_bangka import person
from tests.fakes.service import SERVICE
from tests.fakes.world import FACETS, world

NIK = "1901014505959001"
OTHER = agency("citizen:read", client_id="other")


class Rows:
    """Keeps the counts."""

    def __init__(self) -> None:
        self.deprecated: dict[Key, int] = {}

    async def count(self, _day: dt.date, _documents: Mapping[Key, int], deprecated: Mapping[Key, int]) -> None:
        self.deprecated |= deprecated

    async def forget(self, _day: dt.date) -> None:
        self.deprecated.clear()


async def test_what_will_end_is_counted_for_each_client_and_nothing_else_is() -> None:
    schema = build(FACETS.values(), [SERVICE])
    citizen = schema.graph.type_map["Citizen"]
    assert isinstance(citizen, GraphQLObjectType)
    for name in ("bloodType", "id"):
        citizen.fields[name].deprecation_reason = "Use `Citizen.nik` instead, until 2027-06-30."
    w, uses, rows = world([person("Siti", nik=NIK)]), Uses(), Rows()
    w.engine = Engine(schema, w.hub, uses=uses)
    asked = (
        ("query A($nik: NIK!) { citizen(nik: $nik) { bloodType } }", READER),
        # The same under other names shares its plan, and is counted as well.
        ("query B($nik: NIK!) { citizen(nik: $nik) { kind: bloodType } }", READER),
        ("query C($nik: NIK!) { citizen(nik: $nik) { other: bloodType } }", READER),
        ("query D($nik: NIK!) { citizen(nik: $nik) { ... on Citizen { bloodType } } }", OTHER),
        ("query E($nik: NIK!) { citizen(nik: $nik) { fullName } }", OTHER),
        ("query F($nik: NIK!) { citizen(nik: $nik) { nothing bloodType } }", OTHER),
        # What is found may be a citizen.
        ("query G($id: ID!) { node(id: $id) { id } }", OTHER),
    )
    for _ in range(2):
        for query, actor in asked:
            await w.ask(query, {"nik": NIK, "id": global_id("Citizen", new_id())}, actor=actor)
    await uses.write(rows, dt.date(2026, 11, 26))
    assert rows.deprecated == {
        (READER.client_id, "Citizen.bloodType"): 6, ("other", "Citizen.bloodType"): 2, ("other", "Citizen.id"): 2,
    }  # fmt: skip
