"""Burial reports in memory."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hub.core.burial import Burial, BurialFilter, BurialState
from hub.core.errors import Conflict
from hub.core.identifiers import new_id
from hub.core.ports import Page
from hub.core.predicates import RowFilter
from hub.core.regions import within
from tests.fakes.calls import Calls
from tests.fakes.people import FakePeople, paged
from tests.fakes.people_of_bangka import NOW, TENANT, VILLAGE

Rows = dict[uuid.UUID, Burial]


class FakeBurials:
    """Implements `hub.core.burials.Burials` over what was committed."""

    def __init__(self, calls: Calls, people: FakePeople, committed: Callable[[], Rows]) -> None:
        self._calls = calls
        self._people = people
        self._committed = committed

    async def page(
        self, tenant: str, chosen: BurialFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Burial]:
        self._calls.note("burials.page")
        seen = {key for key, one in self._people.citizens.items() if rows.admits(one)} | {None}
        found = [one for one in self._committed().values() if one.person_id in seen and one.state in chosen.states]
        found = [one for one in found if within(one.region_code, rows.region) and chosen.only in {None, one.id}]
        return paged(sorted(found, key=lambda one: one.id), first, after)

    async def by_id(self, tenant: str, burial_id: uuid.UUID) -> Burial | None:
        self._calls.note("burials.by_id", burial_id)
        return self._committed().get(burial_id)

    async def of_niks(self, tenant: str, niks: Sequence[str]) -> Mapping[str, Burial]:
        self._calls.note("burials.of_niks", *niks)
        return of_niks(self._committed(), self._people, niks)


class FakeBurialWrites:
    """Implements `hub.core.burial.BurialWrites` over the tables of one transaction."""

    def __init__(self, rows: Rows, people: FakePeople) -> None:
        self._rows = rows
        self._people = people

    async def report(self, burial: Burial) -> None:
        def line(one: Burial) -> tuple[object, ...]:
            return (one.region_code, one.name.lower(), one.buried_on)

        waiting = [one for one in self._rows.values() if one.state in BurialFilter().states]
        if any(line(one) == line(burial) for one in waiting):
            raise Conflict("This burial has been reported already and waits for the office.", path="name")
        self._rows[burial.id] = burial

    async def known(self, burial_id: uuid.UUID) -> Burial | None:
        return self._rows.get(burial_id)

    async def change(self, after: Burial) -> Burial:
        changed = self._rows[after.id] = dataclasses.replace(after, version=after.version + 1)
        return changed

    async def of_niks(self, niks: Sequence[str]) -> Mapping[str, Burial]:
        return of_niks(self._rows, self._people, niks)

    async def registered(self, person_id: uuid.UUID, application_id: uuid.UUID, at: dt.datetime) -> None:
        for one in [one for one in self._rows.values() if one.person_id == person_id]:
            closed: dict[str, Any] = {
                "state": BurialState.REGISTERED,
                "application_id": application_id,
                "settled_at": at,
            }
            self._rows[one.id] = dataclasses.replace(one, version=one.version + 1, **closed)


def of_niks(rows: Rows, people: FakePeople, niks: Sequence[str]) -> Mapping[str, Burial]:
    found = [one for one in rows.values() if one.state is BurialState.MATCHED and one.person_id in people.citizens]
    by_nik = {people.citizens[one.person_id].nik: one for one in found if one.person_id}
    return {nik: by_nik[nik] for nik in niks if nik in by_nik}


def burial(**given: Any) -> Burial:
    """One that nobody has looked at."""
    values: dict[str, Any] = {
        "tenant": TENANT, "id": new_id(), "region_code": VILLAGE, "name": "Budi Contoh", "nik": None,
        "died_on": dt.date(2026, 11, 19), "buried_on": dt.date(2026, 11, 20), "cemetery": "TPU Contoh",
        "book_entry": "12/2026", "reported_at": NOW, "reported_by": "helper",
    }  # fmt: skip
    return Burial(**{**values, **given})
