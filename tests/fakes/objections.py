"""Objections in memory."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Sequence

from hub.core.errors import Conflict
from hub.core.identifiers import new_id
from hub.core.objection import (
    TIME_TO_ANSWER,
    Lifted,
    Objection,
    ObjectionDecision,
    ObjectionFilter,
    ObjectionState,
    Standing,
    Stop,
)
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from tests.fakes.calls import Calls
from tests.fakes.people import FakePeople, paged
from tests.fakes.people_of_bangka import NOW, TENANT

Rows = dict[uuid.UUID, Objection]


class FakeObjections:
    """Implements `hub.core.objections.Objections` over what was committed."""

    def __init__(self, calls: Calls, people: FakePeople, committed: Callable[[], Rows]) -> None:
        self._calls = calls
        self._people = people
        self._committed = committed

    async def page(
        self, tenant: str, chosen: ObjectionFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Objection]:
        self._calls.note("objections.page")
        seen = {key for key, one in self._people.citizens.items() if rows.admits(one)}
        found = [one for one in self._committed().values() if one.person_id in seen and one.state in chosen.states]
        found = [one for one in found if chosen.only in {None, one.id}]
        if chosen.overdue_at is not None:
            found = [one for one in found if one.decision is None and one.is_overdue(chosen.overdue_at)]
        return paged(sorted(found, key=lambda one: one.id), first, after)

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Objection]:
        self._calls.note("objections.of_person", person_id)
        found = [one for one in self._committed().values() if one.person_id == person_id]
        return paged(sorted(found, key=lambda one: one.id, reverse=True), first, after)

    async def by_id(self, tenant: str, objection_id: uuid.UUID) -> Objection | None:
        self._calls.note("objections.by_id", objection_id)
        return self._committed().get(objection_id)


class FakeObjectionWrites:
    """Implements `hub.core.objection.ObjectionWrites` over the tables of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def known(self, objection_id: uuid.UUID) -> Objection | None:
        return self._rows.get(objection_id)

    async def open(self, objection: Objection) -> None:
        def about(one: Objection) -> tuple[object, ...]:
            return (one.person_id, one.receipt_id, one.category, one.state)

        if any(about(one) == about(objection) for one in self._rows.values()):
            raise Conflict(
                "This has been objected to already.", path="accessId" if objection.receipt_id else "category"
            )
        self._rows[objection.id] = objection

    async def decide(self, objection: Objection, decision: ObjectionDecision, stop: Stop | None) -> Objection:
        decided = dataclasses.replace(
            objection, state=ObjectionState.DECIDED, version=objection.version + 1, decision=decision, stop=stop
        )
        self._rows[objection.id] = decided
        return decided

    async def lift(self, objection: Objection, lifted: Lifted) -> Objection:
        assert objection.stop is not None
        stop = dataclasses.replace(objection.stop, lifted=lifted)
        self._rows[objection.id] = dataclasses.replace(objection, version=objection.version + 1, stop=stop)
        return self._rows[objection.id]


class FakeStops:
    """Implements `hub.core.objections.Stops` over what was committed."""

    def __init__(self, committed: Callable[[], Rows]) -> None:
        self._committed = committed

    async def standing(self) -> Sequence[Standing]:
        found = self._committed().values()
        return [Standing(one.person_id, one.stop) for one in found if one.stop is not None and one.stop.holds]


def objection(person_id: uuid.UUID, category: str = "health", receipt_id: uuid.UUID | None = None) -> Objection:
    """An open one."""
    return Objection(
        tenant=TENANT, id=new_id(), person_id=person_id, receipt_id=receipt_id, category="" if receipt_id else category,
        grounds="Saya tidak pernah berobat di sana.", state=ObjectionState.OPEN, version=1, opened_at=NOW,
        opened_by="siti", due_at=NOW + TIME_TO_ANSWER,
    )  # fmt: skip
