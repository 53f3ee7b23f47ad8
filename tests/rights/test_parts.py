"""A receipt that names several persons tells each of them of her own part alone, whichever way the answer came."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen, FamilyCard
from hub.core.codes import FamilyRelationship, Sex
from hub.core.identifiers import global_id
from hub.core.purpose import Purpose
from hub.engine import Engine
from hub.store import Database, PgHeld, PgReceipts
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.fakes.actors import agency, staff
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import CARD, TENANT
from tests.fakes.world import World, schema
from tests.store.samples import person, receipt

ASKS: Final = agency("citizen:read", "family:read", "licence:read")
HEAD: Final = person("Budi Contoh", family_card_number=CARD, family_relationship=FamilyRelationship.HEAD)
MOTHER: Final = person(
    "Siti Contoh", family_card_number=CARD, family_relationship=FamilyRelationship.WIFE, sex=Sex.FEMALE
)
OWN: Final = """query A($nik: NIK!, $filter: AccessFilter, $first: Int) { citizen(nik: $nik) {
    accesses(filter: $filter, first: $first) {
        edges { node { id reader role categories fields data why own changed agreement } }
        pageInfo { hasNextPage endCursor } } } }"""
OVERSEEN: Final = "query O($nik: NIK!) { accesses(nik: $nik) { edges { node { id officer hiddenUntil } } } }"
AUDITOR: Final = dataclasses.replace(staff(Role.AUDITOR), purposes=frozenset({Purpose.OVERSIGHT}))
WITH_FAMILY: Final = """query W($nik: NIK!) { citizen(nik: $nik) { fullName licences { name }
    familyCard { head { birthPlace } members { relationship citizen { birthDate } } } } }"""


def herself(who: Citizen) -> Actor:
    return dataclasses.replace(
        staff(Role.CITIZEN, f"user-{who.nik}", region="", nik=who.nik), purposes=frozenset({Purpose.OWN_DATA})
    )


@dataclasses.dataclass
class Village:
    """A family in a real record. `ways` are a hub that answers by statements, and one that resolves."""

    database: Database
    world: World
    ways: dict[str, Engine]

    async def told(self, who: Citizen, actor: Actor | None = None, **given: Any) -> list[dict[str, Any]]:
        answer = await self.world.ask(OWN, {"nik": who.nik, **given}, actor=actor or herself(who))
        assert "errors" not in answer.payload, answer.payload
        nodes = [edge["node"] for edge in answer.payload["data"]["citizen"]["accesses"]["edges"]]
        return [node for node in nodes if not node["own"]]


@pytest.fixture
async def village(database: str) -> AsyncIterator[Village]:
    opened = await Database.open(database)
    await copy_citizens(opened, [HEAD, MOTHER])
    await copy_family_cards(opened, [FamilyCard(tenant=TENANT, number=CARD, head_nik=HEAD.nik, address=None)])
    world = on_postgres(opened)
    compiling = dataclasses.replace(world.hub, held=PgHeld(opened, TENANT, world.hub.clock))
    yield Village(opened, world, {"statement": Engine(schema(), compiling), "resolvers": world.engine})
    await opened.close()


@pytest.mark.parametrize("way", ["resolvers", "statement"])
async def test_each_of_a_family_is_told_of_her_own_part(village: Village, way: str) -> None:
    asking = dataclasses.replace(village.world, engine=village.ways[way])
    answer = await asking.ask(WITH_FAMILY, {"nik": MOTHER.nik}, actor=ASKS)
    assert answer.lane == ("E" if way == "statement" else "C")
    (hers,), (his,) = await village.told(MOTHER), await village.told(HEAD)
    assert hers["id"] == his["id"]
    assert {"Citizen.licences", "Citizen.fullName", "Citizen.birthDate"} <= set(hers["fields"])
    assert "Citizen.birthPlace" not in hers["fields"], "only of the head"
    assert set(his["fields"]) == {
        "Citizen.birthPlace", "Citizen.birthDate", "FamilyMember.relationship", "FamilyMember.citizen",
    }  # fmt: skip
    assert (hers["categories"], his["categories"]) == (["family", "licence", "population"], ["family", "population"])
    assert "Izin usaha" in hers["data"]
    assert "Izin usaha" not in his["data"]


async def test_what_is_of_everybody_has_no_parts(village: Village) -> None:
    query = "query M($n: [NIK!]!) { citizens(niks: $n) { fullName address { village } } }"
    await village.world.ask(query, {"n": [HEAD.nik, MOTHER.nik]}, actor=ASKS)
    assert await village.database.fetchval("select parts from receipt") is None


async def test_a_clerk_reads_for_her_office(village: Village) -> None:
    query = "query M($n: NIK!) { citizen(nik: $n) { fullName } }"
    await village.world.ask(query, {"n": MOTHER.nik}, actor=staff(Role.OPERATOR, "user-9"))
    (told,) = await village.told(MOTHER)
    assert (told["reader"], told["role"]) == (village.world.hub.office_name, "operator")
    assert told["why"] == "mengurus pencatatan kependudukan Anda"
    officer = "query A($nik: NIK!) { citizen(nik: $nik) { accesses { edges { node { officer } } } } }"
    refused = await village.world.ask(officer, {"nik": MOTHER.nik}, actor=herself(MOTHER))
    assert "Petugas operator" not in str(refused.payload)
    answer = await village.world.ask(OVERSEEN, {"nik": MOTHER.nik}, actor=AUDITOR)
    officers = [edge["node"]["officer"] for edge in answer.payload["data"]["accesses"]["edges"]]
    assert officers[-1] == "Petugas operator"


async def test_a_lawful_investigation_is_not_told_before_its_time(village: Village) -> None:
    now = village.world.hub.clock()
    written = [receipt(MOTHER.id) for _ in range(4)]
    hidden = [dataclasses.replace(written[at], hidden_until=now + dt.timedelta(days=30)) for at in (1, 3)]
    for one in (written[0], hidden[0], written[2], hidden[1]):
        await PgReceipts(village.database).write(one)
    seen = [global_id("Access", one.id) for one in (written[2], written[0])]
    assert [one["id"] for one in await village.told(MOTHER)] == seen
    # Whether there are more says nothing of them either: two are told of, and a page of two is all.
    page = await village.world.ask(
        OWN, {"nik": MOTHER.nik, "first": 2, "filter": {"own": False}}, actor=herself(MOTHER)
    )
    info = page.payload["data"]["citizen"]["accesses"]["pageInfo"]
    assert info["hasNextPage"] is False
    by_id = {"id": global_id("Access", hidden[0].id)}
    assert await village.told(MOTHER, filter=by_id) == []
    later = now + dt.timedelta(days=31)
    hub = dataclasses.replace(village.world.hub, clock=lambda: later)
    after = dataclasses.replace(village, world=dataclasses.replace(village.world, engine=Engine(schema(), hub)))
    assert [one["id"] for one in await after.told(MOTHER)] == [
        global_id("Access", one.id) for one in (hidden[1], written[2], hidden[0], written[0])
    ]


async def test_whoever_oversees_is_told_at_once(village: Village) -> None:
    now = village.world.hub.clock()
    one = dataclasses.replace(receipt(MOTHER.id), hidden_until=now + dt.timedelta(days=30))
    await PgReceipts(village.database).write(one)
    answer = await village.world.ask(OVERSEEN, {"nik": MOTHER.nik}, actor=AUDITOR)
    (edge,) = answer.payload["data"]["accesses"]["edges"]
    assert edge["node"]["id"] == global_id("Access", one.id)
    assert edge["node"]["hiddenUntil"] is not None
    assert await village.told(MOTHER) != []  # the auditor's own look


async def test_since_and_until(village: Village) -> None:
    await PgReceipts(village.database).write(receipt(MOTHER.id))
    at = receipt(MOTHER.id).at
    day = dt.timedelta(days=1)
    assert await village.told(MOTHER, filter={"since": (at + day).isoformat()}) == []
    assert await village.told(MOTHER, filter={"until": at.isoformat()}) == []
    assert len(await village.told(MOTHER, filter={"since": at.isoformat(), "until": (at + day).isoformat()})) == 1
