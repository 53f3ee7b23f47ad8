"""Which part of an answer was whose, as its receipt tells it: what was asked of one is not told of her relatives."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pytest

from hub.core.held import Answered
from hub.core.receipt import Part, Subjects
from hub.engine import GraphQLRequest
from hub.engine.parts import Whose, apart_of, parts_of, whose_found
from hub.engine.plan import ASKED, Plan
from tests.fakes.actors import READER
from tests.fakes.world import world

IDS = [uuid.UUID(int=number) for number in (1, 2, 3)]
MEMBERS = "FamilyCard.members"
NOTHING: frozenset[str] = frozenset()
BOTH = """query Both($nik: NIK!) { citizen(nik: $nik) {
    nik religion familyCard { number members { citizen { fullName } } }
} }"""


async def plan_of(text: str) -> Plan:
    plan = await world().engine.foresee(GraphQLRequest(text), READER)
    assert plan is not None
    return plan


def found(asked: list[uuid.UUID], kin: Mapping[int, list[uuid.UUID]]) -> Answered:
    listed = b"".join(bytes([kind]) + one.bytes for kind, some in kin.items() for one in some)
    return Answered(b"", b"".join(one.bytes for one in asked), (), listed)


def fields(parts: tuple[Part, ...]) -> dict[tuple[int, ...], set[str]]:
    return {tuple(one.int for one in part.subjects): {name.partition(".")[2] for name in part.fields} for part in parts}


async def test_relatives_are_told_of_their_own_part_alone() -> None:
    plan = await plan_of(BOTH)
    whose = whose_found(found(IDS[:1], {1: [IDS[2], IDS[0], IDS[1], IDS[0]]}))
    assert list(whose.everybody) == IDS
    own, members = fields(parts_of(plan, NOTHING, whose)).items()
    assert (own[0], members[0]) == ((1,), (1, 2, 3))
    assert {"nik", "religion"} <= own[1]
    assert "fullName" in members[1]
    assert not {"nik", "religion"} & members[1]
    assert b"null" in apart_of(plan, NOTHING, whose), "everybody is not named again"


async def test_what_is_refused_stands_in_no_part() -> None:
    plan = await plan_of(BOTH)
    whose = whose_found(found(IDS[:1], {1: IDS}))
    told = parts_of(plan, frozenset({"Citizen.religion"}), whose)
    assert told
    assert not any("Citizen.religion" in part.fields for part in told)
    assert parts_of(plan, frozenset({"Query.citizen"}), whose) == ()


@pytest.mark.parametrize("kin", [{}, {1: IDS[:1]}], ids=["alone", "a card of her own"])
async def test_where_all_of_it_is_everybodys_there_are_no_parts(kin: Mapping[int, list[uuid.UUID]]) -> None:
    whose = whose_found(found([IDS[0], IDS[0]], kin))
    assert (list(whose.everybody), apart_of(await plan_of(BOTH), NOTHING, whose)) == (IDS[:1], b"")


async def test_a_part_of_nobody_is_not_told_and_what_comes_besides_is_told_of_those_who_were_asked_for() -> None:
    plan = await plan_of(BOTH)
    whose = Whose(Subjects.of(IDS[:2]), {ASKED: [2], MEMBERS: []})
    besides = {"Citizen.immunisations": "health"}
    (own,) = parts_of(plan, NOTHING, whose, besides)
    assert (own.subjects, own.fields[-1], own.categories[-1]) == (tuple(IDS[1:2]), "Citizen.immunisations", "health")
    both = parts_of(plan, NOTHING, whose._replace(parts={ASKED: [2], MEMBERS: [1, 2]}), besides)
    assert ["Citizen.immunisations" in part.fields for part in both] == [True, False]
