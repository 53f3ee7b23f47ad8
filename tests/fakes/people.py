"""Persons and families in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from hub.core.citizen import Address, Citizen, CitizenSearch, FamilyCard
from hub.core.errors import BadInput
from hub.core.names import search_key
from hub.core.ports import HistoryEntry, Lookup, Page
from hub.core.predicates import RowFilter
from hub.core.regions import Region, RegionSearch
from tests.fakes.calls import Calls

T = TypeVar("T")


def paged(items: Sequence[T], first: int, after: str | None) -> Page[T]:
    """A page whose cursors are positions."""
    try:
        begin = int(after) + 1 if after is not None else 0
    except ValueError:
        raise BadInput("This cursor was not made by this list.", path="after") from None
    part = tuple(items[begin : begin + first])
    return Page(part, tuple(str(begin + at) for at in range(len(part))), begin + first < len(items))


class FakePeople:
    """Implements `hub.core.ports.People`."""

    def __init__(self, calls: Calls, citizens: Iterable[Citizen] = (), cards: Iterable[FamilyCard] = ()) -> None:
        self._calls = calls
        self.citizens = {citizen.id: citizen for citizen in citizens}
        self.cards = {card.number: card for card in cards}
        self.named: list[Region] = []

    async def by_niks(self, tenant: str, niks: Sequence[str], rows: RowFilter) -> Lookup:
        self._calls.note("people.by_niks", *niks)
        known = {c.nik: c for c in self._of(tenant) if c.nik in set(niks) and c.nik}
        found = {nik: c for nik, c in known.items() if rows.admits(c)}
        return Lookup(found, frozenset(known) - frozenset(found))

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID], rows: RowFilter) -> Mapping[uuid.UUID, Citizen]:
        self._calls.note("people.by_ids", *ids)
        return {c.id: c for c in self._of(tenant) if c.id in set(ids) and rows.admits(c)}

    async def with_birth_deed(self, tenant: str, number: str) -> uuid.UUID | None:
        self._calls.note("people.with_birth_deed", number)
        found = [citizen.id for citizen in self._of(tenant) if citizen.birth_deed_number == number]
        return found[0] if len(found) == 1 else None

    async def search(
        self, tenant: str, search: CitizenSearch, rows: RowFilter, first: int, after: str | None
    ) -> Page[Citizen]:
        self._calls.note("people.search")
        term = search_key(search.name)
        found = [c for c in self._of(tenant) if rows.admits(c) and term in search_key(c.full_name or "")]
        return paged(found, first, after)

    async def family_cards(self, tenant: str, numbers: Sequence[str], rows: RowFilter) -> Mapping[str, FamilyCard]:
        self._calls.note("people.family_cards", *numbers)
        seen = {c.family_card_number for c in self._of(tenant) if rows.admits(c)}
        return {n: self.cards[n] for n in numbers if n in self.cards and n in seen}

    async def members(self, tenant: str, numbers: Sequence[str], rows: RowFilter) -> Mapping[str, tuple[Citizen, ...]]:
        self._calls.note("people.members", *numbers)
        return {n: tuple(c for c in self._of(tenant) if c.family_card_number == n and rows.admits(c)) for n in numbers}

    async def children(self, tenant: str, nik: str, rows: RowFilter, most: int) -> Sequence[Citizen]:
        self._calls.note("people.children", nik)
        named = [c for c in self._of(tenant) if nik in {one.nik for one in (c.mother, c.father) if one}]
        return [c for c in named if rows.admits(c)][:most]

    async def history(
        self,
        tenant: str,
        person_id: uuid.UUID,
        rows: RowFilter,
        first: int,
        after: str | None,
        until: int | None = None,
    ) -> Page[HistoryEntry]:
        self._calls.note("people.history", person_id)
        return paged([], first, after)

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        return {}

    async def regions(self, wanted: RegionSearch) -> list[Region]:
        """Those of `named`, by the level and what the name holds, or by their code."""
        level = [one for one in self.named if wanted.level is None or len(one.code) == wanted.level.length]
        near = [one for one in level if one.code.startswith(wanted.near) or not wanted.only_near]
        if wanted.code:
            return [one for one in near if one.code == wanted.code]
        return [one for one in near if wanted.name.casefold() in one.name.casefold()][: wanted.most]

    async def adopt(self, tenant: str, citizens: Sequence[Citizen]) -> Mapping[str, Citizen]:
        self._calls.note("people.adopt", *(c.nik for c in citizens))
        for citizen in citizens:
            self.citizens.setdefault(citizen.id, citizen)
        return {c.nik: c for c in citizens if c.nik}

    def _of(self, tenant: str) -> list[Citizen]:
        return [c for c in self.citizens.values() if c.tenant == tenant]
