"""Agencies in memory: they can be out, and count what they are asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch
from hub.core.errors import SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from tests.fakes.calls import Calls


class FakePopulation:
    """Implements `hub.core.agency_ports.PopulationAgency`."""

    def __init__(self, calls: Calls, known: Mapping[str, Citizen] | None = None) -> None:
        self._calls = calls
        self.known = dict(known or {})
        self.out = False

    async def read(self, nik: str) -> Citizen | None:
        self._calls.note("population.read", nik)
        self._check()
        return self.known.get(nik)

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        self._calls.note("population.match", claim.nik)
        self._check()
        known = self.known.get(claim.nik)
        name = None if claim.full_name is None else known is not None and known.full_name == claim.full_name
        return CitizenMatch(known is not None, name, None, None, None, None)

    def _check(self) -> None:
        if self.out:
            raise SourceUnavailable("The population agency does not answer now. Ask again later.")


class FakeFacetCopies:
    """Implements `hub.core.ports.FacetCopies`."""

    def __init__(self, calls: Calls, held: Mapping[tuple[str, uuid.UUID], FacetCopy[Any]] | None = None) -> None:
        self._calls = calls
        self.held = dict(held or {})

    async def copies(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]
    ) -> Mapping[uuid.UUID, FacetCopy[Any]]:
        self._calls.note(f"copies.{facet}", *person_ids)
        return {key: self.held[facet, key] for key in person_ids if (facet, key) in self.held}


class FakeFacetSource:
    """Implements `hub.core.agency_ports.FacetSource`; `answers` by NIK, `failing` NIKs get an error of their own."""

    def __init__(self, calls: Calls, facet: str, max_batch: int, answers: Mapping[str, FacetCopy[Any]]) -> None:
        self._calls = calls
        self.facet = facet
        self.max_batch = max_batch
        self.answers = answers
        self.failing: set[str] = set()
        self.out = False

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        self._calls.note(f"{self.facet}.fetch", *(key.nik for key in keys))
        if self.out:
            raise SourceUnavailable("The health agency does not answer now. Ask again later.")
        return [self._one(key.nik) for key in keys]

    def _one(self, nik: str) -> FacetCopy[Any] | Exception:
        if nik in self.failing:
            return SourceUnavailable("The health agency does not answer for this person now. Ask again later.")
        return self.answers.get(nik, FacetCopy(self.facet, (), None, fresh=True))
