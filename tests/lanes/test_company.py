"""Many ask at the same moment: each has the answer and leaves the receipt that she has when she asks alone."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from hub.core.actor import Actor
from hub.engine import Answer
from tests.lanes.test_executor import CASES, ELSEWHERE, FAMILY_ONLY, FULL, NO_HEALTH, NOWHERE
from tests.lanes.twins import Twin, Twins, errors_of, told
from tests.lanes.village import PERSONS

READERS = (FULL, NO_HEALTH, FULL, ELSEWHERE, FAMILY_ONLY, NOWHERE, FULL)
NIKS = [person.nik for person in PERSONS if person.nik]
Asked: TypeAlias = tuple[str, dict[str, Any], Actor]


def said(answer: Answer) -> tuple[int, str, str, list[str]]:
    return answer.status, answer.lane, json.dumps(answer.payload.get("data")), errors_of(answer)


async def alone(twin: Twin, asked: Sequence[Asked]) -> list[Answer]:
    return [await twin.ask(*each, None) for each in asked]


def questions() -> list[Asked]:
    """Every case by several readers, some about several persons; they are many clients, so that none asks too much."""
    found: list[Asked] = []
    for case in CASES.values():
        if case.lane == "C" or case.faulty:
            continue
        found += [(case.query, case.variables, reader) for reader in (case.actor, *READERS)]
        if case.variables.keys() == {"n"} and len(found) % 3 == 0:
            found += [(case.query, {"n": nik}, reader) for nik, reader in zip(NIKS, READERS * 9, strict=False)]
    return [
        (query, variables, dataclasses.replace(reader, client_id=f"{reader.client_id}-{at % 12}"))
        for at, (query, variables, reader) in enumerate(found)
    ]


async def test_many_at_once_are_answered_like_each_by_herself(twins: Twins) -> None:
    hub, asked = twins.compiling, questions()
    await alone(hub, asked)  # whom only the population agency knew is in the record from here on
    hub.receipts.written.clear()
    before = [said(answer) for answer in await alone(hub, asked)]
    receipts = told(hub.receipts)
    hub.receipts.written.clear()
    now: list[Answer] = []
    for at in range(0, len(asked), 60):
        now += await asyncio.gather(*(hub.ask(*each, None) for each in asked[at : at + 60]))
    assert {lane for _, lane, *_ in before} >= {"E", "D"}
    for each, first, second in zip(asked, before, map(said, now), strict=True):
        assert second == first, each
    assert sorted(map(repr, told(hub.receipts))) == sorted(map(repr, receipts))
