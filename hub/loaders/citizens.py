"""Persons: first the record, then the population agency for those the record does not know."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.agency_ports import PopulationAgency
from hub.core.citizen import Citizen
from hub.core.ports import People
from hub.core.predicates import RowFilter
from hub.exchange.behalf import Behalf, acting_for
from hub.loaders.batch import AGENCY_CONCURRENCY, BatchLoader
from hub.loaders.unknown import UnknownNiks

PersonLoader = BatchLoader[str, Citizen | None]
POPULATION: Final = "population"
"""The agency that keeps the register."""


class PopulationReads(PersonLoader):
    """Reads persons from the population agency, one NIK a call as its protocol has it."""

    def __init__(self, agency: PopulationAgency, behalf: Behalf, asked: set[str]) -> None:
        """`asked` gets the agency's name once it is."""
        super().__init__(POPULATION, max_batch=1, concurrency=AGENCY_CONCURRENCY)
        self._agency = agency
        self._behalf = behalf
        self._asked = asked

    async def fetch(self, keys: Sequence[str]) -> Sequence[Citizen | None]:
        self._asked.add(POPULATION)
        with acting_for(self._behalf):
            return [await self._agency.read(nik) for nik in keys]


class CitizensByNik(BatchLoader[str, Citizen | None]):
    """Persons by NIK: SQL first; what the record does not know is read from the agency and kept.

    A person that this filter hides is None, and is asked of the agency as nobody's NIK is: what it says is let go, but
    neither the time that it takes nor an outage tells her from nobody. `fresh` holds the ids of persons that came from
    the agency during this request.
    """

    def __init__(
        self, tenant: str, people: People, agency: PersonLoader, rows: RowFilter, unknown: UnknownNiks | None = None
    ) -> None:
        """`unknown` are NIKs that the agency need not be asked for."""
        super().__init__("people")
        self._tenant = tenant
        self._people = people
        self._agency = agency
        self._rows = rows
        self._unknown = unknown
        self.fresh: set[uuid.UUID] = set()

    async def fetch(self, keys: Sequence[str]) -> Sequence[Citizen | BaseException | None]:
        lookup = await self._people.by_niks(self._tenant, keys, self._rows)
        missing = [nik for nik in keys if nik not in lookup.found]
        read = await self._read_through(missing, lookup.hidden) if missing and self._rows.is_usable else {}
        return [lookup.found.get(nik, read.get(nik)) for nik in keys]

    async def _read_through(
        self, niks: Sequence[str], hidden: frozenset[str]
    ) -> Mapping[str, Citizen | BaseException | None]:
        if self._unknown is not None:
            niks = [nik for nik in niks if nik not in self._unknown]
        told = zip(niks, await self._agency.load_many(niks), strict=True)
        answers = {nik: None if nik in hidden and isinstance(person, Citizen) else person for nik, person in told}
        if self._unknown is not None:
            self._unknown.note(nik for nik, answer in answers.items() if answer is None)
        known = [person for person in answers.values() if isinstance(person, Citizen)]
        kept = await self._people.adopt(self._tenant, known) if known else {}
        self.fresh.update(person.id for person in kept.values())
        seen: dict[str, Citizen | BaseException | None] = {n: p for n, p in kept.items() if self._rows.admits(p)}
        failed = {nik: answer for nik, answer in answers.items() if isinstance(answer, BaseException)}
        return {**seen, **failed}


class CitizensById(BatchLoader[uuid.UUID, Citizen | None]):
    """Persons of the record by id, as far as the filter admits them."""

    def __init__(self, tenant: str, people: People, rows: RowFilter) -> None:
        super().__init__("people")
        self._tenant = tenant
        self._people = people
        self._rows = rows

    async def fetch(self, keys: Sequence[uuid.UUID]) -> Sequence[Citizen | None]:
        found = await self._people.by_ids(self._tenant, keys, self._rows)
        return [found.get(key) for key in keys]


class RecordedPersons(BatchLoader[str, Citizen | None]):
    """Persons of the record by NIK, never asked of an agency: for a service's rules and for receipts."""

    def __init__(self, tenant: str, people: People, rows: RowFilter) -> None:
        super().__init__("people")
        self._tenant = tenant
        self._people = people
        self._rows = rows

    async def fetch(self, keys: Sequence[str]) -> Sequence[Citizen | None]:
        lookup = await self._people.by_niks(self._tenant, keys, self._rows)
        return [lookup.found.get(nik) for nik in keys]
