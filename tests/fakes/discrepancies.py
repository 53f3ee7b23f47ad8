"""Discrepancies in memory, as the store keeps them: part of a transaction's tables."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping, Sequence

from hub.core.contradiction import recorded_value
from hub.core.discrepancy import (
    Course,
    Decision,
    Discrepancy,
    DiscrepancyFilter,
    DiscrepancyState,
    Marks,
    Noted,
    Said,
    course,
)
from hub.core.errors import Conflict
from hub.core.identifiers import new_id
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from tests.fakes.calls import Calls
from tests.fakes.people import FakePeople, paged
from tests.fakes.people_of_bangka import NOW

Rows = dict[uuid.UUID, Discrepancy]
MARKS = Marks(b"test" * 8)


class FakeDiscrepancyWrites:
    """Implements `DiscrepancyWrites` over the rows of a transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def known(self, discrepancy_id: uuid.UUID) -> Discrepancy | None:
        return self._rows.get(discrepancy_id)

    async def open(self, contest: Discrepancy) -> None:
        key = (contest.person_id, contest.attribute, contest.source, DiscrepancyState.OPEN)
        if any((each.person_id, each.attribute, each.source, each.state) == key for each in self._rows.values()):
            raise Conflict("This attribute is contested already.", path="attribute")
        self._rows[contest.id] = contest

    async def decide(self, discrepancy: Discrepancy, decision: Decision) -> Discrepancy:
        decided = dataclasses.replace(
            discrepancy, state=DiscrepancyState.DECIDED, version=discrepancy.version + 1, decision=decision
        )
        self._rows[discrepancy.id] = decided
        return decided


class FakeDiscrepancies:
    """Implements `Discrepancies`; `committed` gives the rows that stand now."""

    def __init__(self, calls: Calls, people: FakePeople, committed: Callable[[], Rows]) -> None:
        self._calls = calls
        self._people = people
        self._committed = committed

    @property
    def _rows(self) -> Rows:
        return self._committed()

    async def note(self, said: Sequence[Said]) -> Noted:
        opened = 0
        for each in said:
            person = self._people.citizens[each.person_id]
            for attribute, claim in each.claims.items():
                recorded, mark = recorded_value(person, attribute), MARKS.of(each, attribute)
                known = [one for one in self._rows.values() if (one.attribute, one.source) == (attribute, each.agency)]
                if course(attribute, recorded, claim, mark, known) is Course.OPEN:
                    one = discrepancy(person.id, attribute, each.agency, claim, mark=mark, recorded=recorded)
                    self._rows[one.id] = one if each.keeps else dataclasses.replace(one, claim=None)
                    opened += 1
        return Noted(opened)

    async def page(
        self, tenant: str, chosen: DiscrepancyFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Discrepancy]:
        self._calls.note("discrepancies.page")
        persons: Mapping[uuid.UUID, object] = {
            key: one for key, one in self._people.citizens.items() if rows.admits(one)
        }
        found = [one for one in self._rows.values() if one.person_id in persons and one.state in chosen.states]
        found = [one for one in found if chosen.contested in {None, one.is_contest} and chosen.only in {None, one.id}]
        return paged(sorted(found, key=lambda one: one.id), first, after)

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Discrepancy]:
        self._calls.note("discrepancies.of_person", person_id)
        found = [one for one in self._rows.values() if one.person_id == person_id]
        return paged(sorted(found, key=lambda one: one.id, reverse=True), first, after)

    async def showing(self, tenant: str, document_id: uuid.UUID, rows: RowFilter) -> Discrepancy | None:
        seen = [one for one in self._rows.values() if rows.admits(self._people.citizens[one.person_id])]
        return next((one for one in seen if document_id in one.documents), None)

    async def by_id(self, tenant: str, discrepancy_id: uuid.UUID) -> Discrepancy | None:
        self._calls.note("discrepancies.by_id", discrepancy_id)
        return self._rows.get(discrepancy_id)


def discrepancy(
    person_id: uuid.UUID,
    attribute: str,
    source: str,
    claim: str,
    *,
    mark: str | None = None,
    recorded: str | None = None,
) -> Discrepancy:
    """An open one."""
    return Discrepancy(
        tenant="1901", id=new_id(), person_id=person_id, attribute=attribute, source=source, claim=claim,
        mark=mark or claim, recorded=recorded, state=DiscrepancyState.OPEN, version=1, opened_at=NOW, changed_at=NOW,
    )  # fmt: skip
