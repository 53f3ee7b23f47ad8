"""Facets: the copy in the record, or the agency itself where the facet is read live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.core.agency_ports import FacetSource
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import FacetCopies
from hub.exchange.behalf import Behalf, acting_for
from hub.loaders.batch import AGENCY_CONCURRENCY, BatchLoader

FacetLoader = BatchLoader[FacetKey, FacetCopy[Any]]


class HeldFacet(FacetLoader):
    """A facet whose last known copies stand in the record."""

    def __init__(self, tenant: str, facet: str, agency: str, copies: FacetCopies) -> None:
        super().__init__(f"{agency}.{facet}")
        self._tenant = tenant
        self._facet = facet
        self._copies = copies

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any]]:
        found = await self._copies.copies(self._tenant, self._facet, [key.person_id for key in keys])
        nothing: FacetCopy[Any] = FacetCopy(self._facet, (), None, fresh=False)
        return [found.get(key.person_id, nothing) for key in keys]


class LiveFacet(FacetLoader):
    """A facet that is read from its agency at each request, in batches as large as the agency takes."""

    def __init__(self, agency: str, source: FacetSource, behalf: Behalf, asked: set[str]) -> None:
        """`asked` gets the agency's name once it is."""
        super().__init__(f"{agency}.{source.facet}", source.max_batch, AGENCY_CONCURRENCY)
        self._name = agency
        self._agency = source
        self._behalf = behalf
        self._asked = asked

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]:
        self._asked.add(self._name)
        with acting_for(self._behalf):
            return await self._agency.fetch(keys)
